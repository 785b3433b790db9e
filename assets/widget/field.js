// A field of any form: what every field says of itself, as the browser's own fields do.

// Where a page is rendered on a server, there are no elements; the component comes alive in the browser.
const ElementBase = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});
/** Where a field keeps what it tells its form and screen readers; nobody else reaches it by chance. */
export const INTERNALS = Symbol('internals');

export class FormField extends ElementBase {
  static formAssociated = true;

  [INTERNALS] = this.attachInternals();

  get name() {
    return this.getAttribute('name') ?? '';
  }

  set name(name) {
    this.setAttribute('name', name);
  }

  get type() {
    return this.localName;
  }

  get form() {
    return this[INTERNALS].form;
  }

  get labels() {
    return this[INTERNALS].labels;
  }

  get required() {
    return this.hasAttribute('required');
  }

  set required(isRequired) {
    this.toggleAttribute('required', isRequired);
  }

  get disabled() {
    return this.hasAttribute('disabled');
  }

  set disabled(isDisabled) {
    this.toggleAttribute('disabled', isDisabled);
  }

  get validity() {
    return this[INTERNALS].validity;
  }

  get validationMessage() {
    return this[INTERNALS].validationMessage;
  }

  get willValidate() {
    return this[INTERNALS].willValidate;
  }

  checkValidity() {
    return this[INTERNALS].checkValidity();
  }

  reportValidity() {
    return this[INTERNALS].reportValidity();
  }
}
