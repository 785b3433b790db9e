// A visitor's first sight: examples that draw themselves on the pad, until the first touch of anything.

const VISITED = 'digits-visited';
const START_AFTER_MS = 500;
const REST_MS = 2600;
const STROKE_PAUSE_FRAMES = 10;
let isOver = false;

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

function present(strokes, isDone = false) {
  digits.emit('present', { pad: props.pad, strokes, isDone });
}

async function drawItself(strokes) {
  for (const [number, stroke] of strokes.entries()) {
    for (let count = 1; count <= stroke.points.length && !isOver; count += 1) {
      present([...strokes.slice(0, number), { ...stroke, points: stroke.points.slice(0, count) }]);
      await nextFrame();
    }
    for (let frame = 0; frame < STROKE_PAUSE_FRAMES && !isOver; frame += 1) await nextFrame();
  }
}

async function perform() {
  await pause(START_AFTER_MS);
  for (const example of props.examples) {
    if (isOver) return;
    const strokes = digits.strokes.fromExample(example);
    if (!digits.prefersStillness()) await drawItself(strokes);
    if (isOver) return;
    present(strokes, true);
    if (digits.prefersStillness()) return;
    await pause(REST_MS);
  }
}

function end() {
  isOver = true;
  digits.keep(VISITED, '1');
}

digits.translate(element);
digits.on('touched', end);
digits.on('load', end);
digits.on('mode', end);
if (!digits.recall(VISITED) && !location.hash) perform();
