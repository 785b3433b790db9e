// The answers of two models, large. The server sends every model's ten probabilities once per drawing; which two models
// are shown, and how many answers each, is the visitor's choice and needs no further request.
// What the ways in tell with 'answered' is {state, image28, is_digit, predictions: [{model, probabilities, milliseconds}],
// message}; `is_digit` is null where no model judges whether it is a digit. Tells the page 'answer' {value, model}
// and 'read' {pad, label} with each new value, and 'model' name when another model is to be explained; is told
// 'choose-model' name.

const IMAGE_SIDE = 28;
const MAX_OTHERS = 3;
const SUMMARIES = { idle: 'idle_summary', blank: 'blank_summary', away: 'away_summary' };
/** @type {Model[]} */
const models = props.models;

const panel = element.querySelector('.answers');
const readings = [...element.querySelectorAll('.reading')];
const selects = readings.map((reading) => reading.querySelector('select'));
const seen = digits.strokes.sheetOf(element.querySelector('.seen canvas'));
const summary = element.querySelector('.summary');
const announce = digits.announcer(element.querySelector('[role="status"]'));
const topK = element.querySelector('.top-k input');
const topKOutput = element.querySelector('.top-k output');

let isAnswered = false;
/** @type {Value} */
let value = { state: 'idle' };

/** @param {string} name */
function titleOf(name) {
  return digits.title(models.find((model) => model.name === name) ?? { name, title: name });
}

function chooseModel(name) {
  selects[0].value = name;
  show();
  digits.emit('model', name);
}

function buildSelects() {
  // Of another kind: two convolutional networks seldom disagree.
  const family = models.find((model) => model.name === props.default_model)?.family;
  const others = models.filter((model) => model.name !== props.default_model);
  const second = others.find((model) => model.family !== family) ?? others[0] ?? models[0];
  selects.forEach((select, slot) => {
    select.append(...models.map((model) => new Option(model.title, model.name)));
    select.value = slot === 0 ? props.default_model : second.name;
  });
  selects[0].addEventListener('change', () => chooseModel(selects[0].value));
  selects[1].addEventListener('change', show);
  element.querySelector('.swap').addEventListener('click', () => {
    const first = selects[0].value;
    const second = selects[1].value;
    selects[1].value = first;
    chooseModel(second);
  });
}

function nameOptions() {
  selects.forEach((select) => [...select.options].forEach((option) => {
    option.textContent = titleOf(option.value);
  }));
}

function resizeBars() {
  const wanted = Number(topK.value);
  topKOutput.textContent = topK.value;
  const { resize, newBar } = digits.elements;
  readings.forEach((reading) => resize(reading.querySelector('.bars'), wanted, newBar));
}

function showReading(reading, prediction) {
  const order = prediction ? digits.ranked(prediction.probabilities) : [];
  digits.setText(reading.querySelector('.reading-digit span'), order.length ? String(order[0].digit) : '?');
  [...reading.querySelectorAll('.bars li')].forEach((item, rank) => {
    const answer = order[rank];
    digits.elements.showBar(item, answer && String(answer.digit), answer?.probability);
  });
}

function showSeen(image28) {
  const pixels = seen.createImageData(IMAGE_SIDE, IMAGE_SIDE);
  (image28 ? digits.elements.bytesOf(image28) : new Uint8Array()).forEach((ink, index) => {
    pixels.data.fill(ink, index * 4, index * 4 + 3);
    pixels.data[index * 4 + 3] = 255;
  });
  seen.putImageData(pixels, 0, 0);
}

// Which other digits are said, the most often said first, and how often: "3 (6), 8 (2)"; a few, so that it stays short.
function otherVotes(votes) {
  const counts = new Map();
  votes.forEach(({ digit }) => counts.set(digit, (counts.get(digit) ?? 0) + 1));
  const shown = [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MAX_OTHERS)
    .map(([digit, count]) => `${digit} (${count})`);
  return [...shown, ...(counts.size > MAX_OTHERS ? ['…'] : [])].join(`${digits.text('list_separator')} `);
}

function summarise(predictions) {
  const votes = predictions.map((prediction) => ({
    model: prediction.model,
    digit: digits.ranked(prediction.probabilities)[0].digit,
  }));
  const chosen = votes.find((vote) => vote.model === selects[0].value);
  const others = votes.filter((vote) => vote.digit !== chosen.digit);
  const values = { total: votes.length, count: votes.length - others.length, digit: chosen.digit };
  if (!others.length) return digits.text('all_agree', values);
  const dissent =
    others.length === 1
      ? digits.text('dissent', { title: titleOf(others[0].model), digit: others[0].digit })
      : digits.text('dissent_many', { digits: otherVotes(others) });
  // A list cut short ends in an ellipsis, and then needs no full stop.
  return `${digits.text('some_agree', values)} ${dissent.replace('….', '…')}`;
}

function announcement(predictions) {
  const chosen = predictions.find((prediction) => prediction.model === selects[0].value);
  if (!chosen) return summary.textContent;
  const best = digits.ranked(chosen.probabilities)[0];
  const answer = digits.text('announce', {
    title: titleOf(chosen.model),
    digit: best.digit,
    confidence: digits.percent(best.probability),
    summary: summary.textContent,
  });
  return panel.dataset.isDigit === 'false' ? `${digits.text('not_a_digit')} ${answer}` : answer;
}

function emptySummary() {
  return value.state === 'error' ? digits.errorText(value.message) : digits.text(SUMMARIES[value.state]);
}

function show() {
  const predictions = value.predictions ?? [];
  const byModel = Object.fromEntries(predictions.map((prediction) => [prediction.model, prediction]));
  panel.dataset.state = value.state;
  panel.dataset.isDigit = String(value.is_digit ?? null);
  readings.forEach((reading, slot) => showReading(reading, byModel[selects[slot].value]));
  showSeen(value.image28);
  digits.setText(summary, predictions.length ? summarise(predictions) : emptySummary());
  if (isAnswered) announce(() => announcement(predictions));
  digits.emit('answer', { value, model: selects[0].value });
  const best = byModel[selects[0].value];
  const label = best ? String(digits.ranked(best.probabilities)[0].digit) : '';
  const way = digits.elements.mode(element);
  if (way && way !== 'number') digits.emit('read', { pad: way, label });
}

topK.addEventListener('input', () => {
  resizeBars();
  show();
});
digits.on('choose-model', chooseModel);
digits.on('language', () => {
  nameOptions();
  show();
});

digits.translate(element);
buildSelects();
nameOptions();
resizeBars();
show();
digits.on('answered', (answer) => {
  if (answer.way !== digits.elements.answeredWay(element)) return;
  value = answer.value;
  isAnswered = true;
  show();
});
