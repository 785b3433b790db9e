// A drawing pad, as wide as `props.width` units and as high as `props.height`. Strokes are kept as points in that space;
// what is shown and what is sent are both drawn from them, so the picture sent is the same at every screen size.
// It asks `server.answer` {picture}: the drawing as a PNG data URL, '' while nothing is drawn. While the pen moves it asks
// again only when it was answered; when the pen is lifted it asks at once. `props.name` is what the page calls it; it is
// told and tells:
//   'load' {pad, strokes}: draw these strokes instead · 'present' {pad, strokes, isDone, title}: show them until the first touch
//   'touched' name: the pen is down · 'drawn' {pad, strokes, picture, how}: it rests · 'mode' name: the part in front
//   'overlay' {way, layer}: what is to lie over the drawing · 'tool' {way, button}: what is to stand among its tools
//   'model' name: the model that reads, where `props.model` names one

const SEND_EVERY_MS = 100;
const KEY_STEP = 8;
const FINE_KEY_STEP = 2;

const { ARROWS } = digits.elements;
const { width: WIDTH, height: HEIGHT } = props;
const pad = element.querySelector('.pad');
const surface = element.querySelector('.pad-surface');
const canvas = element.querySelector('canvas.pad-canvas');
const cursor = element.querySelector('.pad-cursor');
const widthInput = element.querySelector('.pad-width input');
const widthDot = element.querySelector('.pad-dot i');
const eraserSize = element.querySelector('.pad-eraser');
const [undoButton, redoButton, clearButton] = ['undo', 'redo', 'clear'].map((name) =>
  element.querySelector(`button[data-action="${name}"]`),
);
const help = element.querySelector('.pad-help');
const title = element.querySelector('.pad-title');
const tools = element.querySelector('.pad-tools');
const toolButtons = [...element.querySelectorAll('[data-tool]')];
const screen = digits.elements.contextOf(canvas);
const questions = digits.asker(props.name, server.answer, element, props.models);
const history = digits.history();
const contacts = digits.contacts();

let frame = 0;
/** @type {Stroke[]} */
let strokes = [];
/** What was on the pad before the stroke under way. @type {Stroke[]} */
let before = [];
/** @type {Stroke | null} */
let current = null;
/** @type {Stroke[] | null} */
let presented = null;
let isMoving = false;
let tool = 'pen';
let pen = { x: WIDTH / 2, y: HEIGHT / 2, isDown: false };
let sendTimer = 0;
let lastSent = 0;
/** @type {Question} */
let asked = { picture: '' };
let isDue = false;
/** The model that reads, where only one does. @type {string | undefined} */
let readingModel = props.model;

function paint() {
  frame = 0;
  digits.strokes.paint(screen, presented ?? strokes, getComputedStyle(canvas).color, WIDTH);
}

function redraw() {
  if (!frame) frame = requestAnimationFrame(paint);
  pad.toggleAttribute('data-inked', strokes.length > 0);
  pad.toggleAttribute('data-presenting', Boolean(presented));
  // A button that is really disabled would lose the focus of whoever has just pressed it.
  undoButton.ariaDisabled = String(!history.canUndo && !current);
  redoButton.ariaDisabled = String(!history.canRedo);
  clearButton.ariaDisabled = String(!strokes.length);
}

function ask(picture) {
  lastSent = performance.now();
  asked = { picture, ...(readingModel && { model: readingModel }) };
  questions.ask(asked);
}

/** @param {Drawn} [how] */
function send(how = 'drawn') {
  clearTimeout(sendTimer);
  sendTimer = 0;
  isDue = false;
  const shown = presented ?? strokes;
  const picture = shown.length ? digits.strokes.asPng(shown, WIDTH, HEIGHT) : '';
  if (picture === asked.picture) questions.unchanged();
  else ask(picture);
  if (!isMoving && !presented) digits.emit('drawn', { pad: props.name, strokes, picture, how });
}

function sendWhenAnswered() {
  sendTimer = 0;
  isDue = questions.isBusy();
  if (!isDue) send();
}

function sendSoon() {
  const wait = Math.max(0, lastSent + SEND_EVERY_MS - performance.now());
  if (!sendTimer && !isDue) sendTimer = setTimeout(sendWhenAnswered, wait);
}

function startStroke(point, erases = tool === 'eraser') {
  presented = null;
  digits.emit('touched', props.name);
  // Nothing can be taken from an empty pad, and nothing is to be read there.
  if (erases && !strokes.length) return replace([], 'drawn');
  isMoving = true;
  before = strokes;
  current = { points: [point], width: Number(widthInput.value), erases };
  strokes = [...strokes, current];
  redraw();
  questions.changed();
  sendSoon();
}

function extendStroke(point) {
  const last = current?.points.at(-1);
  if (!current || (point.x === last?.x && point.y === last?.y)) return;
  current.points.push(point);
  redraw();
  questions.changed();
  sendSoon();
}

function endStroke() {
  if (!current) return;
  if (current.erases && !digits.strokes.hasInk(strokes, WIDTH, HEIGHT)) strokes = [];
  current = null;
  isMoving = false;
  history.push(before);
  redraw();
  send();
}

// Forgets the stroke under way.
function dropStroke() {
  if (!current) return;
  current = null;
  strokes = before;
}

/** @param {Stroke[]} wanted @param {Drawn} how */
function replace(wanted, how) {
  current = presented = null;
  isMoving = false;
  pen.isDown = false;
  strokes = wanted;
  redraw();
  questions.changed();
  showCursor();
  send(how);
}

/** @param {'undo' | 'redo'} direction */
function step(direction) {
  endStroke();
  const wanted = history[direction](strokes);
  // Clearing once more is clearing.
  if (wanted) replace(wanted, direction === 'redo' && !wanted.length ? 'cleared' : 'undone');
}

function clear() {
  endStroke();
  if (!strokes.length) return;
  history.push(strokes);
  chooseTool('pen');
  replace([], 'cleared');
}

function chooseTool(name) {
  tool = name;
  canvas.dataset.tool = name;
  toolButtons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.tool === name)));
  eraserSize.hidden = true;
}

function showWidth() {
  widthDot.style.setProperty('--dot', `${Math.max(3, Number(widthInput.value) * 0.75)}px`);
}

function within(value, max) {
  return digits.strokes.snap(Math.min(max, Math.max(0, value)));
}

function pointAt(event) {
  const box = canvas.getBoundingClientRect();
  return {
    x: digits.strokes.snap(((event.clientX - box.left) / box.width) * WIDTH),
    y: digits.strokes.snap(((event.clientY - box.top) / box.height) * HEIGHT),
  };
}

// A circle as large as what the eraser takes away, where it is.
function showEraser(event) {
  const box = canvas.getBoundingClientRect();
  const isShown = current ? current.erases : tool === 'eraser' && event.pointerType !== 'touch';
  eraserSize.hidden = !isShown;
  Object.assign(eraserSize.style, {
    width: `${(Number(widthInput.value) / WIDTH) * 100}%`,
    left: `${((event.clientX - box.left) / box.width) * 100}%`,
    top: `${((event.clientY - box.top) / box.height) * 100}%`,
  });
}

function showCursor() {
  cursor.hidden = !canvas.matches(':focus-visible');
  cursor.style.left = `${(pen.x / WIDTH) * 100}%`;
  cursor.style.top = `${(pen.y / HEIGHT) * 100}%`;
  cursor.toggleAttribute('data-down', pen.isDown);
}

function togglePen() {
  pen.isDown = !pen.isDown;
  if (pen.isDown) startStroke({ x: pen.x, y: pen.y });
  else endStroke();
}

function movePen([dx, dy], step) {
  pen.x = within(pen.x + dx * step, WIDTH);
  pen.y = within(pen.y + dy * step, HEIGHT);
  if (pen.isDown && current) extendStroke({ x: pen.x, y: pen.y });
}

canvas.addEventListener('pointerdown', (event) => {
  const contact = contacts.down(event);
  if (!contact) return;
  event.preventDefault();
  canvas.focus({ preventScroll: true, focusVisible: false });
  canvas.setPointerCapture(event.pointerId);
  if (contact.isHand) dropStroke();
  else endStroke();
  startStroke(pointAt(event), contact.erases || tool === 'eraser');
  showEraser(event);
});

canvas.addEventListener('pointermove', (event) => {
  showEraser(event);
  if (!contacts.isDrawing(event) || !current || pen.isDown) return;
  const events = event.getCoalescedEvents?.() ?? [];
  (events.length ? events : [event]).forEach((part) => extendStroke(pointAt(part)));
});

/** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture']).forEach((name) =>
  canvas.addEventListener(name, (event) => {
    if (!contacts.up(event)) return;
    if (!pen.isDown) endStroke();
    showEraser(event);
  }),
);

canvas.addEventListener('pointerleave', () => {
  eraserSize.hidden = true;
});
canvas.addEventListener('contextmenu', (event) => event.preventDefault());
canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
canvas.addEventListener('focus', showCursor);
canvas.addEventListener('blur', () => {
  if (pen.isDown) togglePen();
  cursor.hidden = true;
});

// On any of the pad's tools, too.
pad.addEventListener('keydown', (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(key)) return;
  step(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  event.preventDefault();
});

canvas.addEventListener('keydown', (event) => {
  const key = event.key;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (ARROWS[key]) movePen(ARROWS[key], event.shiftKey ? FINE_KEY_STEP : KEY_STEP);
  else if (key === ' ' || key === 'Enter') togglePen();
  else if (key === 'Delete' || key === 'Backspace') clear();
  else if (key.toLowerCase() === 'e') chooseTool(tool === 'pen' ? 'eraser' : 'pen');
  else if (key === 'Escape' && pen.isDown) togglePen();
  else return;
  event.preventDefault();
  showCursor();
});

toolButtons.forEach((button) => button.addEventListener('click', () => chooseTool(button.dataset.tool)));
undoButton.addEventListener('click', () => step('undo'));
redoButton.addEventListener('click', () => step('redo'));
clearButton.addEventListener('click', clear);
widthInput.addEventListener('input', showWidth);

digits.on('load', ({ pad: name, strokes: wanted, isPutBack }) => {
  if (name !== props.name) return;
  endStroke();
  if (strokes.length) history.push(strokes);
  replace(digits.strokes.hasInk(wanted, WIDTH, HEIGHT) ? wanted : [], 'loaded');
  if (isPutBack) return;
  // On a small screen, what was tapped may lie far below.
  surface.scrollIntoView({ block: 'nearest', behavior: digits.prefersStillness() ? 'instant' : 'smooth' });
});

digits.on('present', ({ pad: name, strokes: shown, isDone, title: words }) => {
  if (name !== props.name || strokes.length) return;
  presented = shown;
  digits.setText(title, words);
  isMoving = !isDone;
  redraw();
  questions.changed();
  if (isDone) send();
  else sendSoon();
});

digits.on('model', (name) => {
  if (!readingModel) return;
  readingModel = name;
  if (!isMoving && surface.offsetParent) ask(asked.picture);
});

digits.on('overlay', ({ way, layer }) => {
  if (way === props.name) surface.append(layer);
});
digits.on('tool', ({ way, button }) => {
  if (way === props.name) tools.append(button);
});

// What the answers show belongs to the pad in front.
digits.on('mode', (name) => {
  if (name === props.name) questions.again();
});

digits.on('answered', ({ way }) => {
  if (way === props.name && isDue) send();
});

new ResizeObserver(() => {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * ratio));
  if (!width || (width === canvas.width && height === canvas.height)) return;
  Object.assign(canvas, { width, height });
  paint();
}).observe(canvas);

digits.elements.onScheme(redraw);
help.id = `${props.name}-help`;
canvas.setAttribute('aria-describedby', help.id);
surface.style.setProperty('--aspect', `${WIDTH} / ${HEIGHT}`);
digits.translate(element);
digits.elements.roving(tools);
showWidth();
