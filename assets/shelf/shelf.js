// What can be put on the pad `props.pad` with one tap: this visit's drawings, and `props.examples`. And a link that
// reopens the drawing that is on it.

const THUMB_SIDE = 112;
const MAX_KEPT = 24;
const COPIED_MS = 2000;
// The answer comes first.
const SHOW_AFTER_MS = 250;
const KEPT = `digits-drawings-${props.pad}`;
const WIDTH = props.width;
const strip = element.querySelector('.shelf-strip');
const share = element.querySelector('button.shelf-share');
const shareText = share.querySelector('span');
const status = element.querySelector('[role="status"]');
const examples = props.examples.map((example) => ({
  name: example.name,
  strokes: digits.strokes.fromExample(example),
}));

let drawings = recallDrawings();
/** @type {Stroke[]} */
let onPad = [];
let thumbs = new WeakMap();
let copiedTimer = 0;
let showTimer = 0;

function recallDrawings() {
  try {
    const packed = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return packed.map(({ strokes, label }) => ({ strokes: digits.strokes.unpack(strokes), label }));
  } catch {
    return [];
  }
}

function keepDrawings() {
  const packed = drawings.map(({ strokes, label }) => ({ strokes: digits.strokes.pack(strokes), label }));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(packed));
  } catch {
    // Then they last until the page is left.
  }
}

function isSame(one, other) {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function colour() {
  return getComputedStyle(element.querySelector('.shelf')).getPropertyValue('--ink');
}

function newThumb(strokes) {
  const item = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const canvas = digits.elements.newCanvas((THUMB_SIDE * WIDTH) / props.height, THUMB_SIDE);
  button.append(canvas);
  button.addEventListener('click', () => digits.emit('load', { pad: props.pad, strokes: [...strokes] }));
  item.append(button);
  digits.strokes.paint(digits.strokes.sheetOf(canvas), strokes, colour(), WIDTH);
  return item;
}

// The thumbnail of a drawing, painted once.
function thumb(strokes, label) {
  const item = thumbs.get(strokes) ?? newThumb(strokes);
  thumbs.set(strokes, item);
  item.firstChild.ariaLabel = item.firstChild.title = label;
  return item;
}

function drawingLabel({ label }) {
  return label ? digits.text('shelf_drawing_read', { label }) : digits.text('shelf_drawing');
}

function show() {
  const own = drawings.map((drawing) => thumb(drawing.strokes, drawingLabel(drawing)));
  own.forEach((item) => item.classList.add('shelf-own'));
  const given = examples.map(({ name, strokes }) => thumb(strokes, digits.text(`example_${name}`)));
  const items = [...own, ...given];
  // Put up again, a thumbnail would lose the focus.
  if (!isSame(items, [...strip.children])) strip.replaceChildren(...items);
}

function repaint() {
  thumbs = new WeakMap();
  show();
}

function showSoon() {
  clearTimeout(showTimer);
  showTimer = setTimeout(() => {
    keepDrawings();
    show();
  }, SHOW_AFTER_MS);
}

function isExample(strokes) {
  return examples.some((example) => isSame(example.strokes, strokes));
}

// A drawing goes on as long as its first stroke is the same.
function keepDrawing(strokes) {
  onPad = strokes;
  share.disabled = !strokes.length;
  if (!strokes.length || isExample(strokes)) return;
  const known = drawings.find((drawing) => drawing.strokes[0] === strokes[0]);
  if (known && isSame(known.strokes, strokes)) return;
  if (known) known.strokes = strokes;
  else drawings = [{ strokes, label: '' }, ...drawings].slice(0, MAX_KEPT);
  showSoon();
}

function nameDrawing(label) {
  const known = drawings.find((drawing) => drawing.strokes[0] === onPad[0]);
  if (!known || known.label === label) return;
  known.label = label;
  showSoon();
}

function linkToDrawing() {
  const link = new URL(location.href);
  link.hash = `${props.pad}=${digits.strokes.pack(onPad)}`;
  return link.href;
}

async function copyLink() {
  const link = linkToDrawing();
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

function openLink() {
  const packed = new URLSearchParams(location.hash.slice(1)).get(props.pad);
  const strokes = packed && digits.strokes.unpack(packed);
  if (!strokes) return;
  digits.emit('choose-mode', props.pad);
  digits.emit('load', { pad: props.pad, strokes });
}

share.addEventListener('click', copyLink);
addEventListener('pagehide', keepDrawings);
addEventListener('hashchange', openLink);
digits.on('drawn', ({ pad, strokes }) => {
  if (pad === props.pad) keepDrawing(strokes);
});
digits.on('read', ({ pad, label }) => {
  if (pad === props.pad && label) nameDrawing(label);
});
digits.on('language', show);
digits.elements.onScheme(repaint);

digits.translate(element);
show();
digits.elements.roving(strip);
// The pad may be put up after the shelf.
requestAnimationFrame(openLink);
