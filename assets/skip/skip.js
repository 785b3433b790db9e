// Leads those who come by keyboard past the ways in and the drawing, to what was answered. The address stays as it is: it may
// hold a drawing.

const link = element.querySelector('a.skip');

link.addEventListener('click', (event) => {
  event.preventDefault();
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  const answer = root.querySelector(digits.elements.mode(element) === 'number' ? '#number' : '#jury');
  answer.tabIndex = -1;
  answer.focus();
});
digits.translate(element);
