// The answers of two models side by side. The server sends every model's ten probabilities once per drawing; which two models
// are compared, and how many answers of each are shown, is the visitor's choice and needs no further request. The first is
// the model in focus on the whole page.
// What the ways in tell with 'answered' is {state, image28, is_digit, predictions: [{model, probabilities, milliseconds}],
// message}; `is_digit` is null where no model judges whether it is a digit. Tells the page 'answer' {value, model}
// and 'read' {pad, label} with each new value, 'model' name when another model is to be explained, and 'second-model' name
// when another is compared with it; is told 'choose-model' and 'choose-second-model' name.

const IMAGE_SIDE = 28;
// What would be shown as 0.0% fills no row.
const MIN_SHOWN = 0.001;
/** @type {Model[]} */
const models = props.models;

const panel = element.querySelector('.answers');
const readings = [...element.querySelectorAll('.reading')];
const selects = readings.map((reading) => reading.querySelector('select'));
const seen = digits.strokes.sheetOf(element.querySelector('.seen canvas'));
const topK = element.querySelector('.top-k input');
const topKOutput = element.querySelector('.top-k output');

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

function chooseSecond(name) {
  selects[1].value = name;
  show();
  digits.emit('second-model', name);
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
  selects[1].addEventListener('change', () => chooseSecond(selects[1].value));
  element.querySelector('.swap').addEventListener('click', () => {
    const first = selects[0].value;
    const second = selects[1].value;
    chooseModel(second);
    chooseSecond(first);
  });
}

function nameOptions() {
  selects.forEach((select) => [...select.options].forEach((option) => {
    option.textContent = titleOf(option.value);
  }));
  showNames();
}

function resizeBars() {
  const wanted = Number(topK.value);
  topKOutput.textContent = topK.value;
  const { resize, newBar } = digits.elements;
  readings.forEach((reading) => resize(reading.querySelector('.bars'), wanted, newBar));
}

/** A closed list cuts its name off; what is seen is a text beneath it, which takes a second line. */
function showNames() {
  readings.forEach((reading, slot) => digits.setText(reading.querySelector('.named span'), titleOf(selects[slot].value)));
}

function showReading(reading, prediction) {
  const order = prediction ? digits.ranked(prediction.probabilities) : [];
  digits.setText(reading.querySelector('.reading-digit span'), order.length ? String(order[0].digit) : '');
  [...reading.querySelectorAll('.bars li')].forEach((item, rank) => {
    const answer = order[rank];
    const isShown = answer && (rank === 0 || answer.probability >= MIN_SHOWN);
    digits.elements.showBar(item, isShown ? String(answer.digit) : '', isShown ? answer.probability : 0);
  });
}

function showSeen(image28) {
  if (!image28) return seen.clearRect(0, 0, IMAGE_SIDE, IMAGE_SIDE);
  const pixels = seen.createImageData(IMAGE_SIDE, IMAGE_SIDE);
  digits.elements.bytesOf(image28).forEach((ink, index) => {
    pixels.data.fill(ink, index * 4, index * 4 + 3);
    pixels.data[index * 4 + 3] = 255;
  });
  seen.putImageData(pixels, 0, 0);
}

function predictionsByModel() {
  return Object.fromEntries((value.predictions ?? []).map((prediction) => [prediction.model, prediction]));
}

function showReadings() {
  const byModel = predictionsByModel();
  showNames();
  readings.forEach((reading, slot) => showReading(reading, byModel[selects[slot].value]));
  showSeen(value.image28);
}

function show(showThem = showReadings) {
  const byModel = predictionsByModel();
  panel.dataset.state = value.state;
  showThem();
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
digits.on('choose-second-model', chooseSecond);
digits.on('language', () => {
  nameOptions();
  show();
});

digits.translate(element);
buildSelects();
nameOptions();
resizeBars();
show();
const showReadingsSoon = digits.elements.seenFirst(panel, showReadings);
digits.on('answered', (answer) => {
  if (answer.way !== digits.elements.answeredWay(element)) return;
  value = answer.value;
  show(showReadingsSoon);
});
