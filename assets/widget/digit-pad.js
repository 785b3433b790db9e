// <digit-pad>: a pad, and what models answer to the digit that is drawn on it, as an element of any page and field of any form.
// Its attributes, properties, events and parts are described in docs/widget.md, its types in digit-pad.d.ts.

import { openSurface } from '../pad/surface.js';
import { savesData } from '../page/device.js';
import { pack, unpack } from '../page/strokes.js';
import { newAnswers } from './answers.js';
import { MARKUP, STYLE } from './contents.js';
import { fromPublic, toPublic } from './drawing.js';
import { FormField, INTERNALS } from './field.js';
import { faultOf } from './form.js';
import { MAX_TOP_K, settingsOf } from './settings.js';
import { newView } from './view.js';
import { translate, wordsFor } from './words.js';

/**
 * @import { ReadingError } from './failure.js'
 * @import { Reader, PlacedReading } from './readers.js'
 */

const SIDE = 280;
/** @type {CSSStyleSheet | undefined} */
let sharedStyle;

function styleSheet() {
  if (!sharedStyle) {
    sharedStyle = new CSSStyleSheet();
    sharedStyle.replaceSync(STYLE);
  }
  return sharedStyle;
}

class DigitPad extends FormField {
  static observedAttributes = ['model', 'second-model', 'top-k', 'lang', 'src', 'engine', 'server', 'required', 'aria-label'];

  #root = this.attachShadow({ mode: 'open', delegatesFocus: true });
  #words = wordsFor(this);
  #settings = settingsOf(this);
  /** @type {ReturnType<typeof newView>} */
  #view;
  /** Made once the element is in a page. @type {ReturnType<typeof openSurface> | null} */
  #surface = null;
  /** What is to be drawn once there is a surface. @type {Stroke[]} */
  #given = [];
  #answers = newAnswers(
    { drawing: () => ({ width: SIDE, height: SIDE, strokes: this.strokes }), wishes: () => this.#settings },
    {
      opened: (reader) => this.#opened(reader),
      answered: (reading) => this.#take(reading),
      failed: (error) => this.#fail(error),
    },
  );
  #ownFault = '';
  #hadInk = false;
  #isRefreshDue = false;
  #sight = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: '200px' });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#root.innerHTML = MARKUP;
    this.#view = newView(this.#root, () => this.#words);
    this.#view.namePartsOfPad();
    this[INTERNALS].role = 'group';
  }

  connectedCallback() {
    this.#surface ??= this.#openSurface();
    this.#takeUpStrokes();
    this.#refresh();
    this.#sight.observe(this);
    if (this.#surface.strokes.length && !this.#answers.reading) this.#askAgain();
  }

  disconnectedCallback() {
    this.#sight.disconnect();
    this.#answers.leave();
  }

  attributeChangedCallback() {
    if (!this.isConnected || this.#isRefreshDue) return;
    // Several attributes often change together.
    this.#isRefreshDue = true;
    queueMicrotask(() => this.#refresh());
  }

  formDisabledCallback(/** @type {boolean} */ isDisabled) {
    this.#root.querySelector('.widget-pad').toggleAttribute('inert', isDisabled);
    this[INTERNALS].ariaDisabled = String(isDisabled);
  }

  formResetCallback() {
    this.clear();
  }

  formStateRestoreCallback(/** @type {unknown} */ state) {
    const strokes = typeof state === 'string' && unpack(state);
    if (strokes) this.#load(strokes);
  }

  /** What is sent with a form: the digit, '' while there is none. */
  get value() {
    const { label } = this.#answers.answer ?? {};
    return label === undefined ? '' : String(label);
  }

  get confidences() {
    return this.#answers.answer?.confidences ?? [];
  }

  get isDigit() {
    return this.#answers.answer?.isDigit ?? null;
  }

  get strokes() {
    return toPublic(this.#surface?.strokes ?? this.#given);
  }

  set strokes(given) {
    this.#load(fromPublic(given));
  }

  setCustomValidity(/** @type {string} */ message) {
    this.#ownFault = message;
    this.#tellForm();
  }

  clear() {
    this.#given = [];
    this.#surface?.clear();
  }

  #openSurface() {
    const pad = this.#root.querySelector('.pad');
    const surface = openSurface(pad, { name: 'digit', width: SIDE, height: SIDE }, {
      touched: () => this.#answers.open().catch(() => {}),
      changed: () => this.#changed(),
      rested: () => this.#rested(),
    });
    this.#root.querySelector('canvas.pad-canvas').addEventListener('transitionend', () => surface.redraw());
    if (this.#given.length) queueMicrotask(() => surface.load(this.#given));
    return surface;
  }

  // Strokes that were set before the script had come lie on the element, before the property of this class.
  #takeUpStrokes() {
    if (!Object.hasOwn(this, 'strokes')) return;
    const { strokes } = this;
    Reflect.deleteProperty(this, 'strokes');
    this.strokes = strokes;
  }

  /** @param {Stroke[]} strokes */
  #load(strokes) {
    this.#given = strokes;
    this.#surface?.load(strokes);
  }

  // Engine and models are heavy: they are fetched when the pad comes into sight, or, where data are to be saved, when it is used.
  #seen(/** @type {IntersectionObserverEntry[]} */ entries) {
    if (savesData() || !entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#sight.disconnect();
    this.#answers.open().catch(() => {});
  }

  // Follows what the attributes say now.
  #refresh() {
    this.#isRefreshDue = false;
    const before = this.#settings;
    this.#settings = settingsOf(this);
    this.#words = wordsFor(this);
    const widget = this.#root.querySelector('.widget');
    widget.lang = this.#words.locale;
    widget.dir = this.#words.direction;
    translate(this.#root, this.#words);
    this.#nameForReaders();
    const { where, names, topK } = this.#settings;
    const isOther = JSON.stringify([where, names]) !== JSON.stringify([before.where, before.names]);
    const isAsked = isOther ? this.#answers.reopen() : topK !== before.topK && Boolean(this.#answers.reader);
    const unnamed = names.map((name, place) => ({ name, title: '', isDefault: !place }));
    this.#view.arrange(this.#answers.reader?.models ?? unnamed, topK);
    this.#complain();
    if (isAsked && this.#surface?.strokes.length) this.#askAgain();
    else this.#show();
  }

  #nameForReaders() {
    this[INTERNALS].ariaLabel = this.#words.text('title');
    const label = [...this[INTERNALS].labels].map(({ textContent }) => textContent?.trim()).filter(Boolean).join(' ');
    const name = this.getAttribute('aria-label') || label;
    const pad = this.#words.text('pad_label');
    this.#root.querySelector('canvas.pad-canvas').setAttribute('aria-label', name ? `${name}: ${pad}` : pad);
  }

  #complain() {
    const { badTopK, topK } = this.#settings;
    const { reader } = this.#answers;
    const title = reader ? this.#words.title(reader.models[0]) : '';
    const sentences = (reader?.unknown ?? []).map((value) => this.#words.text('embed_bad_model', { value, title }));
    if (badTopK) sentences.push(this.#words.text('embed_bad_k', { value: badTopK, most: MAX_TOP_K, count: topK }));
    this.#view.complain(sentences);
  }

  /** @param {Reader} reader */
  #opened(reader) {
    this.#view.arrange(reader.models, this.#settings.topK);
    this.#complain();
    if (this.#answers.isSettled) this.#show();
    this.#tell('ready', { where: reader.where, models: reader.models.map(({ name }) => name) });
  }

  #changed() {
    this.#answers.changed();
    this.#view.old(() => this.#words.text(this.#answers.reader?.where === 'server' ? 'waiting_line' : 'sight_lead'));
    this.#tellForm();
  }

  #askAgain() {
    this.#answers.again();
    this.#tellForm();
  }

  #rested() {
    const isInked = Boolean(this.#surface?.strokes.length);
    const { reading } = this.#answers;
    if (!isInked) this.#empty();
    else if (this.#answers.rested() && reading) this.#tellAnswer(reading);
    this.#hadInk = isInked;
  }

  #empty() {
    this.#answers.empty();
    this.#show();
    if (this.#hadInk) this.#tell('clear', null);
  }

  /** @param {PlacedReading} reading */
  #take(reading) {
    this.#show();
    this.#tellAnswer(reading);
  }

  /** @param {PlacedReading} reading */
  #tellAnswer(reading) {
    const [model] = this.#answers.reader?.models ?? [];
    const { answer } = this.#answers;
    this.#tell('answer', {
      value: this.value,
      label: answer?.label ?? null,
      confidences: this.confidences,
      isDigit: this.isDigit,
      digitProbability: answer?.digitProbability ?? null,
      model: model?.name ?? '',
      answers: reading.answers,
      isFinal: !this.#surface?.isMoving,
      where: reading.where,
      milliseconds: reading.milliseconds,
    });
  }

  /** @param {ReadingError} error */
  #fail(error) {
    if (this.#answers.failure === error) this.#show();
    this.#tell('error', { code: error.code, message: error.message });
  }

  #show() {
    this.#tellForm();
    const { failure, reading } = this.#answers;
    if (failure) return this.#view.show({ state: 'failed', note: this.#words.text(failureKey(failure)) });
    if (!reading) return this.#view.show({ state: 'idle' });
    if (reading.isBlank) return this.#view.show({ state: 'blank', note: this.#surface?.isMoving ? '' : this.#words.text('blank_summary') });
    const time = this.#words.milliseconds(reading.milliseconds);
    this.#view.show({
      state: 'answered',
      note: this.isDigit === false ? this.#words.text('not_a_digit') : '',
      made: this.#words.text(reading.where === 'server' ? 'made_on_server' : 'made_in_browser', { time }),
      reading,
    });
  }

  #tellForm() {
    const strokes = this.#surface?.strokes ?? [];
    const { failure, reading, isSettled } = this.#answers;
    const [flags, words] = faultOf(
      {
        hasInk: strokes.length > 0,
        isPending: strokes.length > 0 && !reading && !isSettled,
        isRequired: this.required,
        value: this.value,
        isDigit: this.isDigit,
        failure: failure ? this.#words.text(failureKey(failure)) : '',
      },
      this.#words,
    );
    const own = this.#ownFault && { customError: true };
    this[INTERNALS].setFormValue(this.value, strokes.length ? pack(strokes) : null);
    this[INTERNALS].setValidity({ ...flags, ...own }, this.#ownFault || words, this.#root.querySelector('canvas.pad-canvas'));
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** The text that says to who draws what went wrong. @param {ReadingError} error */
function failureKey({ code, isPassing }) {
  if (isPassing) return 'away_summary';
  if (code === 'refused') return 'error_summary';
  return code === 'no-webassembly' ? 'widget_no_engine' : 'widget_no_models';
}

/** Checked against what the package says of it. @type {typeof import('./digit-pad.d.ts').DigitPad} */
const Checked = DigitPad;

if (globalThis.customElements && !customElements.get('digit-pad')) customElements.define('digit-pad', Checked);

export { Checked as DigitPad };
