// Why a drawing or picture is read as it is, over the drawing itself, for as long as the switch is on. Asks `server.explain`
// {picture, model} once the drawing rests. Tells 'overlay' {way, layer, view}, what is to lie over the drawing, and 'why'
// whether the switch is on; is told 'touched', 'drawn', 'digit' and 'picture', what there is to explain, 'model' name, and 'why'.

const EXPLAIN_AFTER_MS = 200;
const KEPT_CHOICE = 'digits-why';
const IMAGE_SIDE = 28;
const THIRDS = ['top', 'middle', 'bottom'];
const SIDES = ['left', 'centre', 'right'];

/** @type {{ way: WayIn }} */
const { way } = /** @type {any} */ (props);
/** @type {Asking} */
const asking = `why-${way}`;
const part = element.querySelector('.why');
const button = element.querySelector('button.why-switch');
const panel = element.querySelector('.why-panel');
const [forLine, againstLine, tipLine] = ['for', 'against', 'tip'].map((name) => element.querySelector(`.why-${name}`));
const questions = digits.asker(asking, server.explain, element);
const { layer, show: showLayer, hide: hideLayer } = digits.whyLayer();

let isOn = digits.recall(KEPT_CHOICE) === 'on';
let { model } = props;
/** What there is to explain; the strokes are null where it is a picture. @type {{ picture: string, strokes: Stroke[] | null, view: number }} */
let drawing = { picture: '', strokes: null, view: 0 };
/** @type {Explanation | null} */
let explanation = null;
let timer = 0;

function forget() {
  clearTimeout(timer);
  timer = 0;
  explanation = null;
  show();
}

function ask() {
  timer = 0;
  if (isOn && drawing.picture) questions.ask({ picture: drawing.picture, model });
}

function askSoon() {
  forget();
  if (isOn && drawing.picture) timer = setTimeout(ask, EXPLAIN_AFTER_MS);
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

function show() {
  button.setAttribute('aria-pressed', String(isOn));
  panel.hidden = !isOn;
  part.toggleAttribute('data-explained', Boolean(explanation));
  digits.setText(forLine, explanation ? digits.text('why_for', { label: explanation.label }) : digits.text('why_idle'));
  digits.setText(againstLine, explanation ? digits.text('why_against') : '');
  digits.setText(tipLine, explanation ? tipText(explanation) : '');
  if (!explanation) return hideLayer();
  digits.emit('overlay', { way, layer, view: drawing.view });
  layer.setAttribute('aria-label', `${describe(explanation)} ${tipLine.textContent}`.trim());
  showLayer(explanation, drawing.strokes);
}

function replace(wanted) {
  drawing = wanted;
  askSoon();
}

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
  forget();
  ask();
});
digits.on('touched', (name) => name === way && replace({ ...drawing, picture: '' }));
digits.on('drawn', ({ pad, strokes, picture }) => pad === way && pad === 'draw' && replace({ picture, strokes, view: 0 }));
// Of a number, the digit in focus is explained: nothing else is on its picture.
digits.on('digit', ({ picture }) => way === 'number' && replace({ picture, strokes: null, view: 0 }));
digits.on('picture', ({ picture, view }) => way === 'picture' && replace({ picture, strokes: null, view }));
digits.on('answered', ({ way: asked, value, isLast }) => {
  // An answer to what has changed since comes too late.
  if (asked !== asking || !isLast || !isOn || !drawing.picture || timer) return;
  explanation = value.explanation ?? null;
  show();
});
digits.on('language', show);

digits.translate(element);
show();
