// The drawing pad. Strokes are kept as points in a 280 x 280 space; what is shown and what is sent are both drawn from
// them, so the picture sent is the same at every screen size. `props.value` is the drawing as a PNG data URL, or ''.

const SIDE = 280;
const SEND_EVERY_MS = 70;
const KEY_STEP = 8;
const FINE_KEY_STEP = 2;
const KEY_DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const pad = element.querySelector('.pad');
const canvas = element.querySelector('.pad-canvas');
const cursor = element.querySelector('.pad-cursor');
const widthInput = element.querySelector('.pad-width input');
const widthDot = element.querySelector('.pad-dot i');
const undoButton = element.querySelector('[data-action="undo"]');
const clearButton = element.querySelector('[data-action="clear"]');
const toolButtons = [...element.querySelectorAll('[data-tool]')];

const screen = canvas.getContext('2d');
const sheet = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE }).getContext('2d', {
  willReadFrequently: true,
});

let frame = 0;
let strokes = [];
let history = [];
let current = null;
let tool = 'pen';
let pen = { x: SIDE / 2, y: SIDE / 2, isDown: false };
let sendTimer = 0;
let lastSent = 0;

function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

// One path per stroke, through the middles of neighbouring points: smooth at any speed of the hand, and no beads.
function drawStroke(context, colour, { points, width, erases }) {
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  points.slice(1).forEach((point, index) => {
    const to = middle(points[index], point);
    context.quadraticCurveTo(points[index].x, points[index].y, to.x, to.y);
  });
  context.lineTo(points.at(-1).x, points.at(-1).y);
  context.stroke();
}

function drawStrokes(context, colour) {
  const scale = context.canvas.width / SIDE;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, SIDE, SIDE);
  context.lineCap = context.lineJoin = 'round';
  strokes.forEach((stroke) => drawStroke(context, colour, stroke));
}

function paint() {
  frame = 0;
  drawStrokes(screen, getComputedStyle(canvas).color);
}

function redraw() {
  if (!frame) frame = requestAnimationFrame(paint);
  pad.toggleAttribute('data-inked', strokes.length > 0);
  undoButton.disabled = history.length === 0;
  clearButton.disabled = strokes.length === 0;
}

function asDataUrl() {
  if (!strokes.length) return '';
  drawStrokes(sheet, '#000');
  sheet.setTransform(1, 0, 0, 1, 0, 0);
  sheet.globalCompositeOperation = 'destination-over';
  sheet.fillStyle = '#fff';
  sheet.fillRect(0, 0, SIDE, SIDE);
  return sheet.canvas.toDataURL('image/png');
}

function send() {
  clearTimeout(sendTimer);
  sendTimer = 0;
  lastSent = performance.now();
  const drawing = asDataUrl();
  if (props.value !== drawing) props.value = drawing;
}

function sendSoon() {
  if (!sendTimer) sendTimer = setTimeout(send, Math.max(0, lastSent + SEND_EVERY_MS - performance.now()));
}

function remember() {
  history.push(strokes);
}

function startStroke(point) {
  remember();
  current = { points: [point], width: Number(widthInput.value), erases: tool === 'eraser' };
  strokes = [...strokes, current];
  redraw();
  sendSoon();
}

function extendStroke(point) {
  const last = current.points.at(-1);
  if (Math.hypot(point.x - last.x, point.y - last.y) < 0.5) return;
  current.points.push(point);
  redraw();
  sendSoon();
}

function endStroke() {
  if (!current) return;
  current = null;
  send();
}

function undo() {
  if (!history.length) return;
  current = null;
  pen.isDown = false;
  strokes = history.pop();
  redraw();
  showCursor();
  send();
}

function clear() {
  if (!strokes.length) return;
  current = null;
  pen.isDown = false;
  remember();
  strokes = [];
  redraw();
  showCursor();
  send();
}

function chooseTool(name) {
  tool = name;
  toolButtons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.tool === name)));
}

function showWidth() {
  widthDot.style.setProperty('--dot', `${Math.max(3, widthInput.value * 0.75)}px`);
}

function pointAt(event) {
  const box = canvas.getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
}

function showCursor() {
  const isKeyboard = canvas.matches(':focus-visible');
  cursor.hidden = !isKeyboard;
  cursor.style.left = `${(pen.x / SIDE) * 100}%`;
  cursor.style.top = `${(pen.y / SIDE) * 100}%`;
  cursor.toggleAttribute('data-down', pen.isDown);
}

function togglePen() {
  pen.isDown = !pen.isDown;
  if (pen.isDown) startStroke({ x: pen.x, y: pen.y });
  else endStroke();
}

function movePen([dx, dy], step) {
  pen.x = Math.min(SIDE, Math.max(0, pen.x + dx * step));
  pen.y = Math.min(SIDE, Math.max(0, pen.y + dy * step));
  if (pen.isDown && current) extendStroke({ x: pen.x, y: pen.y });
}

canvas.addEventListener('pointerdown', (event) => {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  canvas.focus({ preventScroll: true, focusVisible: false });
  canvas.setPointerCapture(event.pointerId);
  endStroke();
  startStroke(pointAt(event));
});

canvas.addEventListener('pointermove', (event) => {
  if (!current || pen.isDown || !event.isPrimary) return;
  const events = event.getCoalescedEvents?.() ?? [];
  (events.length ? events : [event]).forEach((part) => extendStroke(pointAt(part)));
});

['pointerup', 'pointercancel', 'lostpointercapture'].forEach((name) =>
  canvas.addEventListener(name, () => {
    if (!pen.isDown) endStroke();
  }),
);

canvas.addEventListener('contextmenu', (event) => event.preventDefault());
canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
canvas.addEventListener('focus', showCursor);
canvas.addEventListener('blur', () => {
  if (pen.isDown) togglePen();
  cursor.hidden = true;
});

canvas.addEventListener('keydown', (event) => {
  const key = event.key;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'z') undo();
  else if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (KEY_DIRECTIONS[key]) movePen(KEY_DIRECTIONS[key], event.shiftKey ? FINE_KEY_STEP : KEY_STEP);
  else if (key === ' ' || key === 'Enter') togglePen();
  else if (key === 'Delete' || key === 'Backspace') clear();
  else if (key.toLowerCase() === 'e') chooseTool(tool === 'pen' ? 'eraser' : 'pen');
  else if (key === 'Escape' && pen.isDown) togglePen();
  else return;
  event.preventDefault();
  showCursor();
});

toolButtons.forEach((button) => button.addEventListener('click', () => chooseTool(button.dataset.tool)));
undoButton.addEventListener('click', undo);
clearButton.addEventListener('click', clear);
widthInput.addEventListener('input', showWidth);

new ResizeObserver(() => {
  const side = Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
  if (!side || side === canvas.width) return;
  canvas.width = canvas.height = side;
  paint();
}).observe(canvas);

new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
showWidth();
