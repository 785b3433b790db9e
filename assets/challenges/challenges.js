// Challenges: one at a time is played on the pad, and each ends in a card. They are counted in this browser alone, and the
// best is kept here from visit to visit. Only what is drawn by hand counts: no example, no link.

const KEPT = 'digits-challenges';
const PAD = 'draw';
const { create } = digits.elements;
/** @type {Model[]} */
const models = props.models;
const rules = digits.challenges;

const list = element.querySelector('.challenge-list');
const bar = element.querySelector('.challenge-bar');
const said = element.querySelector('.challenge-said');
const cardButton = element.querySelector('button.challenge-card');
const stopButton = element.querySelector('button.challenge-stop');

/** What was reached, by challenge. @type {Record<string, ChallengeRecord>} */
const records = recallRecords();
/** @type {ChallengeRule | null} */
let played = null;
// What the bar says beside the challenge's name; asked again when the language changes.
let news = () => '';
let isForeign = false;
/** What is on the pad, and the answer that came last. */
let drawn = { strokes: /** @type {Stroke[]} */ ([]), picture: '' };
let answered = { value: /** @type {Value | null} */ (null), picture: '' };

function recallRecords() {
  try {
    return JSON.parse(digits.recall(KEPT) ?? '{}');
  } catch {
    return {};
  }
}

function recordOf({ name }) {
  return records[name] ?? { points: 0, entries: [] };
}

function goalOf(rule) {
  return rule.goal(models.length);
}

function isSolved(rule) {
  return recordOf(rule).points >= goalOf(rule);
}

function titleOf({ name }) {
  return digits.text(`challenge_title_${name}`, { total: models.length });
}

function ruleOf(rule) {
  return digits.text(`challenge_rule_${rule.name}`, { goal: goalOf(rule), total: models.length });
}

function progressOf(rule) {
  if (isSolved(rule)) return digits.text('challenge_solved');
  return digits.text('challenge_best', { points: recordOf(rule).points, goal: goalOf(rule) });
}

function newButton(className, act) {
  const button = create('button', `${className} action`);
  button.type = 'button';
  button.toggleAttribute('data-is-main', className === 'challenge-card');
  button.addEventListener('click', act);
  return button;
}

function newItem(rule) {
  const item = create('li', 'challenge');
  item.dataset.challenge = rule.name;
  const meter = create('span', 'bar');
  meter.append(create('i'));
  const actions = create('div', 'challenge-actions');
  actions.append(
    newButton('challenge-play', () => start(rule)),
    newButton('challenge-card', () => showCard(rule)),
  );
  item.append(create('h3'), create('p', 'challenge-rule'), meter, create('p', 'challenge-best'), actions);
  return item;
}

function showItem(rule) {
  const item = list.querySelector(`[data-challenge="${rule.name}"]`);
  const [play, card] = ['play', 'card'].map((name) => item.querySelector(`button.challenge-${name}`));
  item.toggleAttribute('data-solved', isSolved(rule));
  digits.setText(item.querySelector('h3'), titleOf(rule));
  digits.setText(item.querySelector('.challenge-rule'), ruleOf(rule));
  digits.setText(item.querySelector('.challenge-best'), progressOf(rule));
  item.querySelector('.bar i').style.setProperty('--share', (recordOf(rule).points / goalOf(rule)).toFixed(3));
  digits.setText(play, digits.text(isSolved(rule) ? 'challenge_again' : 'challenge_play'));
  digits.setText(card, digits.text('challenge_card'));
  card.hidden = !isSolved(rule);
}

function show() {
  rules.forEach(showItem);
  bar.hidden = !played;
  if (!played) return;
  digits.setText(said, `${titleOf(played)}: ${news()}`);
  cardButton.hidden = !isSolved(played);
}

/** @param {ChallengeRule} rule */
function start(rule) {
  if (isSolved(rule)) delete records[rule.name];
  played = rule;
  news = () => ruleOf(rule);
  digits.emit('choose-mode', PAD);
  digits.emit('load', { pad: PAD, strokes: [] });
  show();
  digits.elements.container(element).scrollIntoView({ block: 'start', behavior: 'instant' });
}

function stop() {
  const play = played && list.querySelector(`[data-challenge="${played.name}"] .challenge-play`);
  played = null;
  show();
  play?.focus();
}

// Keeps the best drawing, or one of each digit.
/** @param {ChallengeRule} rule @param {Tally} tally @param {ChallengeResult} result */
function keep(rule, tally, { points, digit }) {
  const record = recordOf(rule);
  const entry = { digit: digit ?? tally.lead, strokes: digits.strokes.pack(drawn.strokes), tally };
  const isCollected = digit !== undefined;
  if (isCollected ? record.entries.some((one) => one.digit === digit) : points <= record.points) return;
  records[rule.name] = isCollected
    ? { points: record.points + 1, entries: [...record.entries, entry] }
    : { points, entries: [entry] };
  digits.keep(KEPT, JSON.stringify(records));
}

// A drawing is judged when its own answer is there.
function judge() {
  const { value, picture } = answered;
  if (!played || isSolved(played) || isForeign || !picture || picture !== drawn.picture || !value?.predictions) return;
  const rule = played;
  const tally = digits.votes.count(value.predictions);
  const result = rule.judge({ strokes: drawn.strokes, tally, isDigit: value.is_digit ?? null });
  keep(rule, tally, result);
  news = () => [isSolved(rule) ? '' : saysOf(rule, result), progressOf(rule)].filter(Boolean).join(' ');
  show();
}

/** @param {ChallengeRule} rule @param {ChallengeResult} result */
function saysOf({ name }, { points, digit }) {
  if (digit !== undefined) return digits.text('challenge_now_added', { digit });
  return digits.text(points ? `challenge_now_${name}` : `challenge_none_${name}`, { points, total: models.length });
}

/** @param {ChallengeRule} rule */
function showCard(rule) {
  const entries = recordOf(rule).entries.toSorted((a, b) => Number(a.digit) - Number(b.digit));
  const drawings = entries.map(({ strokes }) => ({ strokes: digits.strokes.unpack(strokes) ?? [], ...props.pad }));
  const [{ tally }] = entries;
  const collected = {
    lead: digits.text('challenge_card_lead', { total: tally.total }),
    rest: digits.text('challenge_card_rest'),
    votes: [],
  };
  const said = entries.length > 1 ? collected : digits.card.vote(tally, models, null);
  digits.emit('card', { drawings, badge: `✓ ${titleOf(rule)}`, ...said });
}

list.append(...rules.map(newItem));
stopButton.addEventListener('click', stop);
cardButton.addEventListener('click', () => played && showCard(played));
digits.on('load', ({ pad, strokes }) => {
  if (pad === PAD) isForeign = strokes.length > 0;
});
digits.on('drawn', ({ pad, strokes, picture }) => {
  if (pad !== PAD) return;
  drawn = { strokes, picture };
  if (!picture) isForeign = false;
  judge();
});
digits.on('answered', ({ way, value, picture }) => {
  if (way !== PAD) return;
  answered = { value, picture };
  judge();
});
digits.on('language', show);

digits.translate(element);
show();
