// Why a drawing or picture is read as it is, over the drawing itself, for as long as the switch is on. Asks `server.explain`
// {picture, model} once the drawing rests, and `server.turn` {picture, label, model} for what would make it another digit; of
// a drawing on the pad for digits this browser, {strokes, …}, as soon as it can (page/answering.js).
// Tells 'overlay' {way, layer, view}, what is to lie over the drawing, 'load' {pad, strokes} when ink is to come or go, 'tool'
// {way, button}, the switch, which stands among the tools of the drawing or picture, and 'why' whether it is on; is told 'touched', 'drawn', 'digit' and 'picture', what there is to explain, 'model', and 'why'.

const EXPLAIN_AFTER_MS = 200;
const KEPT_CHOICE = 'digits-why';
const IMAGE_SIDE = 28;
const DIGITS = 10;
const SHORTEST = 0.5;
const THIRDS = ['top', 'middle', 'bottom'];
const SIDES = ['left', 'centre', 'right'];

/** @type {{ way: WayIn }} */
const { way } = /** @type {any} */ (props);
/** @type {Asking} */
const asking = `why-${way}`;
/** @type {Asking} */
const turningWay = `turn-${way}`;
const part = element.querySelector('.why');
const button = element.querySelector('button.why-switch');
const panel = element.querySelector('.why-panel');
const [forLine, againstLine, tipLine] = ['for', 'against', 'tip'].map((name) => element.querySelector(`.why-${name}`));
const tries = element.querySelector('.why-tries');
const tipButton = element.querySelector('button[data-action="tip"]');
const turnButton = element.querySelector('button[data-action="turn"]');
const choice = element.querySelector('select');
const note = element.querySelector('.why-note');
const evidencePart = element.querySelector('.why-evidence');
/** Who is asked: a browser by itself reads what is drawn on the pad for digits, and nothing else. @param {'explain' | 'turn'} work */
const askedFor = (work) => (way === 'draw' ? digits.answering(server[work], element, work) : server[work]);
const questions = digits.asker(asking, askedFor('explain'), element);
const turns = digits.asker(turningWay, askedFor('turn'), element);
const { layer, show: showLayer, hide: hideLayer } = digits.whyLayer();

let isOn = digits.recall(KEPT_CHOICE) === 'on';
let { model } = props;
/** What there is to explain; the strokes are null where it is a picture. @type {{ picture: string, strokes: Stroke[] | null, view: number }} */
let drawing = { picture: '', strokes: null, view: 0 };
/** @type {Explanation | null} */
let explanation = null;
/** What became of turning it into another digit: a text and its values. @type {[string, object] | null} */
let outcome = null;
/** The digit that it is being turned into. @type {number | null} */
let turningTo = null;
let isAway = false;
let timer = 0;

function forget() {
  clearTimeout(timer);
  timer = 0;
  explanation = null;
  isAway = false;
  show();
}

/** What is asked about. @returns {Question} */
function asked() {
  return { picture: drawing.picture, ...(drawing.strokes && { strokes: drawing.strokes }), model };
}

// To ask about no picture is to wait for no answer.
function ask() {
  timer = 0;
  questions.ask(isOn ? asked() : { picture: '' });
}

function askSoon() {
  forget();
  if (isOn && drawing.picture) timer = setTimeout(ask, EXPLAIN_AFTER_MS);
  else ask();
}

// The ninth of the picture in which most of it lies, in words; null where there is none.
function whereMost(heat, image28, sign) {
  const sums = new Array(9).fill(0);
  heat.forEach((value, index) => {
    const row = Math.floor((Math.floor(index / IMAGE_SIDE) * 3) / IMAGE_SIDE);
    const column = Math.floor(((index % IMAGE_SIDE) * 3) / IMAGE_SIDE);
    sums[row * 3 + column] += Math.max(0, value * sign) * image28[index];
  });
  const most = sums.indexOf(Math.max(...sums));
  return sums[most] ? digits.text(`why_${THIRDS[Math.floor(most / 3)]}_${SIDES[most % 3]}`) : null;
}

/** @param {Explanation} found */
function describe({ heat: encoded, image28: seen, label }) {
  const { bytesOf } = digits.elements;
  const [heat, image28] = [new Int8Array(bytesOf(encoded).buffer), bytesOf(seen)];
  /** @type {[string, string | null][]} */
  const parts = [
    ['why_alt_for', whereMost(heat, image28, 1)],
    ['why_alt_against', whereMost(heat, image28, -1)],
  ];
  return parts
    .filter(([, place]) => place)
    .map(([key, place]) => digits.text(key, { label, place }))
    .join(' ');
}

/** @param {Explanation} found */
function tipText({ tipping, rival }) {
  const [tip] = tipping;
  return tip ? digits.text(`why_${tip.kind}_${tip.is_enough ? 'tips' : 'leans'}`, { rival }) : '';
}

// The rival, unless the visitor has chosen another digit.
function showChoices({ label, rival }) {
  const wanted = choice.value && choice.value !== String(label) ? choice.value : String(rival);
  const others = [...Array(DIGITS).keys()].filter((digit) => digit !== label);
  choice.replaceChildren(...others.map((digit) => new Option(String(digit), String(digit))));
  choice.value = wanted;
}

// A picture cannot be drawn on: of it, only what would tip the answer is shown.
function showTries() {
  const [tip] = explanation?.tipping ?? [];
  tries.hidden = !drawing.strokes || !drawing.picture;
  tipButton.hidden = !tip;
  tipButton.disabled = turnButton.disabled = choice.disabled = !explanation || turningTo !== null;
  if (tip) digits.setText(tipButton, digits.text(`why_do_${tip.kind}`));
  if (explanation) showChoices(explanation);
  digits.setText(turnButton, digits.text('why_turn', { label: choice.value }));
  digits.setText(note, outcome ? digits.text(...outcome) : '');
}

function legend() {
  if (explanation) return digits.text('why_for', { label: explanation.label });
  if (isAway) return digits.text('away_summary');
  return way === 'picture' ? '' : digits.text('why_idle');
}

function show() {
  button.setAttribute('aria-pressed', String(isOn));
  panel.hidden = !isOn;
  part.toggleAttribute('data-explained', Boolean(explanation));
  digits.setText(forLine, legend());
  digits.setText(againstLine, explanation ? digits.text('why_against') : '');
  digits.setText(tipLine, explanation ? tipText(explanation) : '');
  showTries();
  digits.whyEvidence.show(evidencePart, explanation?.evidence ?? null, explanation?.label);
  if (!explanation) return hideLayer();
  digits.emit('overlay', { way, layer, view: drawing.view });
  layer.setAttribute('aria-label', `${describe(explanation)} ${tipLine.textContent}`.trim());
  showLayer(explanation, drawing.strokes);
}

// The pen may be quicker: what is then found belongs to an older drawing.
function stopTurning() {
  if (turningTo === null) return;
  turningTo = null;
  turns.ask({ picture: '' });
}

function replace(wanted) {
  drawing = wanted;
  outcome = null;
  stopTurning();
  askSoon();
}

/** Draws and rubs out on the drawing, as one step that can be undone. @param {Mark[]} marks */
function apply(marks) {
  const added = marks.map(({ kind, points: [[x1, y1], [x2, y2]], width }) => ({
    // A dot is a stroke too: the shortest.
    points: [{ x: x1, y: y1 }, { x: x1 === x2 && y1 === y2 ? x2 + SHORTEST : x2, y: y2 }],
    width,
    erases: kind === 'erase',
  }));
  digits.emit('load', { pad: way, strokes: [...(drawing.strokes ?? []), ...added] });
}

/** @param {Value} value @returns {[string, object]} */
function outcomeOf({ state, turning }, label) {
  if (state === 'away' || !turning) return [state === 'away' ? 'away_summary' : 'error_summary', {}];
  if (!turning.strokes.length) return ['why_turned_none', { label }];
  return [turning.is_enough ? 'why_turned' : 'why_turned_nearly', { label }];
}

function turn() {
  outcome = null;
  turningTo = Number(choice.value);
  showTries();
  turns.ask({ ...asked(), label: turningTo });
}

/** @param {Value} value */
function showTurned(value) {
  if (turningTo === null) return;
  const found = outcomeOf(value, turningTo);
  // While no server answers, it is asked again.
  if (value.state !== 'away') turningTo = null;
  const strokes = value.turning?.strokes ?? [];
  if (strokes.length) apply(strokes);
  outcome = found;
  show();
}

turnButton.addEventListener('click', turn);
tipButton.addEventListener('click', () => explanation && apply(explanation.tipping.slice(0, 1)));
choice.addEventListener('change', showTries);

button.addEventListener('click', () => {
  digits.keep(KEPT_CHOICE, isOn ? 'off' : 'on');
  digits.emit('why', !isOn);
});

digits.on('why', (wanted) => {
  isOn = wanted;
  forget();
  ask();
});
digits.on('model', (name) => {
  model = name;
  outcome = null;
  stopTurning();
  forget();
  ask();
});
digits.on('touched', (name) => name === way && replace({ ...drawing, picture: '' }));
digits.on('drawn', ({ pad, strokes, picture }) => pad === way && pad === 'draw' && replace({ picture, strokes, view: 0 }));
// Of a number, the digit in focus is explained: nothing else is on its picture.
digits.on('digit', ({ picture }) => way === 'number' && replace({ picture, strokes: null, view: 0 }));
digits.on('picture', ({ picture, view }) => way === 'picture' && replace({ picture, strokes: null, view }));
digits.on('answered', ({ way: answered, value, isLast }) => {
  if (answered === turningWay && isLast) showTurned(value);
  // An answer to what has changed since comes too late.
  if (answered !== asking || !isLast || !isOn || !drawing.picture || timer) return;
  explanation = value.explanation ?? null;
  isAway = value.state === 'away';
  show();
});
digits.on('language', show);

digits.translate(element);
show();
digits.emit('tool', { way, button });
