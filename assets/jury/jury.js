// The vote of all models: a headline, a wall of one tile each, and the ten probabilities of the model in focus. The places
// never change: best first, and digits from 0 to 9. Follows the page's 'answer' {value, model} and 'offered'; a tap on a tile
// tells 'choose-model'.

const DIGITS = 10;
// Below this a bar says enough by itself.
const MIN_NAMED = 0.01;
const { create, ARROWS } = digits.elements;
/** @type {Model[]} */
const models = [...props.models].sort((a, b) => accuracyOf(b) - accuracyOf(a));

const jury = element.querySelector('.jury');
const wall = element.querySelector('.wall');
const [lead, stop, rest] = ['lead', 'stop', 'rest'].map((part) => element.querySelector(`.headline-${part}`));
const [focusName, focusSays] = ['name', 'says'].map((part) => element.querySelector(`.in-focus-${part}`));
const chances = element.querySelector('.chances');
const announce = digits.announcer(element.querySelector('[role="status"]'));
const tiles = models.map(newTile);
/** @type {Events['answer']} */
let last = { value: { state: 'idle' }, model: props.default_model };
let isAnswered = false;
/** Whether what was answered last looks like several digits. */
let isSeveral = false;

function accuracyOf(model) {
  return model.drawings ?? model.mnist ?? 0;
}

function newTile(model) {
  const tile = create('button', 'tile');
  tile.type = 'button';
  tile.dataset.model = model.name;
  const parts = [create('i', 'tile-level'), create('span', 'tile-record'), create('b', 'tile-vote')];
  tile.append(...parts, create('span', 'tile-name'));
  tile.addEventListener('click', () => digits.emit('choose-model', model.name));
  return tile;
}

function newChance(digit) {
  const item = create('li', 'chance');
  const bar = create('span', 'chance-bar');
  bar.append(create('i'));
  item.append(create('span', 'chance-share'), bar, create('b', '', String(digit)));
  return item;
}

// What the tile says to those who do not see it.
function tileLabel(model, vote, isDissent) {
  const title = digits.title(model);
  if (!vote) return digits.text('tile_idle', { title, accuracy: digits.percent(accuracyOf(model)) });
  const values = { title, digit: vote.digit, confidence: digits.percent(vote.probability) };
  return digits.text(isDissent ? 'tile_differs' : 'tile_says', values);
}

/** @param {HTMLElement} tile @param {Model} model @param {Vote | undefined} vote @param {number | null} leading */
function showTile(tile, model, vote, leading) {
  const isDissent = Boolean(vote) && vote?.digit !== leading;
  const stand = vote ? (isDissent ? 'differs' : 'agrees') : 'none';
  if (tile.dataset.stand !== stand) tile.dataset.stand = stand;
  digits.setText(tile.querySelector('.tile-vote'), vote ? String(vote.digit) : '');
  tile.style.setProperty('--share', (vote?.probability ?? 0).toFixed(3));
  const label = tileLabel(model, vote, isDissent);
  // Its name is what it shows, as for those who speak to their browser; this describes it.
  if (tile.title !== label) tile.title = label;
}

function showFocus(name) {
  tiles.forEach((tile) => {
    const isChosen = tile.dataset.model === name;
    tile.setAttribute('aria-pressed', String(isChosen));
    tile.tabIndex = isChosen ? 0 : -1;
  });
}

function showChances(prediction) {
  const best = prediction ? digits.ranked(prediction.probabilities)[0] : null;
  [...chances.children].forEach((item, digit) => {
    const probability = prediction?.probabilities[digit] ?? 0;
    /** @type {HTMLElement} */ (item).style.setProperty('--share', probability.toFixed(4));
    item.toggleAttribute('data-best', digit === best?.digit);
    const isNamed = prediction && (probability >= MIN_NAMED || digit === best?.digit);
    digits.setText(item.querySelector('.chance-share'), isNamed ? digits.percent(probability) : '');
  });
  const model = models.find(({ name }) => name === last.model);
  digits.setText(focusName, model ? digits.title(model) : '');
  digits.setText(focusSays, saysInFocus(model, best, prediction));
}

function madeIn({ milliseconds }) {
  if (last.value.where !== 'browser') return digits.text('made_on_server', { time: digits.milliseconds(milliseconds) });
  // Browsers tell time coarsely.
  const time = digits.text('milliseconds', { value: Math.max(1, Math.round(milliseconds)) });
  return digits.text('made_in_browser', { time });
}

function saysInFocus(model, best, prediction) {
  if (!best) return model ? digits.text('measured_drawings', { accuracy: digits.percent(accuracyOf(model)) }) : '';
  return digits.text('jury_focus_says', { digit: best.digit, confidence: digits.percent(best.probability), made: madeIn(prediction) });
}

function emptyHeadline() {
  const { state, message } = last.value;
  if (state === 'error') return { lead: digits.text('jury_error_lead'), rest: digits.errorText(message) };
  if (state === 'away') return { lead: digits.text('jury_away_lead'), rest: digits.text('away_summary') };
  if (state === 'blank') return { lead: digits.text('jury_blank_lead'), rest: digits.text('blank_summary') };
  return { lead: digits.plural('jury_idle_lead', models.length), rest: digits.text('jury_idle_rest') };
}

// When all agree, how sure they are is what is left to tell.
function certainty({ votes }) {
  const shares = votes.map(({ probability }) => probability);
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(digits.percent);
  return digits.text('jury_certainty', { least, most });
}

function headline(tally) {
  if (!tally.total) return emptyHeadline();
  const words = digits.votes.words(tally);
  if (isSeveral) return { lead: digits.text('several_digits'), rest: words.lead };
  if (last.value.is_digit === false) return { lead: digits.text('not_a_digit'), stop: '', rest: words.lead };
  if (!words.rest) return { ...words, rest: certainty(tally) };
  return { ...words, stop: digits.text('vote_sentence', { lead: '', rest: '' }).trim() };
}

// The same for those who do not see it: the model in focus, then the vote.
function announcement(tally) {
  const chosen = tally.votes.find(({ model }) => model === last.model);
  const { lead: first, stop: end = '.', rest: second } = headline(tally);
  if (!chosen) return `${first}${end} ${second}`;
  const answer = digits.text('announce', {
    title: focusName.textContent,
    digit: chosen.digit,
    confidence: digits.percent(chosen.probability),
    summary: digits.votes.sentence(tally),
  });
  if (isSeveral) return `${first}${end} ${answer}`;
  return last.value.is_digit === false ? `${digits.text('not_a_digit')} ${answer}` : answer;
}

function show() {
  const predictions = last.value.predictions ?? [];
  const tally = digits.votes.count(predictions);
  const byModel = Object.fromEntries(tally.votes.map((vote) => [vote.model, vote]));
  jury.dataset.state = last.value.state;
  jury.dataset.isDigit = String(last.value.is_digit ?? null);
  jury.toggleAttribute('data-split', tally.counts.length > 1);
  jury.toggleAttribute('data-several', isSeveral);
  const words = headline(tally);
  digits.setText(lead, words.lead);
  digits.setText(stop, words.stop ?? '.');
  digits.setText(rest, words.rest);
  tiles.forEach((tile, place) => showTile(tile, models[place], byModel[models[place].name], tally.lead));
  showFocus(last.model);
  showChances(predictions.find(({ model }) => model === last.model));
  isAnswered ||= last.value.state !== 'idle';
  if (isAnswered) announce(() => announcement(tally));
}

function nameTiles() {
  tiles.forEach((tile, place) => {
    tile.querySelector('.tile-name').textContent = digits.shortTitle(models[place]);
    tile.querySelector('.tile-record').textContent = digits.percent(accuracyOf(models[place]));
  });
}

// How many tiles stand beside one another.
function columns() {
  const [first] = tiles;
  const next = tiles.findIndex((tile) => tile.offsetTop > first.offsetTop);
  return next < 0 ? tiles.length : next;
}

function step(key) {
  if (key === 'Home') return -tiles.length;
  if (key === 'End') return tiles.length;
  const [across, down] = ARROWS[key] ?? [0, 0];
  const isMirrored = getComputedStyle(wall).direction === 'rtl';
  return (isMirrored ? -across : across) + down * columns();
}

wall.addEventListener('keydown', (event) => {
  const by = step(event.key);
  if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const place = tiles.findIndex((tile) => tile.tabIndex === 0);
  const next = Math.min(tiles.length - 1, Math.max(0, place + by));
  digits.emit('choose-model', models[next].name);
  tiles[next].focus();
});

const seats = digits.votes.rows(tiles.length).flatMap((count) => Array(count).fill(count));
tiles.forEach((tile, place) => tile.style.setProperty('--seats', seats[place]));
wall.append(...tiles);
chances.append(...Array.from({ length: DIGITS }, (_, digit) => newChance(digit)));
digits.on('answer', (answer) => {
  isSeveral &&= answer.value === last.value;
  last = answer;
  show();
});
// Offered to be read as a number: another question than which digit it is.
digits.on('offered', () => {
  isSeveral = true;
  show();
});
digits.on('language', () => {
  nameTiles();
  show();
});

digits.translate(element);
nameTiles();
show();
// With the wall all stands that a visitor sees first: what stood for it while the page loaded goes.
requestAnimationFrame(() => document.querySelector('.sight')?.remove());
