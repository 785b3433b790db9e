// Runs in a worker of the Space's page (page/local.js): reads drawings with every model, says why they are read so, and answers
// as the server's functions do. Is sent {number, work, question}, and sends {number, value} or {number, error}: of what is to be
// opened and read in turn, of why once it is found.

/** @import { Recognizer } from './recognizer.js' */

import { onPad } from './drawing.js';
import { openRecognizer } from './recognizer.js';
import { valueOf } from './values.js';
import { fetchAhead, giveUpOthers, why } from './whys.js';

const MODELS = new URL('../models/', import.meta.url).href;
const CLASSES = 10;

/** @type {Recognizer} */
let recognizer;
/** @type {Promise<unknown>} */
let underWay = Promise.resolve();

/** @param {Question} question */
async function answer({ picture, strokes = [] }) {
  giveUpOthers(picture);
  const models = recognizer.models.map(({ name }) => name);
  return valueOf(await recognizer.read(onPad(strokes), { models, topK: CLASSES }));
}

// One after the other: the page has other things to fetch, and asks its server meanwhile.
async function open() {
  recognizer = await openRecognizer({ src: MODELS });
  for (const { name } of recognizer.models) await recognizer.load([name]);
  await fetchAhead();
}

/** Drawings are read while it is found out. @type {Record<string, (question: Question) => Promise<unknown>>} */
const BESIDE = {
  explain: (question) => why('explain', async () => recognizer, question),
  turn: (question) => why('turn', async () => recognizer, question),
};
/** @type {Record<string, (question: Question) => Promise<unknown>>} */
const IN_TURN = { open, answer };

addEventListener('message', ({ data: { number, work, question } }) => {
  const done = underWay
    .then(() => (IN_TURN[work] ?? BESIDE[work])(question))
    .then(
      (value) => postMessage({ number, value }),
      (error) => postMessage({ number, error: error instanceof Error ? error.message : String(error) }),
    );
  if (work in IN_TURN) underWay = done;
});
