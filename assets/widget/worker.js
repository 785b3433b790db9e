// Runs in a worker of the Space's page (page/local.js): reads drawings with every model, and answers as the server's function
// does. Is sent {number, work, question}, and sends {number, value} or {number, error}, in turn.

/** @import { Recognizer } from './recognizer.js' */

import { toPublic } from './drawing.js';
import { openRecognizer } from './recognizer.js';
import { valueOf } from './values.js';

const SIDE = 280; // of the pad
const MODELS = new URL('../models/', import.meta.url).href;
const CLASSES = 10;

/** @type {Recognizer} */
let recognizer;
/** @type {Promise<unknown>} */
let underWay = Promise.resolve();

/** @param {Stroke[]} strokes */
function read(strokes) {
  const drawing = { width: SIDE, height: SIDE, strokes: toPublic(strokes) };
  return recognizer.read(drawing, { models: recognizer.models.map(({ name }) => name), topK: CLASSES });
}

// One after the other: the page has other things to fetch, and asks its server meanwhile.
async function open() {
  recognizer = await openRecognizer({ src: MODELS });
  for (const { name } of recognizer.models) await recognizer.load([name]);
}

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
const WORK = { open, answer: async ({ strokes }) => valueOf(await read(strokes ?? [])) };

addEventListener('message', ({ data: { number, work, question } }) => {
  underWay = underWay
    .then(() => WORK[work](question))
    .then(
      (value) => postMessage({ number, value }),
      (error) => postMessage({ number, error: error instanceof Error ? error.message : String(error) }),
    );
});
