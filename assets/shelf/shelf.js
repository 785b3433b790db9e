// What can be put on the pad `props.pad` with one tap: this visit's drawings, which can be removed, and `props.examples`. And
// a link that reopens the drawing that is on it.

const THUMB_SIDE = 112;
const COPIED_MS = 2000;
// The answer comes first.
const SHOW_AFTER_MS = 250;
const WIDTH = props.width;
const own = element.querySelector('.shelf-own');
const given = element.querySelector('.shelf-examples');
const removeButton = element.querySelector('button.shelf-remove');
const share = element.querySelector('button.shelf-share');
const shareText = share.querySelector('span');
const status = element.querySelector('[role="status"]');
const examples = props.examples.map((example) => ({
  name: example.name,
  strokes: digits.strokes.fromExample(example),
}));
const drawings = digits.drawings(`digits-drawings-${props.pad}`, isExample);

let model = '';
let second = '';
let isRemoving = false;
let thumbs = new WeakMap();
let copiedTimer = 0;
let showTimer = 0;

function isSame(one, other) {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function isExample(strokes) {
  return examples.some((example) => isSame(example.strokes, strokes));
}

function colour() {
  return getComputedStyle(element.querySelector('.shelf')).getPropertyValue('--ink');
}

function load(strokes) {
  digits.emit('load', { pad: props.pad, strokes: [...strokes] });
}

function newThumb(strokes, press) {
  const item = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const canvas = digits.elements.newCanvas((THUMB_SIDE * WIDTH) / props.height, THUMB_SIDE);
  button.append(canvas);
  button.addEventListener('click', press);
  item.append(button);
  digits.strokes.paint(digits.strokes.sheetOf(canvas), strokes, colour(), WIDTH);
  return item;
}

// The thumbnail of a drawing, painted once.
function thumb(strokes, label, press) {
  const item = thumbs.get(strokes) ?? newThumb(strokes, press);
  thumbs.set(strokes, item);
  item.firstChild.ariaLabel = item.firstChild.title = label;
  return item;
}

function nameOf({ label }) {
  return label ? digits.text('shelf_drawing_read', { label }) : digits.text('shelf_drawing');
}

function drawingLabel(drawing) {
  return isRemoving ? digits.text('shelf_remove_this', { name: nameOf(drawing) }) : nameOf(drawing);
}

// Whoever removes several with the keyboard goes on where they were.
function remove(drawing) {
  const place = drawings.all().indexOf(drawing);
  drawings.remove(drawing);
  if (!drawings.all().length) isRemoving = false;
  show();
  const next = own.children[Math.min(place, own.children.length - 1)] ?? given.firstChild;
  next?.querySelector('button').focus({ preventScroll: true });
}

// For those who point with something finer than a finger, which has a mode of its own for removing.
function newRemover(drawing) {
  const button = digits.elements.create('button', 'shelf-remover');
  button.type = 'button';
  button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>';
  button.addEventListener('click', () => remove(drawing));
  return button;
}

function ownThumb(drawing) {
  const isNew = !thumbs.has(drawing.strokes);
  const press = () => (isRemoving ? remove(drawing) : load(drawing.strokes));
  const item = thumb(drawing.strokes, drawingLabel(drawing), press);
  if (isNew) {
    item.append(newRemover(drawing));
    item.addEventListener('keydown', ({ key }) => {
      if (key === 'Delete' || key === 'Backspace') remove(drawing);
    });
  }
  item.lastChild.ariaLabel = item.lastChild.title = digits.text('shelf_remove_this', { name: nameOf(drawing) });
  return item;
}

function fill(list, items) {
  // Put up again, a thumbnail would lose the focus.
  if (!isSame(items, [...list.children])) list.replaceChildren(...items);
}

function show() {
  fill(own, drawings.all().map(ownThumb));
  fill(given, examples.map(({ name, strokes }) => thumb(strokes, digits.text(`example_${name}`), () => load(strokes))));
  own.toggleAttribute('data-removing', isRemoving);
  removeButton.hidden = !drawings.all().length;
  removeButton.setAttribute('aria-pressed', String(isRemoving));
}

function repaint() {
  thumbs = new WeakMap();
  show();
}

function showSoon() {
  clearTimeout(showTimer);
  showTimer = setTimeout(show, SHOW_AFTER_MS);
}

async function copyLink() {
  const link = digits.links.toDrawing(props.pad, drawings.onPad(), { model, second }, digits.locale);
  let key = 'shelf_copied';
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    // No clipboard in this frame or on plain HTTP: the address bar holds the link instead.
    history.replaceState(null, '', link);
    key = 'shelf_in_address';
  }
  shareText.textContent = status.textContent = digits.text(key);
  clearTimeout(copiedTimer);
  copiedTimer = setTimeout(() => {
    shareText.textContent = digits.text('shelf_share');
    status.textContent = '';
  }, COPIED_MS);
}

share.addEventListener('click', copyLink);
removeButton.addEventListener('click', () => {
  isRemoving = !isRemoving;
  show();
});
digits.on('drawn', ({ pad, strokes, how }) => {
  if (pad !== props.pad) return;
  drawings.follow(strokes, how);
  share.disabled = !strokes.length;
  showSoon();
});
digits.on('read', ({ pad, label }) => {
  if (pad !== props.pad || !label) return;
  drawings.name(label);
  showSoon();
});
digits.on('model', (name) => {
  model = name;
});
digits.on('second-model', (name) => {
  second = name;
});
digits.on('language', show);
digits.elements.onScheme(repaint);

digits.translate(element);
show();
digits.elements.roving(element.querySelector('.shelf-strip'));
