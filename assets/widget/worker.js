// Runs in a worker of the Space's page (page/local.js): reads drawings with every model, and answers as the server's function
// does. Is sent {number, work, question}, and sends {number, value} or {number, error}, in turn.

/** @import { Reading, Recognizer } from './recognizer.js' */

import { toPublic } from './drawing.js';
import { openRecognizer } from './recognizer.js';

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

/** @param {Reading} reading @returns {Value} */
function valueOf({ isBlank, image, answers }) {
  if (isBlank) return { state: 'blank', where: 'browser' };
  const predictions = Object.entries(answers).map(([model, { confidences, milliseconds }]) => {
    const probabilities = new Array(CLASSES);
    confidences.forEach(({ label, confidence }) => {
      probabilities[label] = confidence;
    });
    return { model, probabilities, milliseconds };
  });
  const [{ isDigit }] = Object.values(answers);
  return { state: 'answers', where: 'browser', image28: btoa(String.fromCharCode(...image)), is_digit: isDigit, predictions };
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
