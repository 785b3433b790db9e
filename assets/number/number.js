// The number that stands on the wide pad, and a box over the ink of each of its digits. The pad's 'answered' brings
// {state, text, probability, milliseconds, digits: [{label, rival, confidence, is_digit, box, before, line}], signs: [{text,
// box}], ignored: [box]}, or {state, kind, message} where nothing could be read. `before` are the signs before a digit; boxes
// are left, top, right and bottom in shares of the pad. Tells 'read' {pad, label}.
// One of the digits is in focus, at first the least certain: once the pen rests it is cut out and asked about like any
// drawing, so that every model's vote on it, its explanation and its feedback follow, as the answers of the way 'digit'.

const UNSURE_BELOW = 0.8;
const BOX_MARGIN = 6;
const LABEL_SHARE = 0.1;
const GLYPH = '6.5rem';
const GLYPH_SHARE = 110;
const CUT_MARGIN = 14;
const MESSAGES = {
  idle: 'number_idle',
  blank: 'number_blank',
  away: 'away_summary',
  TooManyMarksError: 'number_too_many',
};

const panel = element.querySelector('.number');
const list = element.querySelector('.number-digits');
const message = element.querySelector('.number-message');
const summary = element.querySelector('.number-summary');
const detail = element.querySelector('.number-detail');
const announce = digits.announcer(element.querySelector('[role="status"]'));
const boxes = Object.assign(document.createElement('div'), { className: 'number-boxes', dir: 'ltr', ariaHidden: 'true' });

/** @type {Value} */
let value = { state: 'idle' };
let isAnswered = false;
/** What rests on the pad: nothing while the pen moves. @type {{ strokes: Stroke[], picture: string }} */
let resting = { strokes: [], picture: '' };
let answeredPicture = '';
/** The digit in focus that was asked about last. @type {string | null} */
let askedPicture = null;
/** The digit that the visitor put in focus. @type {number | null} */
let chosen = null;
const questions = digits.asker('digit', server.answer, element);

function doubtOf({ confidence, is_digit: isDigit, rival }) {
  if (isDigit === false) return digits.text('not_a_digit');
  return confidence < UNSURE_BELOW ? digits.text('number_unsure', { rival }) : '';
}

function newDigit() {
  const item = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  button.append(...['b', 'span', 'small'].map((tag) => document.createElement(tag)));
  button.addEventListener('click', () => choose([...list.children].indexOf(item)));
  item.append(button);
  return item;
}

function choose(index) {
  chosen = index;
  show();
  askAboutFocus();
}

// Which of the digits is in focus; none where nothing is read.
function focused() {
  const read = value.state === 'number' ? (value.digits ?? []) : [];
  if (chosen !== null && chosen < read.length) return chosen;
  const [weakest] = digits.numbers.byCertainty(read).slice(-1);
  return read.indexOf(weakest);
}

// The pad with nothing on it but what stands in the digit's own box, and that cut out.
function cutOut({ box }) {
  const { width, height } = props;
  const [left, top, right, bottom] = box.map((share, edge) => share * (edge % 2 ? height : width));
  const whole = digits.strokes.sheetOf(digits.elements.newCanvas(width, height));
  digits.strokes.paint(whole, resting.strokes, '#000', width);
  whole.setTransform(1, 0, 0, 1, 0, 0);
  whole.globalCompositeOperation = 'destination-in';
  whole.fillRect(left, top, right - left, bottom - top);
  const onPad = digits.strokes.pngOnWhite(whole);
  const [across, along] = [right - left, bottom - top].map((side) => Math.ceil(side) + 2 * CUT_MARGIN);
  const cut = digits.strokes.sheetOf(digits.elements.newCanvas(across, along));
  cut.drawImage(whole.canvas, CUT_MARGIN - left, CUT_MARGIN - top);
  return { onPad, picture: digits.strokes.pngOnWhite(cut) };
}

function askAboutFocus() {
  const isResting = resting.picture && resting.picture === answeredPicture;
  const digit = isResting && value.state === 'number' && value.digits ? value.digits[focused()] : null;
  const { picture, onPad } = digit ? cutOut(digit) : { picture: '', onPad: '' };
  if (picture !== askedPicture) questions.ask({ picture });
  askedPicture = picture;
  digits.emit('digit', { picture: onPad });
  // While a stroke is under way, what was in focus stays: nothing jumps.
  if (digit || value.state !== 'number') {
    digits.elements.container(element).toggleAttribute('data-digit-in-focus', Boolean(digit));
  }
}

function showDigits(read) {
  digits.elements.resize(list, read.length, newDigit);
  const count = Math.max(1, read.reduce((sum, digit) => sum + (digit.before ? 1.5 : 1), 0));
  list.style.fontSize = `max(2rem, min(${GLYPH}, ${GLYPH_SHARE / count}cqi))`;
  list.style.gridTemplateColumns = `repeat(auto-fit, max(1.7rem, min(2.5rem, ${49.95 / count}%)))`;
  read.forEach((digit, index) => {
    const item = list.children[index];
    const button = item.querySelector('button');
    const [glyph, confidence, doubt] = /** @type {HTMLElement[]} */ ([...button.children]);
    button.setAttribute('aria-pressed', String(index === focused()));
    glyph.textContent = digit.label;
    glyph.style.fontSize = list.style.fontSize;
    confidence.textContent = digits.percent(digit.confidence);
    doubt.textContent = doubtOf(digit);
    glyph.dataset.before = digit.before;
    item.toggleAttribute('data-signed', Boolean(digit.before));
    item.toggleAttribute('data-begins-line', digit.line !== (read[index - 1]?.line ?? digit.line));
    item.toggleAttribute('data-doubt', Boolean(doubt.textContent));
  });
}

function newBox() {
  const box = document.createElement('span');
  box.append(document.createElement('i'));
  return box;
}

function overlap(box, [left, , right]) {
  return Math.min(box.right, right) - Math.max(box.left, left);
}

// A digit keeps its box while others come and go beside it: boxes grow with the pen and never jump.
function takeBox(spare, mark) {
  const nearest = spare.toSorted((a, b) => overlap(b, mark.box) - overlap(a, mark.box))[0];
  if (!nearest || overlap(nearest, mark.box) <= 0) return newBox();
  spare.splice(spare.indexOf(nearest), 1);
  return nearest;
}

// What has a box on the pad: digits, signs, and ink that is neither, which is left without a name.
function marksOf({ digits: read, signs, ignored }) {
  return [
    ...read.map((digit) => ({ kind: 'digit', box: digit.box, label: digit.label, doubt: doubtOf(digit) })),
    ...signs.map(({ text, box }) => ({ kind: 'sign', box, label: text, doubt: '' })),
    ...ignored.map((box) => ({ kind: 'ignored', box, label: '', doubt: '' })),
  ];
}

function showBoxes(marks) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  const surface = root.querySelector(`#${props.pad}-pad .pad-surface`);
  if (!surface) return;
  if (boxes.parentNode !== surface) surface.append(boxes);
  const spare = [...boxes.children];
  marks.forEach((mark) => {
    const [left, top, right, bottom] = mark.box;
    const box = takeBox(spare, mark);
    box.dataset.kind = mark.kind;
    Object.assign(box, { left, right });
    Object.assign(box.style, {
      left: `calc(${left * 100}% - ${BOX_MARGIN}px)`,
      top: `calc(${top * 100}% - ${BOX_MARGIN}px)`,
      width: `calc(${(right - left) * 100}% + ${2 * BOX_MARGIN}px)`,
      height: `calc(${(bottom - top) * 100}% + ${2 * BOX_MARGIN}px)`,
    });
    box.toggleAttribute('data-doubt', Boolean(mark.doubt));
    box.toggleAttribute('data-high', top < LABEL_SHARE);
    box.firstChild.textContent = mark.doubt ? `${mark.label}?` : mark.label;
    if (!box.parentNode) boxes.append(box);
  });
  spare.forEach((box) => box.remove());
}

function describe({ probability, milliseconds, ignored }) {
  const words = digits.text('number_detail', {
    probability: digits.percent(probability),
    time: digits.milliseconds(milliseconds),
  });
  return ignored.length ? `${words} · ${digits.plural('number_ignored', ignored.length)}` : words;
}

function messageFor(value) {
  const key = MESSAGES[value.kind] ?? MESSAGES[value.state];
  return key ? digits.text(key) : digits.errorText(value.message);
}

function announcement(value) {
  if (value.state !== 'number') return messageFor(value);
  const doubts = value.digits.filter(doubtOf).map((digit) => `${digit.label}: ${doubtOf(digit)}`);
  return [summary.textContent, ...doubts].join(' ');
}

function show() {
  const number = value.state === 'number' ? value : null;
  panel.dataset.state = value.state;
  showDigits(number?.digits ?? []);
  showBoxes(number ? marksOf(number) : []);
  message.textContent = number ? '' : messageFor(value);
  summary.textContent = number ? digits.numbers.summarise(number) : '';
  detail.textContent = number ? describe(number) : '';
  if (isAnswered) announce(() => announcement(value));
  digits.emit('read', { pad: props.pad, label: number?.text ?? '' });
}

digits.on('drawn', ({ pad, strokes, picture }) => {
  if (pad !== props.pad) return;
  resting = { strokes, picture };
  askAboutFocus();
});
digits.on('touched', (pad) => {
  if (pad === props.pad) chosen = null;
});
digits.on('language', show);
digits.on('mode', (mode) => {
  if (mode === props.pad) questions.again();
});
digits.translate(element);
show();
digits.on('answered', (answer) => {
  if (answer.way !== props.pad) return;
  value = answer.value;
  answeredPicture = answer.picture;
  isAnswered = true;
  show();
  if (answer.isLast) askAboutFocus();
});
