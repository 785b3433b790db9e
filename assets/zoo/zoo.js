// Who the models are: what kind each is, what was measured, and what it answers now; sorted by accuracy on drawings or by
// family. `props.models` describes them; the answers come with the page's 'answer'. A click on a name tells 'choose-model';
// where rows are narrow, that opens the model's.

const newElement = digits.elements.create;
const KEPT_ORDER = 'digits-order';
const list = element.querySelector('.models');
const buttons = [...element.querySelectorAll('button[data-order]')];
const rows = Object.fromEntries(props.models.map((model) => [model.name, buildRow(model)]));
/** @type {Events['answer']} */
let last = { value: { state: 'idle' }, model: props.default_model };

function buildRow(model) {
  const row = newElement('li', 'model');
  row.dataset.model = model.name;
  const name = newElement('button', 'name');
  name.type = 'button';
  name.addEventListener('click', () => digits.emit('choose-model', model.name));
  const differs = newElement('span', 'differs');
  differs.append(Object.assign(newElement('span', '', '≠'), { ariaHidden: 'true' }));
  differs.append(newElement('span', 'visually-hidden'));
  row.append(
    newElement('b', 'digit'),
    differs,
    name,
    newElement('span', 'kind'),
    newElement('span', 'measured'),
    newElement('span', 'number'),
    newElement('span', 'time'),
  );
  return row;
}

function accuracyOf(model) {
  return model.drawings ?? model.mnist ?? 0;
}

function measured({ drawings, mnist }) {
  return [
    ['measured_drawings', drawings],
    ['measured_mnist', mnist],
  ]
    .filter(([, accuracy]) => accuracy)
    .map(([key, accuracy]) => newElement('span', '', digits.text(key, { accuracy: digits.percent(accuracy) })));
}

function nameRows() {
  props.models.forEach((model) => {
    const row = rows[model.name];
    row.querySelector('.name').textContent = digits.title(model);
    row.querySelector('.kind').textContent = digits.text(`kind_${model.family}`);
    row.querySelector('.measured').replaceChildren(...measured(model));
    row.querySelector('.differs .visually-hidden').textContent = digits.text('zoo_differs');
  });
}

function heading(family) {
  return newElement('li', 'family', digits.text(`family_${family}`));
}

/** @param {string | undefined} wanted */
function order(wanted) {
  buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.order === wanted)));
  const sorted = [...props.models].sort((a, b) => accuracyOf(b) - accuracyOf(a));
  const families = [...new Set(sorted.map((model) => model.family))];
  const items =
    wanted === 'family'
      ? families.flatMap((family) => [
          heading(family),
          ...sorted.filter((model) => model.family === family).map((model) => rows[model.name]),
        ])
      : sorted.map((model) => rows[model.name]);
  list.replaceChildren(...items);
}

function orderNow() {
  return buttons.find((button) => button.getAttribute('aria-pressed') === 'true')?.dataset.order;
}

function showRow(name, prediction, digit) {
  const row = rows[name];
  const best = prediction ? digits.ranked(prediction.probabilities)[0] : null;
  const agrees = best ? String(best.digit === digit) : 'unknown';
  if (row.dataset.agrees !== agrees) row.dataset.agrees = agrees;
  digits.setText(row.querySelector('.digit'), best ? String(best.digit) : '');
  digits.setText(row.querySelector('.number'), best ? digits.percent(best.probability) : '');
  const time = best ? digits.milliseconds(prediction.milliseconds) : '';
  digits.setText(row.querySelector('.time'), time);
}

function show() {
  const predictions = Object.fromEntries((last.value.predictions ?? []).map((each) => [each.model, each]));
  const chosen = predictions[last.model];
  const digit = chosen ? digits.ranked(chosen.probabilities)[0].digit : null;
  props.models.forEach(({ name }) => {
    showRow(name, predictions[name], digit);
    rows[name].toggleAttribute('data-chosen', name === last.model);
    rows[name].querySelector('.name').setAttribute('aria-pressed', String(name === last.model));
  });
}

const showSoon = digits.elements.seenFirst(list, show);

buttons.forEach((button) =>
  button.addEventListener('click', () => {
    digits.keep(KEPT_ORDER, button.dataset.order ?? '');
    order(button.dataset.order);
  }),
);
digits.on('answer', (answer) => {
  last = answer;
  showSoon();
});
digits.on('language', () => {
  nameRows();
  order(orderNow());
  show();
});

digits.translate(element);
nameRows();
order(digits.recall(KEPT_ORDER) === 'family' ? 'family' : 'accuracy');
show();
