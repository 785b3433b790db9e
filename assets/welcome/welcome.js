// What a visitor finds on the pad, drawing itself until the first touch of anything: for the first visit some examples, later
// their own last drawing, or an example where there is none. It is read anew, and named for what it is. Once in a tab only:
// who goes on there finds what they left.

const VISITED = 'digits-visited';
const LAST = 'digits-last';
const BEGUN = 'digits-begun';
const START_AFTER_MS = 500;
const REST_MS = 2600;
const MAX_FRAMES = 90;
const STROKE_PAUSE_FRAMES = 10;
let isOver = false;
/** What the visitor drew last in this tab, nothing once it was cleared away. @type {Stroke[] | null} */
let own = null;
/** @typedef {{ strokes: Stroke[], title(): string }} Piece */
/** @type {Events['present'] & Pick<Piece, 'title'> | null} */
let shown = null;

function pause(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
  });
}

function nextFrame() {
  return new Promise((done) => {
    requestAnimationFrame(done);
  });
}

function present(strokes, title, isDone = false) {
  shown = { pad: props.pad, strokes, isDone, title };
  digits.emit('present', { ...shown, title: title() });
}

/** @param {Piece} piece */
async function drawItself({ strokes, title }) {
  const step = Math.ceil(strokes.reduce((sum, { points }) => sum + points.length, 0) / MAX_FRAMES);
  for (const [number, stroke] of strokes.entries()) {
    for (let count = 1; count <= stroke.points.length && !isOver; count += step) {
      present([...strokes.slice(0, number), { ...stroke, points: stroke.points.slice(0, count) }], title);
      await nextFrame();
    }
    for (let frame = 0; frame < STROKE_PAUSE_FRAMES && !isOver; frame += 1) await nextFrame();
  }
}

/** @returns {Piece[]} */
function pieces() {
  const examples = props.examples.map((example) => ({
    strokes: digits.strokes.fromExample(example),
    title: () => digits.text('present_example', { name: digits.text(`example_${example.name}`) }),
  }));
  if (!digits.recall(VISITED)) return examples;
  const last = digits.strokes.unpack(digits.recall(LAST) ?? '');
  if (last) return [{ strokes: last, title: () => digits.text('present_own') }];
  return [examples[Math.floor(Math.random() * examples.length)]];
}

async function perform() {
  await pause(START_AFTER_MS);
  for (const piece of pieces()) {
    if (isOver) return;
    if (!digits.prefersStillness()) await drawItself(piece);
    if (isOver) return;
    present(piece.strokes, piece.title, true);
    if (digits.prefersStillness()) return;
    await pause(REST_MS);
  }
}

function end() {
  isOver = true;
  digits.keep(VISITED, '1');
  digits.keep(BEGUN, '1', 'sessionStorage');
}

function keepOwn() {
  if (own) digits.keep(LAST, digits.strokes.pack(own));
}

digits.translate(element);
digits.on('touched', end);
digits.on('load', end);
digits.on('mode', end);
digits.on('drawn', ({ pad, strokes, how }) => {
  if (pad === props.pad && how !== 'loaded') own = how === 'cleared' ? [] : strokes;
});
digits.on('language', () => shown && !isOver && present(shown.strokes, shown.title, shown.isDone));
addEventListener('pagehide', keepOwn);
document.addEventListener('visibilitychange', () => document.hidden && keepOwn());
if (!digits.recall(BEGUN, 'sessionStorage') && !location.hash) perform();
