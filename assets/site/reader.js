// Runs in a worker, so that the pen never waits: reads drawings with the models that lie beside it. Is sent {number, work, name} to
// load a model, {number, work, pixels, models, picture} to read with those that are here, and {number, work, question} to say why
// a model reads strokes as it does; sends {number, value} or {number, error}.

/** @import { Pixels } from '../widget/paper.js' */
/** @import { Recognizer } from '../widget/recognizer.js' */

import { openRecognizer } from '../widget/recognizer.js';
import { valueOf } from '../widget/values.js';
import { giveUpOthers, why } from '../widget/whys.js';

const CLASSES = 10;
const MODELS = new URL('../models/', import.meta.url).href;
/** @type {Promise<Recognizer> | null} */
let opened = null;

// What failed is tried anew the next time.
function open() {
  if (!opened) {
    opened = openRecognizer({ src: MODELS });
    opened.catch(() => {
      opened = null;
    });
  }
  return opened;
}

/** @param {Pixels} pixels @param {string[]} models @param {string} picture @returns {Promise<Value | null>} null where a later drawing came in */
async function read(pixels, models, picture) {
  giveUpOthers(picture);
  const reading = await (await open()).read(pixels, { models, topK: CLASSES });
  return reading.isSuperseded ? null : valueOf(reading);
}

const WORK = {
  load: async ({ name }) => (await open()).load([name]),
  read: ({ pixels, models, picture }) => read(pixels, models, picture),
  explain: ({ question }) => why('explain', open, question),
  turn: ({ question }) => why('turn', open, question),
};

addEventListener('message', async ({ data: { number, work, ...details } }) => {
  try {
    postMessage({ number, value: await WORK[work](details) });
  } catch (error) {
    postMessage({ number, error: error instanceof Error ? error.message : String(error) });
  }
});
