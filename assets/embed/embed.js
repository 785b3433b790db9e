// The widget: a pad and what one model answers, in a frame of any page. Runs with `props` {models: {name: title}, model,
// k, max_k}, where `model` and `k` hold unless the address says otherwise, and with the pad's own script, `startPad`.

const PAD_SIDE = 280;
const PAD = 'embed';
/** @type {Result} */
const NOTHING = { label: null, confidences: [], is_digit: null, digit_probability: null };

const widget = document.querySelector('.widget');
const answer = widget.querySelector('.widget-answer');
const digit = answer.querySelector('.widget-digit span');
const bars = answer.querySelector('.widget-bars');
const note = answer.querySelector('.widget-note');
const faults = widget.querySelector('.widget-faults');
const announce = digits.announcer(widget.querySelector('[role="status"]'));
const darkness = matchMedia('(prefers-color-scheme: dark)');
const address = digits.readAddress(props, complain);
const host = digits.host(address.audience, {
  clear: () => digits.emit('load', { pad: PAD, strokes: [] }),
  setTheme: (wanted) => address.THEMES.includes(wanted) && showTheme(wanted),
});

let theme = address.theme;
let isDrawing = false;

function complain(sentence) {
  faults.append(digits.elements.create('li', '', sentence));
  faults.hidden = false;
}

function showHeight() {
  widget.toggleAttribute('data-unbounded', true);
  const height = Math.ceil(widget.getBoundingClientRect().height);
  widget.removeAttribute('data-unbounded');
  host.tellHeight(height);
}

function showTheme(wanted = theme) {
  theme = wanted;
  document.documentElement.dataset.theme = theme ?? '';
  document.body.classList.toggle('dark', theme ? theme === 'dark' : darkness.matches);
}

function makeBars() {
  widget.style.setProperty('--rows', String(address.k));
  digits.elements.resize(bars, address.k, digits.elements.newBar);
}

/** @param {Result} result */
function announcement({ confidences: [best] }) {
  const read = best && digits.text('embed_announce', { digit: best.label, confidence: digits.percent(best.confidence) });
  return [note.textContent, read].filter(Boolean).join(' ');
}

function show(state, words = '', result = NOTHING) {
  answer.dataset.state = state;
  answer.dataset.isDigit = String(result.is_digit);
  digit.textContent = result.label ?? '?';
  [...bars.children].forEach((item, rank) => {
    const choice = result.confidences[rank];
    digits.elements.showBar(item, choice?.label, choice?.confidence);
  });
  note.textContent = words;
  announce(() => announcement(result));
  host.tellAnswer(address.model, result);
}

// The first touch of the pen is too little to read, and nothing to complain of.
function showBlank() {
  show('blank', isDrawing ? '' : digits.text('blank_summary'));
}

/** @param {Value} value */
function showAnswered({ state, message, result }) {
  if (state === 'blank') showBlank();
  else if (state === 'away') show(state, digits.text('away_summary'));
  else if (state === 'refused') show(state, digits.errorText(message));
  else show(state, result?.is_digit === false ? digits.text('not_a_digit') : '', result);
}

// Relative to this page, so that it holds wherever the app is mounted. A batch of one: unlike /predict, it answers a
// blank drawing without a failed request, which the browser would report on its console. Throws while no app answers.
async function ask(picture) {
  const image = { url: picture, meta: { _type: 'gradio.FileData' } };
  const response = await fetch('gradio_api/run/predict_batch', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: [[image], address.model, address.k] }),
  });
  const reply = await response.json();
  if (!response.ok && !('error' in reply)) throw new Error(response.statusText);
  return reply;
}

// What the pad asks: what the page's ways in ask of the server, of one model.
/** @type {Answer} */
async function answerTo({ picture }) {
  const { data, error } = await ask(picture);
  if (!data) return { state: 'refused', message: error };
  const [[result]] = data;
  return result.error ? { state: 'blank' } : { state: 'answer', result };
}

// The drawing goes along to the page that compares all models.
function followWithLink(strokes) {
  const link = widget.querySelector('a.widget-link');
  const base = new URL('./', location.href);
  if (strokes.length) link.href = digits.links.toDrawing('draw', strokes, { model: address.model }, base.href);
  else link.href = './';
  link.search = address.isLanguageNamed ? `lang=${digits.locale}` : '';
}

digits.on('touched', () => {
  isDrawing = true;
});
digits.on('drawn', ({ strokes }) => {
  isDrawing = false;
  followWithLink(strokes);
  if (answer.dataset.state === 'blank') showBlank();
});
digits.on('answered', ({ value }) => showAnswered(value));
darkness.addEventListener('change', () => showTheme());
showTheme();
digits.showLanguage();
digits.translate(document);
makeBars();
const modelTitle = digits.title({ name: address.model, title: props.models[address.model] });
widget.querySelector('.widget-model').textContent = modelTitle;
followWithLink([]);
startPad(widget.querySelector('.widget-pad'), { name: PAD, width: PAD_SIDE, height: PAD_SIDE }, { answer: answerTo });
new ResizeObserver(showHeight).observe(widget);
