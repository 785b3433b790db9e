// What can be put on the pad `props.pad` with one tap: this visit's drawings, and `props.examples`. And a link that
// reopens the drawing that is on it.

const THUMB_SIDE = 112;
const MOST_KEPT = 24;
const COPIED_MS = 2000;
const KEPT = `digits-drawings-${props.pad}`;
const WIDTH = props.width;
const strip = element.querySelector('.shelf-strip');
const share = element.querySelector('.shelf-share');
const shareText = share.querySelector('span');
const status = element.querySelector('[role="status"]');
const examples = props.examples.map(({ name, width, strokes }) => ({
  name,
  strokes: strokes.map((points) => ({ points: points.map(([x, y]) => ({ x, y })), width, erases: false })),
}));

let drawings = recallDrawings();
let onPad = [];
let copiedTimer = 0;

function recallDrawings() {
  try {
    const packed = JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
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

function colour() {
  return getComputedStyle(element.querySelector('.shelf')).getPropertyValue('--ink');
}

function newThumb(strokes, label) {
  const item = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const canvas = Object.assign(document.createElement('canvas'), {
    width: (THUMB_SIDE * WIDTH) / props.height,
    height: THUMB_SIDE,
  });
  button.ariaLabel = button.title = label;
  button.append(canvas);
  button.addEventListener('click', () => digits.emit('load', { pad: props.pad, strokes: [...strokes] }));
  item.append(button);
  digits.strokes.paint(canvas.getContext('2d'), strokes, colour(), WIDTH);
  return item;
}

function drawingLabel({ label }) {
  return label ? digits.text('shelf_drawing_read', { label }) : digits.text('shelf_drawing');
}

function show() {
  const own = drawings.map((drawing) => newThumb(drawing.strokes, drawingLabel(drawing)));
  own.forEach((item) => item.classList.add('shelf-own'));
  strip.replaceChildren(...own, ...examples.map(({ name, strokes }) => newThumb(strokes, digits.text(`example_${name}`))));
}

function isExample(strokes) {
  return examples.some((example) => example.strokes[0] === strokes[0] && example.strokes.length === strokes.length);
}

// A drawing goes on as long as its first stroke is the same.
function keepDrawing(strokes) {
  onPad = strokes;
  share.disabled = !strokes.length;
  if (!strokes.length || isExample(strokes)) return;
  const known = drawings.find((drawing) => drawing.strokes[0] === strokes[0]);
  if (known) known.strokes = strokes;
  else drawings = [{ strokes, label: '' }, ...drawings].slice(0, MOST_KEPT);
  keepDrawings();
  show();
}

function nameDrawing(label) {
  const known = drawings.find((drawing) => drawing.strokes[0] === onPad[0]);
  if (!known || known.label === label) return;
  known.label = label;
  keepDrawings();
  const button = strip.children[drawings.indexOf(known)].firstChild;
  button.ariaLabel = button.title = drawingLabel(known);
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
addEventListener('hashchange', openLink);
digits.on('drawn', ({ pad, strokes }) => {
  if (pad === props.pad) keepDrawing(strokes);
});
digits.on('read', ({ pad, label }) => {
  if (pad === props.pad && label) nameDrawing(label);
});
digits.on('language', show);
new MutationObserver(show).observe(document.body, { attributes: true, attributeFilter: ['class'] });

digits.translate(element);
show();
// The pad may be put up after the shelf.
requestAnimationFrame(openLink);
