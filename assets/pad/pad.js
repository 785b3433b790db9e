// A drawing pad, as wide as `props.width` units and as high as `props.height`: a surface to draw on (surface.js), of which it
// asks `server.answer` {picture}: the drawing as a PNG data URL, '' while nothing is drawn; where `props.models` names the
// models, {picture, strokes} of this browser, too (page/answering.js). While the pen moves it asks again only when it was
// answered; when the pen is lifted it asks at once. `props.name` is what the page calls it; it is
// told and tells:
//   'load' {pad, strokes}: draw these strokes instead · 'present' {pad, strokes, isDone, title}: show them until the first touch
//   'touched' name: the pen is down · 'drawn' {pad, strokes, picture, how}: it rests · 'mode' name: the part in front
//   'overlay' {way, layer}: what is to lie over the drawing · 'tool' {way, button}: what is to stand among its tools
//   'model' name: the model that reads, where `props.model` names one

const SEND_EVERY_MS = 100;
// This browser is no server that others ask, too: each frame, so that most is read before the pen is lifted.
const SEND_HERE_EVERY_MS = 16;

const paper = element.querySelector('.pad-surface');
const title = element.querySelector('.pad-title');
const tools = element.querySelector('.pad-tools');
const answer = props.models ? digits.answering(server.answer, element) : server.answer;
const questions = digits.asker(props.name, answer, element, props.models);
const { name, width, height } = props;
const surface = digits.openSurface(element.querySelector('.pad'), { name, width, height }, {
  touched: () => digits.emit('touched', name),
  changed,
  rested: send,
});

let sendTimer = 0;
let lastSent = 0;
/** @type {Question} */
let asked = { picture: '' };
let isDue = false;
let isReadHere = false;
/** The model that reads, where only one does. @type {string | undefined} */
let readingModel = props.model;

function ask(picture) {
  lastSent = performance.now();
  asked = { picture, ...(props.models && { strokes: surface.shown }), ...(readingModel && { model: readingModel }) };
  questions.ask(asked);
}

/** @param {Drawn} [how] */
function send(how = 'drawn') {
  clearTimeout(sendTimer);
  sendTimer = 0;
  isDue = false;
  const picture = surface.picture();
  if (picture === asked.picture) questions.unchanged();
  else ask(picture);
  if (surface.isMoving || surface.isPresenting) return;
  digits.emit('drawn', { pad: props.name, strokes: surface.strokes, picture, how });
}

function sendWhenAnswered() {
  sendTimer = 0;
  isDue = questions.isBusy();
  if (!isDue) send();
}

function sendSoon() {
  const every = isReadHere ? SEND_HERE_EVERY_MS : SEND_EVERY_MS;
  const wait = Math.max(0, lastSent + every - performance.now());
  if (!sendTimer && !isDue) sendTimer = setTimeout(sendWhenAnswered, wait);
}

function changed() {
  questions.changed();
  if (surface.isMoving) sendSoon();
}

digits.on('load', ({ pad, strokes, isPutBack }) => {
  if (pad !== props.name) return;
  surface.load(strokes);
  if (isPutBack) return;
  // On a small screen, what was tapped may lie far below.
  paper.scrollIntoView({ block: 'nearest', behavior: digits.prefersStillness() ? 'instant' : 'smooth' });
});

digits.on('present', ({ pad, strokes, isDone, title: words }) => {
  if (pad !== props.name || surface.strokes.length) return;
  surface.present(strokes, isDone);
  digits.setText(title, words);
  questions.changed();
  if (isDone) send();
  else sendSoon();
});

digits.on('model', (model) => {
  if (!readingModel) return;
  readingModel = model;
  if (!surface.isMoving && paper.offsetParent) ask(asked.picture);
});

digits.on('overlay', ({ way, layer }) => {
  if (way === props.name) paper.append(layer);
});
digits.on('tool', ({ way, button }) => {
  if (way === props.name) tools.append(button);
});

// What the answers show belongs to the pad in front.
digits.on('mode', (way) => {
  if (way === props.name) questions.again();
});

digits.on('answered', ({ way, value }) => {
  if (way !== props.name) return;
  isReadHere = value.where === 'browser';
  if (isDue) send();
});

digits.elements.onScheme(surface.redraw);
digits.translate(element);
