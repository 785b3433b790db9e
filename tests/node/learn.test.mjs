// What the lessons compute without a page: perceptron, XOR, descent, layers, and training on the project's own digits.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { unpackDigits } from '../../assets/learn/dataset.js';
import { LOWEST, loss as lineLoss, slope, step } from '../../assets/learn/descent.js';
import { convolve, poolLargest, poolMean } from '../../assets/learn/layers.js';
import { inTenths, learn, mistakes } from '../../assets/learn/perceptron.js';
import { Trainer } from '../../assets/learn/trainer.js';
import { fromLesson, gradient, hasLearnt, loss, newAdam, newStart } from '../../assets/learn/xor_network.js';
import { softmax } from '../../assets/widget/softmax.js';

const read = (name) => JSON.parse(readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8'));
const lessons = read('learn/lessons.json');
const concepts = read('concepts.json');

test('the perceptron takes every step that NumPy and TensorFlow took', () => {
  const rate = lessons.learning_rate * 10;
  for (const [gate, task] of Object.entries(lessons.perceptrons)) {
    let weights = inTenths(task.initial_weights);
    for (const { row, answer, weights: wanted } of concepts.perceptrons[gate].steps) {
      const { said, weights: changed } = learn(weights, task, row, rate);
      assert.equal(said, answer);
      assert.deepEqual(changed.map((weight) => weight + 0), inTenths(wanted).map((weight) => weight + 0));
      weights = changed;
    }
    assert.equal(mistakes(weights, task) === 0, gate !== 'xor');
  }
});

test('the 2-2-1 network answers as the trained one, its gradient is that of its loss, and Adam teaches it XOR', () => {
  const nine = fromLesson(lessons.xor_network);
  assert.ok(hasLearnt(nine));
  const start = newStart(1);
  const slopes = gradient(start);
  start.forEach((_, at) => {
    const shifted = (by) => loss(start.map((value, other) => value + (other === at ? by : 0)));
    assert.ok(Math.abs((shifted(1e-5) - shifted(-1e-5)) / 2e-5 - slopes[at]) < 1e-7);
  });
  const ends = Array.from({ length: 10 }, (_, seed) => {
    const adam = newAdam(newStart(seed), lessons.xor_network.learning_rate);
    for (let count = 0; count < 500; count += 1) adam.step();
    return hasLearnt(adam.nine);
  });
  // Some starts get stuck, as some of the course's do.
  assert.ok(ends.includes(true));
});

test('on a valley that bends by 1, rate 1 lands, 2 swings for ever, and more flies away', () => {
  assert.ok(Math.abs(step(3, 1) - LOWEST) < 1e-12);
  assert.ok(Math.abs(step(step(3, 2), 2) - 3) < 1e-12);
  assert.ok(Math.abs(step(3, 2.2) - LOWEST) > Math.abs(3 - LOWEST));
  assert.ok(Math.abs((lineLoss(1.3 + 1e-6) - lineLoss(1.3 - 1e-6)) / 2e-6 - slope(1.3)) < 1e-6);
});

test('kernels slide, squares are pooled, and shares sum to one', () => {
  const maps = { depth: 1, side: 4, values: Float64Array.from({ length: 16 }, (_, at) => at) };
  const right = convolve(maps, [0, 0, 0, 0, 0, 1, 0, 0, 0], [0.5], 3);
  assert.deepEqual([...right.values], [6.5, 7.5, 10.5, 11.5]);
  assert.deepEqual([...poolLargest(maps, 2).values], [5, 7, 13, 15]);
  assert.deepEqual([...poolMean(maps, 2).values], [2.5, 4.5, 10.5, 12.5]);
  assert.ok(Math.abs(softmax([1000, 1001, 999]).reduce((sum, share) => sum + share) - 1) < 1e-12);
});

test('softmax regression and a small network learn nine in ten of the held-out digits within three rounds', async () => {
  const { training, heldOut } = await unpackDigits(read('learn/digits.json'));
  assert.equal(training.pixels.length, training.labels.length * training.width);
  for (const hidden of [0, 32]) {
    const trainer = new Trainer(training, { hidden });
    const [first, ...others] = Array.from({ length: 234 }, () => trainer.step());
    assert.ok(others.at(-1) < first / 2);
    const accuracy = trainer.accuracy(heldOut);
    assert.ok(accuracy >= 0.85, `${hidden} hidden units: ${accuracy}`);
  }
});
