// Why a drawing is read as it is: one answer to one question, and none to what nobody waits for any more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveUpOthers, why } from '../../assets/widget/whys.js';

const STROKES = [{ points: [{ x: 90, y: 60 }, { x: 190, y: 60 }, { x: 130, y: 220 }], width: 18, erases: false }];
const QUESTION = { picture: 'data:7', strokes: STROKES, model: 'some', label: 1 };

/** A recognizer whose one model says 7 of everything, after `before(times)`. */
function saying(before = () => {}) {
  let times = 0;
  const probabilities = Array.from({ length: 10 }, (_, digit) => (digit === 7 ? 0.91 : 0.01));
  const run = async (images) => {
    before((times += 1));
    return images.map(() => ({ probabilities, digitProbability: 1 }));
  };
  const bundle = { defaultModel: 'some', models: [{ name: 'some', family: 'kernel' }], model: async () => ({ run }) };
  return { open: async () => ({ bundle }), asked: () => times };
}

test('the same question gets the same answer', async () => {
  const { open, asked } = saying();
  const first = why('explain', open, QUESTION);
  assert.equal(why('explain', open, QUESTION), first);
  const { state, explanation } = await first;
  assert.equal(state, 'explained');
  assert.deepEqual([explanation.label, explanation.tipping, explanation.evidence], [7, [], null]);
  const times = asked();
  assert.equal(await why('explain', open, QUESTION), await first);
  assert.equal(asked(), times);
});

test('what is asked of a drawing is given up once another is read, or asked about', async () => {
  const read = saying((times) => times === 1 && giveUpOthers('data:1'));
  assert.deepEqual(await why('explain', read.open, { ...QUESTION, picture: 'data:8' }), { state: 'idle' });
  assert.equal(read.asked(), 1);
  const later = saying();
  const overtaken = why('turn', later.open, { ...QUESTION, picture: 'data:8' });
  const last = why('turn', later.open, { ...QUESTION, label: 7 });
  assert.deepEqual(await overtaken, { state: 'idle' });
  assert.deepEqual(await last, { state: 'turned', turning: { strokes: [], is_enough: true } });
});

test('what failed is tried anew', async () => {
  const broken = async () => {
    throw new Error('blocked');
  };
  const question = { ...QUESTION, picture: 'data:9' };
  await assert.rejects(why('explain', broken, question), /blocked/);
  assert.equal((await why('explain', saying().open, question)).state, 'explained');
});
