// What the room of the models makes of measured figures.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import * as figures from '../../assets/models_room/figures.js';

const MODELS = new URL('../../assets/models/', import.meta.url);
const read = async (path) => JSON.parse(await readFile(new URL(path, MODELS), 'utf8'));
const grid = (cells) => Array.from({ length: 10 }, (_, truth) => Array.from({ length: 10 }, (_, said) => cells[`${truth}${said}`] ?? 0));

test('every model of the bundle that is served becomes a row with its figures', async () => {
  const manifest = await read('manifest.json');
  const rows = figures.modelsOf(manifest);
  assert.equal(rows.length, Object.keys(manifest.models).length);
  for (const row of rows) {
    assert.ok(row.accuracies.mnist_test > 0.5 && row.milliseconds > 0 && row.bytes > 0);
    assert.ok(row.files['metrics.json'].endsWith(`${row.name}/metrics.json`));
  }
  assert.equal(rows.filter(({ isDefault }) => isDefault).length, 1);
});

test('a model of which nothing was measured is a row, too', () => {
  const [row] = figures.modelsOf({ models: { made_up: { title: 'Made up', family: 'trees' } } });
  assert.deepEqual([row.milliseconds, row.accuracies, row.files], [null, {}, {}]);
});

test('what has no figure stands last both ways, and equals keep their order', () => {
  const rows = [['a', 2], ['b', null], ['c', 1], ['d', 2]];
  const names = (isDescending) => figures.sorted(rows, ([, value]) => value, isDescending).map(([name]) => name).join('');
  assert.equal(names(false), 'cadb');
  assert.equal(names(true), 'adcb');
  assert.deepEqual(figures.sorted(['ö', 'z', 'o'], (word) => word, false, 'sv'), ['o', 'z', 'ö']);
});

test('the frontier keeps what nothing else beats in both figures', () => {
  const points = [{ x: 3, y: 1 }, { x: 1, y: 5 }, { x: 2, y: 5 }, { x: 2, y: 2 }, { x: 9, y: 4 }];
  assert.deepEqual(figures.frontier(points), [{ x: 1, y: 5 }, { x: 2, y: 2 }, { x: 3, y: 1 }]);
});

test('confusions come by frequency, with their share of the true digit', () => {
  const matrix = grid({ 44: 90, 49: 8, 41: 2, 99: 10, 94: 5 });
  assert.deepEqual(figures.confusionsOf(matrix).map(({ truth, read: said, count }) => [truth, said, count]), [[4, 9, 8], [9, 4, 5], [4, 1, 2]]);
  assert.equal(figures.confusionsOf(matrix)[0].share, 0.08);
  assert.deepEqual([figures.recallsOf(matrix)[4], figures.recallsOf(matrix)[0]], [0.9, null]);
});

test('two models differ where one errs more often than the other, and nowhere else', () => {
  const one = grid({ 44: 90, 49: 8, 17: 3 });
  const other = grid({ 44: 95, 49: 3, 17: 3, 38: 9 });
  assert.deepEqual(figures.differencesOf(one, other).map(({ truth, read: said, gap }) => [truth, said, gap]), [[3, 8, -9], [4, 9, 5]]);
  assert.deepEqual(figures.differencesOf(one, one), []);
});

test('a tint grows with the count, and one mistake is seen', () => {
  assert.deepEqual([figures.tint(0, 100), figures.tint(100, 100)], [0, 1]);
  assert.ok(figures.tint(1, 100) > 0.1);
});

test('reliability leaves out what was never answered; the mean over its bins is the accuracy', async () => {
  const { sets } = await read('models/lenet/metrics.json');
  const bins = figures.reliabilityOf(sets.mnist_test.reliability);
  const right = figures.sum(bins.map(({ answers, accuracy }) => answers * accuracy));
  assert.equal(figures.sum(bins.map(({ answers }) => answers)), sets.mnist_test.rows);
  assert.ok(Math.abs(right / sets.mnist_test.rows - sets.mnist_test.accuracy) < 1e-3);
  assert.deepEqual(figures.reliabilityOf(undefined), []);
});

test('histories become lines over epochs, or over steps where they have such', () => {
  const byEpochs = figures.curvesOf({ loss: [3, 2], val_accuracy: [0.5, 0.6] });
  assert.deepEqual([byEpochs.isBySteps, byEpochs.places], [false, [1, 2]]);
  assert.deepEqual(byEpochs.losses, [['loss', [3, 2]]]);
  assert.deepEqual(figures.curvesOf({ step: [100, 200], loss: [3, 2] }).places, [100, 200]);
  assert.deepEqual(figures.curvesOf(undefined).losses, []);
});

test('mistakes are sorted by true and read digit; what exactly one model reads is told apart', () => {
  const labels = [7, 1, 4, 4];
  assert.deepEqual(figures.mistakesOf(labels, [1, 1, 9, 7]).map(({ index }) => index), [3, 2, 0]);
  assert.deepEqual(figures.splitsOf(labels, [7, 1, 9, 9], [1, 1, 9, 4]).map(({ index }) => index), [0, 3]);
});
