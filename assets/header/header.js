// The title says which way in is in front.

const title = element.querySelector('h1');

function show(mode) {
  title.dataset.text = mode === 'draw' ? 'title' : `title_${mode}`;
  digits.translate(element);
}

digits.on('mode', show);
digits.translate(element);
// A link may name another way in than the first; the switch is put up after this.
requestAnimationFrame(() => show(digits.elements.mode(element) ?? 'draw'));
