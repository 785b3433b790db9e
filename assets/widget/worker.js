// Runs in a worker of the Space's page (page/local.js): reads drawings with every model, says why they are read so, and answers
// as the server's functions do. Is sent {number, work, question}, and sends {number, value} or {number, error}. A drawing that
// comes in while another is read takes its place: the pen was lifted, and that answer is waited for.

/** @import { Recognizer } from './recognizer.js' */

import { onPad } from './drawing.js';
import { openRecognizer } from './recognizer.js';
import { valueOf } from './values.js';
import { fetchAhead, giveUpOthers, why } from './whys.js';

const MODELS = new URL('../models/', import.meta.url).href;
const CLASSES = 10;

/** @type {Promise<Recognizer> | undefined} */
let opening;

// One after the other: the page has other things to fetch, and asks its server meanwhile. So none needs to be there sooner.
async function openAll() {
  const recognizer = await openRecognizer({ src: MODELS, runsLight: false });
  for (const { name } of recognizer.models) await recognizer.load([name]);
  await fetchAhead();
  return recognizer;
}

async function opened() {
  if (!opening) throw new Error('Open it before anything is asked.');
  return opening;
}

/** @param {Question} question */
async function answer({ picture, strokes = [] }) {
  giveUpOthers(picture);
  const recognizer = await opened();
  const models = recognizer.models.map(({ name }) => name);
  const reading = await recognizer.read(onPad(strokes), { models, topK: CLASSES });
  return reading.isSuperseded ? { state: 'superseded' } : valueOf(reading);
}

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
const WORK = {
  open: async () => void (await (opening = openAll())),
  answer,
  explain: (question) => why('explain', opened, question),
  turn: (question) => why('turn', opened, question),
};

addEventListener('message', ({ data: { number, work, question } }) => {
  WORK[work](question).then(
    (value) => postMessage({ number, value }),
    (error) => postMessage({ number, error: error instanceof Error ? error.message : String(error) }),
  );
});
