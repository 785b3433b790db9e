// Reads what is on a pad with the models of the browser or, where they cannot run, of the app: as it is, and in a mirror.

/** @import { Path } from './models.js' */
/** @import { Reading } from './verdict.js' */

import { server } from '../room/room.js';
import { openReader } from '../widget/readers.js';
import { PAD_SIDE } from './models.js';
import { mirrored } from './paths.js';

/** @typedef {Awaited<ReturnType<typeof openReader>>} Opened */

const ALL_DIGITS = 10;
/** @type {Promise<Opened> | null} */
let opening = null;

/** Fetches what reads, once; who asks after a failure tries again. @returns {Promise<Opened>} */
export function prepare() {
  opening ??= openReader({ src: new URL('../models/', import.meta.url).href, ...(server && { server }) }, ['']);
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

/** @param {Path[]} strokes @param {number} width of the pen @returns {Promise<Reading>} */
async function readOnce(strokes, width) {
  const reader = await prepare();
  const [{ name }] = reader.models;
  const drawing = { width: PAD_SIDE, height: PAD_SIDE, strokes: strokes.map((points) => ({ points, width })) };
  const { isBlank, answers } = await reader.read(drawing, { models: [name], topK: ALL_DIGITS });
  const answer = answers[name];
  return { isBlank: isBlank || !answer, isDigit: answer?.isDigit ?? null, confidences: answer?.confidences ?? [] };
}

/** @param {Path[]} strokes @param {number} width @returns {Promise<[Reading, Reading]>} rejects where nothing can read */
export async function read(strokes, width) {
  const reading = await readOnce(strokes, width);
  return [reading, await readOnce(mirrored(strokes, PAD_SIDE), width)];
}
