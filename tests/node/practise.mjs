// Runs the rules of the room Practise outside a browser: `node practise.mjs < job.json`. The job is {tracings,
// verdicts, tasks, choices, models}; the answer has what each of them gives.

import { readFileSync } from 'node:fs';
import { isReversible, modelOf } from '../../assets/practise/models.js';
import { mirrored } from '../../assets/practise/paths.js';
import { NUMBER_RADIUS, arrowOf, numbersOf as placesOfNumbers } from '../../assets/practise/marks.js';
import { nextTask, numbersOf } from '../../assets/practise/tasks.js';
import { compareAlong } from '../../assets/practise/tracing.js';
import { judge } from '../../assets/practise/verdict.js';

const ways = {
  as_shown: (model) => model,
  shaky: (model) => model.map((path) => path.map(([x, y], index) => [x + 9 * Math.sin(index), y + 9 * Math.cos(index)])),
  from_the_end: (model) => model.map((path) => path.toReversed()).toReversed(),
  last_stroke_first: (model) => model.toReversed(),
  last_stroke_missing: (model) => model.slice(0, -1),
  half: (model) => model.map((path) => path.slice(0, path.length / 2)),
  mirrored: (model) => mirrored(model, 280),
  scribbled: () => [Array.from({ length: 60 }, (_, index) => [40 + 200 * (index % 2), 20 + 4 * index])],
};
const job = JSON.parse(readFileSync(0, 'utf8'));
const written = ({ digit, script = 'latin', style = 'plain', way }) => ways[way](modelOf(digit, script, style));
const tracings = job.tracings.map((asked) => {
  const { digit, script, style } = asked;
  return compareAlong(written(asked), modelOf(digit, script, style), isReversible(digit, script));
});
const verdicts = job.verdicts.map(({ digit, way, reading, flipped }) =>
  judge(digit, written({ digit, way }), modelOf(digit, 'latin', 'plain'), reading, flipped),
);
const tasks = job.tasks.map(({ choice, weak, last, seed }) => nextTask(choice, last, (digit) => Number(weak.includes(digit)), () => seed));
const marks = job.models.map(({ digit, script, style }) => {
  const model = modelOf(digit, script, style);
  return { model, radius: NUMBER_RADIUS, numbers: placesOfNumbers(model), arrows: model.map((path) => arrowOf(path).place) };
});
process.stdout.write(JSON.stringify({ marks, tracings, verdicts, tasks, numbers: job.choices.map(numbersOf) }));
