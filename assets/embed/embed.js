// The widget: a pad and what one model answers, in a frame of any page. Runs with `props` {models: {name: title}, model,
// k, most}, where `model` and `k` hold unless the address says otherwise, and with the pad's own script, `startPad`.
//
// The address may name `model`, `k`, `theme` (light or dark), `lang`, and `origin`: the page that is told; without it, the
// one that the browser says holds the frame. That page and no other is told, by postMessage:
//   {type: 'digit-answer', version: 1, model, label, confidences: [{label, confidence}], is_digit, digit_probability}
//     with each answer; label is null, and so are the last two, while there is none
//   {type: 'digit-size', version: 1, height}: the pixels that the widget would fill
// and from it are taken {type: 'digit-clear'} and {type: 'digit-theme', theme}.

const PAD_SIDE = 280;
const PAD = 'embed';
const THEMES = ['light', 'dark'];
const VERSION = 1;
const NOTHING = { label: null, confidences: [], is_digit: null, digit_probability: null };
const ANSWER_WITHIN_MS = 20_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;
const LONGEST_QUOTE = 40;

const widget = document.querySelector('.widget');
const answer = widget.querySelector('.widget-answer');
const digit = answer.querySelector('.widget-digit span');
const bars = answer.querySelector('.widget-bars');
const note = answer.querySelector('.widget-note');
const faults = widget.querySelector('.widget-faults');
const announce = digits.announcer(widget.querySelector('[role="status"]'));
const query = new URLSearchParams(location.search);
const darkness = matchMedia('(prefers-color-scheme: dark)');

let newest = '';
let clearings = 0;
let isDrawing = false;
let isAsking = false;
let lastLabel = null;
let lastHeight = 0;

function complain(key, values) {
  faults.append(Object.assign(document.createElement('li'), { textContent: digits.text(key, values) }));
  faults.hidden = false;
}

// What the address says of `name`, as `read` understands it: undefined is a fault, which is said.
function asked(name, fallback, read, fault, values = {}) {
  const value = query.get(name);
  if (!value) return fallback;
  const meant = read(value);
  if (meant !== undefined) return meant;
  complain(fault, { value: value.slice(0, LONGEST_QUOTE), ...values });
  return fallback;
}

function oneOf(list) {
  return (value) => list.find((item) => item === value);
}

function countOf(value) {
  const count = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  return count >= 1 && count <= props.most ? count : undefined;
}

function originOf(url) {
  try {
    const { origin, protocol } = new URL(url);
    return ['http:', 'https:'].includes(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

function titleOf(name) {
  return digits.title({ name, title: props.models[name] });
}

const model = asked('model', props.model, oneOf(Object.keys(props.models)), 'embed_bad_model', {
  title: titleOf(props.model),
});
const k = asked('k', props.k, countOf, 'embed_bad_k', { most: props.most, count: props.k });
let theme = asked('theme', null, oneOf(THEMES), 'embed_bad_theme');
asked('lang', null, digits.localeOf, 'embed_bad_lang', { language: digits.locales[digits.locale] });
// An origin that can not be understood is no leave to tell another page.
const audience = query.get('origin') ? asked('origin', null, originOf, 'embed_bad_origin') : originOf(document.referrer);

function tell(message) {
  if (audience && window.parent !== window) window.parent.postMessage({ version: VERSION, ...message }, audience);
}

function tellAnswer(result) {
  const { label, confidences, is_digit, digit_probability } = result;
  if (label !== null || lastLabel !== null) {
    tell({ type: 'digit-answer', model, label, confidences, is_digit, digit_probability });
  }
  lastLabel = label;
}

function tellHeight() {
  widget.toggleAttribute('data-unbounded', true);
  const height = Math.ceil(widget.getBoundingClientRect().height);
  widget.removeAttribute('data-unbounded');
  if (height !== lastHeight) tell({ type: 'digit-size', height });
  lastHeight = height;
}

function showTheme() {
  document.documentElement.dataset.theme = theme ?? '';
  document.body.classList.toggle('dark', theme ? theme === 'dark' : darkness.matches);
}

function makeBars() {
  widget.style.setProperty('--rows', k);
  bars.innerHTML = '<li><b></b><span class="bar"><i></i></span><span></span></li>'.repeat(k);
}

function showBar(item, choice) {
  item.firstChild.textContent = choice ? choice.label : '';
  item.lastChild.textContent = choice ? digits.percent(choice.confidence) : '';
  item.querySelector('i').style.setProperty('--share', (choice ? choice.confidence : 0).toFixed(4));
}

function announcement({ confidences: [best] }) {
  const read = best && digits.text('embed_announce', { digit: best.label, confidence: digits.percent(best.confidence) });
  return [note.textContent, read].filter(Boolean).join(' ');
}

function show(state, words = '', result = NOTHING) {
  answer.dataset.state = state;
  answer.dataset.isDigit = String(result.is_digit);
  digit.textContent = result.label ?? '?';
  [...bars.children].forEach((item, rank) => showBar(item, result.confidences[rank]));
  note.textContent = words;
  announce(() => announcement(result));
  tellAnswer(result);
}

// The first touch of the pen is too little to read, and nothing to complain of.
function showBlank() {
  show('blank', isDrawing ? '' : digits.text('blank_summary'));
}

function showRefusal(error) {
  show('refused', digits.locale === 'en' && error ? error : digits.text('error_summary'));
}

// Relative to this page, so that it holds wherever the app is mounted. A batch of one: unlike /predict, it answers a
// blank drawing without a failed request, which the browser would report on its console. Throws while no app answers.
async function ask(picture) {
  const image = { url: picture, meta: { _type: 'gradio.FileData' } };
  const response = await fetch('gradio_api/run/predict_batch', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: [[image], model, k] }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const reply = await response.json();
  if (!response.ok && !('error' in reply)) throw new Error(response.statusText);
  return reply;
}

function showReply({ data, error }) {
  if (!data) showRefusal(error);
  else if (data[0][0].error) showBlank();
  else show('answer', data[0][0].is_digit === false ? digits.text('not_a_digit') : '', data[0][0]);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// Returns whether the app answered. What belongs to a drawing that was cleared meanwhile is not shown.
async function answerTo(picture) {
  const then = clearings;
  const reply = await ask(picture).catch(() => null);
  if (then !== clearings) return Boolean(reply);
  if (reply) showReply(reply);
  else show('away', digits.text('away_summary'));
  return Boolean(reply);
}

// One question at a time, and always about the newest drawing. While no app answers, it asks again, ever more rarely.
async function answerNewest() {
  isAsking = true;
  let answered = null;
  let wait = FIRST_PAUSE_MS;
  while (newest && newest !== answered) {
    const picture = newest;
    if (await answerTo(picture)) {
      answered = picture;
      wait = FIRST_PAUSE_MS;
    } else {
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
    }
  }
  isAsking = false;
}

function follow(picture) {
  newest = picture;
  if (picture) {
    if (!isAsking) answerNewest();
    return;
  }
  clearings += 1;
  show('idle');
}

function makePad() {
  const padProps = { name: PAD, width: PAD_SIDE, height: PAD_SIDE };
  startPad(widget.querySelector('.widget-pad'), padProps, { answer: async ({ picture }) => follow(picture) });
}

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== window.parent || origin !== audience || !data) return;
  if (data.type === 'digit-clear') digits.emit('load', { pad: PAD, strokes: [] });
  if (data.type === 'digit-theme' && THEMES.includes(data.theme)) {
    theme = data.theme;
    showTheme();
  }
});

digits.on('touched', () => {
  isDrawing = true;
});
digits.on('drawn', () => {
  isDrawing = false;
  if (answer.dataset.state === 'blank') showBlank();
});
darkness.addEventListener('change', showTheme);
showTheme();
digits.showLanguage();
digits.translate(document);
makeBars();
widget.querySelector('.widget-model').textContent = titleOf(model);
if (query.get('lang')) widget.querySelector('.widget-link').search = new URLSearchParams({ lang: digits.locale });
makePad();
new ResizeObserver(tellHeight).observe(widget);
