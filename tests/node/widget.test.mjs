// What the web component decides without a browser: what it asks and shows, when, and what it tells a form.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { fromPublic, toPublic } from '../../assets/widget/drawing.js';
import { ReadingError } from '../../assets/widget/failure.js';
import { faultOf } from '../../assets/widget/form.js';
import { newQuestions } from '../../assets/widget/questions.js';
import { settingsOf } from '../../assets/widget/settings.js';

const settle = () => new Promise(setImmediate);

/** What reads, one question at a time: `reads[n]` answers or fails the n-th. */
function questioner() {
  const reads = [];
  const told = [];
  const questions = newQuestions(
    (signal) => new Promise((answer, fail) => reads.push({ answer, fail, signal })),
    { answered: (reading) => told.push(reading), failed: ({ code }) => told.push(code) },
  );
  return { reads, told, questions };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('an answer to a drawing that has changed since is dropped, and the new drawing is asked about', async () => {
  const { reads, told, questions } = questioner();
  questions.changed();
  mock.timers.tick(0);
  questions.changed();
  reads[0].answer('old');
  await settle();
  assert.deepEqual(told, []);
  assert.equal(questions.isSettled(), false);
  mock.timers.tick(100);
  reads[1].answer('new');
  await settle();
  assert.deepEqual(told, ['new']);
  assert.equal(questions.isSettled(), true);
});

test('a drawing that rests is asked about at once, and what is under way about an older one is given up', async () => {
  const { reads, told, questions } = questioner();
  questions.changed();
  mock.timers.tick(0);
  questions.changed();
  questions.rested();
  questions.rested();
  assert.equal(reads.length, 2);
  assert.equal(reads[0].signal.aborted, true);
  reads[1].answer('whole');
  reads[0].answer('part');
  await settle();
  assert.deepEqual(told, ['whole']);
});

test('an answer that comes after the pad was cleared is dropped', async () => {
  const { reads, told, questions } = questioner();
  questions.changed();
  questions.rested();
  questions.nothing();
  reads[0].answer('gone');
  await settle();
  assert.deepEqual(told, []);
});

test('what may pass is tried again at longer intervals until it is answered; what will not, with the next drawing', async () => {
  const { reads, told, questions } = questioner();
  questions.changed();
  questions.rested();
  for (const wait of [1000, 2000]) {
    reads.at(-1).fail(new ReadingError('away', 'No server.', { isPassing: true }));
    await settle();
    const before = reads.length;
    mock.timers.tick(wait - 1);
    assert.equal(reads.length, before);
    mock.timers.tick(1);
    assert.equal(reads.length, before + 1);
  }
  reads.at(-1).answer('back');
  await settle();
  assert.deepEqual(told, ['away', 'away', 'back']);
  questions.changed();
  questions.rested();
  reads.at(-1).fail(new Error('broken'));
  await settle();
  assert.equal(told.at(-1), 'engine');
  mock.timers.tick(60_000);
  assert.equal(reads.length, 4);
});

test('attributes name models, in one list or two, and how many answers are shown', () => {
  const asked = (attributes) => settingsOf({ getAttribute: (name) => attributes[name] ?? null });
  assert.deepEqual(asked({}).names, ['']);
  assert.deepEqual(asked({ model: 'cnn, lenet svm' }).names, ['cnn', 'lenet', 'svm']);
  assert.deepEqual(asked({ 'second-model': 'svm' }).names, ['', 'svm']);
  assert.deepEqual(asked({ model: 'cnn', 'second-model': 'cnn' }).names, ['cnn']);
  assert.equal(asked({ 'top-k': '10' }).topK, 10);
  for (const bad of ['0', '11', 'three', '-1']) {
    assert.equal(asked({ 'top-k': bad }).topK, 3);
    assert.equal(asked({ 'top-k': bad }).badTopK, bad);
  }
});

test('a form is told why a drawing will not do', () => {
  const words = { text: (key) => key };
  const field = { hasInk: true, isPending: false, isRequired: true, value: '7', isDigit: true, failure: '' };
  const fault = (changes) => faultOf({ ...field, ...changes }, words);
  assert.deepEqual(fault({}), [{}, '']);
  assert.deepEqual(fault({ hasInk: false, value: '' }), [{ valueMissing: true }, 'widget_required']);
  assert.deepEqual(fault({ hasInk: false, value: '', isRequired: false }), [{}, '']);
  assert.deepEqual(fault({ isPending: true, value: '', isRequired: false }), [{ customError: true }, 'widget_reading']);
  assert.deepEqual(fault({ isDigit: false }), [{ badInput: true }, 'not_a_digit']);
  assert.deepEqual(fault({ value: '', failure: 'No models.' }), [{ customError: true }, 'No models.']);
});

test('strokes go out as they came in, and what are none is refused in a sentence', () => {
  const strokes = [{ points: [[1, 2.5], [3, 4]], width: 18, erases: false }];
  assert.deepEqual(toPublic(fromPublic(strokes)), strokes);
  for (const bad of [null, [{}], [{ points: [], width: 1 }], [{ points: [[1]], width: 1 }], [{ points: [[1, 2]], width: 0 }]]) {
    assert.throws(() => fromPublic(bad), /strokes must be a list of \{points.*received/);
  }
});
