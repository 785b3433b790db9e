// The answers. The server sends every model's ten probabilities once per drawing; which two models are shown large, and
// how many answers each, is the visitor's choice and needs no further request.
// `props.value` is {state, image28, is_digit, predictions: [{model, probabilities, milliseconds}], message}; `is_digit`
// is null where no model judges whether the drawing is a digit at all.

const IMAGE_SIDE = 28;
const ANNOUNCE_AFTER_MS = 900;
const text = props.text;
const models = props.models;
const titles = Object.fromEntries(models.map((model) => [model.name, model.title]));

const panel = element.querySelector('.answers');
const readings = [...element.querySelectorAll('.reading')];
const selects = readings.map((reading) => reading.querySelector('select'));
const seen = element.querySelector('.seen canvas').getContext('2d');
const summary = element.querySelector('.summary');
const rows = element.querySelector('.models');
const status = element.querySelector('[role="status"]');
const topK = element.querySelector('.top-k input');
const topKOutput = element.querySelector('.top-k output');

// Never rounded up, and never 100 %: no model is certain.
const LARGEST_SHOWN = 0.9999;
const percentFormat = new Intl.NumberFormat(document.documentElement.lang || 'en', {
  style: 'percent',
  roundingMode: 'trunc',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const decimal = new Intl.NumberFormat(document.documentElement.lang || 'en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

let announceTimer = 0;

function percent(share) {
  return percentFormat.format(Math.min(share, LARGEST_SHOWN));
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function ranked(probabilities) {
  return probabilities.map((share, digit) => ({ digit, share })).sort((a, b) => b.share - a.share || a.digit - b.digit);
}

function newElement(tag, className, content = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = content;
  return made;
}

function newBar() {
  const bar = newElement('span', 'bar');
  bar.append(document.createElement('i'));
  return bar;
}

function buildSelects() {
  const second = models.find((model) => model.name !== props.default_model) ?? models[0];
  selects.forEach((select, slot) => {
    select.append(...models.map((model) => new Option(model.title, model.name)));
    select.value = slot === 0 ? props.default_model : second.name;
    select.addEventListener('change', show);
  });
  element.querySelector('.swap').addEventListener('click', () => {
    [selects[0].value, selects[1].value] = [selects[1].value, selects[0].value];
    show();
  });
}

function measuredText(model) {
  const parts = [];
  if (model.mnist) parts.push(fill(text.measured_mnist, { accuracy: percent(model.mnist) }));
  if (model.drawings) parts.push(fill(text.measured_drawings, { accuracy: percent(model.drawings) }));
  return parts.join(' · ');
}

function buildRows() {
  rows.append(
    ...models.map((model) => {
      const row = newElement('li');
      row.dataset.model = model.name;
      row.append(
        newElement('b', 'digit'),
        newElement('span', 'name', model.title),
        newElement('span', 'measured', measuredText(model)),
        newBar(),
        newElement('span', 'number'),
        newElement('span', 'time'),
      );
      return row;
    }),
  );
}

function resizeBars() {
  const wanted = Number(topK.value);
  topKOutput.textContent = wanted;
  readings.forEach((reading) => {
    const list = reading.querySelector('.bars');
    while (list.children.length > wanted) list.lastChild.remove();
    while (list.children.length < wanted) {
      const item = newElement('li');
      item.append(newElement('b'), newBar(), newElement('span'));
      list.append(item);
    }
  });
}

function setBar(item, share) {
  item.querySelector('.bar i').style.setProperty('--share', share.toFixed(4));
}

function showReading(reading, prediction) {
  const order = prediction ? ranked(prediction.probabilities) : [];
  reading.querySelector('.reading-digit span').textContent = order.length ? order[0].digit : '?';
  [...reading.querySelectorAll('.bars li')].forEach((item, rank) => {
    const answer = order[rank];
    item.querySelector('b').textContent = answer ? answer.digit : '';
    item.lastChild.textContent = answer ? percent(answer.share) : '';
    setBar(item, answer ? answer.share : 0);
  });
}

function showRow(row, prediction, digit) {
  const best = prediction ? ranked(prediction.probabilities)[0] : null;
  row.dataset.agrees = String(Boolean(best) && best.digit === digit);
  row.querySelector('.digit').textContent = best ? best.digit : '';
  row.querySelector('.number').textContent = best ? percent(best.share) : '';
  row.querySelector('.time').textContent = best
    ? fill(text.milliseconds, { value: decimal.format(prediction.milliseconds) })
    : '';
  setBar(row, best ? best.share : 0);
}

function showSeen(image28) {
  const pixels = seen.createImageData(IMAGE_SIDE, IMAGE_SIDE);
  [...(image28 ? atob(image28) : '')].forEach((byte, index) => {
    pixels.data.fill(byte.charCodeAt(0), index * 4, index * 4 + 3);
    pixels.data[index * 4 + 3] = 255;
  });
  seen.putImageData(pixels, 0, 0);
}

function summarise(predictions) {
  const votes = predictions.map((prediction) => ({
    model: prediction.model,
    digit: ranked(prediction.probabilities)[0].digit,
  }));
  const chosen = votes.find((vote) => vote.model === selects[0].value);
  const others = votes.filter((vote) => vote.digit !== chosen.digit);
  const values = { total: votes.length, count: votes.length - others.length, digit: chosen.digit };
  if (!others.length) return fill(text.all_agree, values);
  const dissent =
    others.length === 1
      ? fill(text.dissent, { title: titles[others[0].model], digit: others[0].digit })
      : fill(text.dissent_many, { count: others.length });
  return `${fill(text.some_agree, values)} ${dissent}`;
}

function announcement(predictions) {
  const chosen = predictions.find((prediction) => prediction.model === selects[0].value);
  if (!chosen) return summary.textContent;
  const best = ranked(chosen.probabilities)[0];
  const answer = fill(text.announce, {
    title: titles[chosen.model],
    digit: best.digit,
    confidence: percent(best.share),
    summary: summary.textContent,
  });
  return panel.dataset.isDigit === 'false' ? `${text.not_a_digit} ${answer}` : answer;
}

function announce(predictions) {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    status.textContent = announcement(predictions);
  }, ANNOUNCE_AFTER_MS);
}

function show() {
  // Before the first answer Gradio may hand over an empty value of any kind.
  const isAnswered = Boolean(props.value?.state);
  const value = isAnswered ? props.value : { state: 'idle' };
  const predictions = value.predictions ?? [];
  const byModel = Object.fromEntries(predictions.map((prediction) => [prediction.model, prediction]));
  panel.dataset.state = value.state;
  panel.dataset.isDigit = String(value.is_digit ?? null);
  readings.forEach((reading, slot) => showReading(reading, byModel[selects[slot].value]));
  const chosen = byModel[selects[0].value];
  const digit = chosen ? ranked(chosen.probabilities)[0].digit : null;
  [...rows.children].forEach((row) => showRow(row, byModel[row.dataset.model], digit));
  showSeen(value.image28);
  summary.textContent = predictions.length
    ? summarise(predictions)
    : (value.message ?? text[value.state === 'blank' ? 'blank_summary' : 'idle_summary']);
  if (isAnswered) announce(predictions);
}

topK.addEventListener('input', () => {
  resizeBars();
  show();
});

buildSelects();
buildRows();
resizeBars();
show();
watch('value', show);
