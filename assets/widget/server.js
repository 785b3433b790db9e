// A Space as what reads: the same methods as the models in the browser have, answered by its API over plain requests.

import { asPng } from '../page/strokes.js';
import { ReadingError } from './failure.js';

/** @import { Drawing, ModelAnswer, ModelName, ReadOptions, Recognizer } from './readers.js' */

const HUB = 'https://huggingface.co';
const SPACE_NAME = /^[\w.-]+\/[\w.-]+$/;
const TIMEOUT_MS = 10_000;

/** @param {string} url @param {RequestInit} [options] */
async function fetchJson(url, { signal, ...options } = {}) {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  let reply;
  try {
    const response = await fetch(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    reply = await response.json();
    if (!response.ok && !('error' in reply)) throw new Error(`It answered ${response.status}.`);
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReadingError('away', `No answer came from ${url}. ${reason}`, { isPassing: true, cause: error });
  }
  return reply;
}

/** The address of a server, which may be named as a Space is: `user/name`. @param {string} server */
async function addressOf(server) {
  if (!SPACE_NAME.test(server)) return new URL(server, document.baseURI).href.replace(/\/+$/, '');
  const { host } = await fetchJson(`${HUB}/api/spaces/${server}/host`);
  if (!host) throw new ReadingError('server', `There is no Space called ${server}, or it is private.`);
  return String(host).replace(/\/+$/, '');
}

/** Calls an endpoint of the app's API. @param {string} address @param {string} endpoint @param {unknown[]} data @param {AbortSignal} [signal] */
async function call(address, endpoint, data, signal) {
  const reply = await fetchJson(`${address}/gradio_api/run/${endpoint}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data }),
    signal,
  });
  if (!reply.data) throw new ReadingError('refused', `The server did not read this: ${reply.error ?? 'it says not why.'}`);
  return reply.data[0];
}

/** @param {{ label: string, confidences: { label: string, confidence: number }[], is_digit: boolean | null, digit_probability: number | null }} row @returns {ModelAnswer} */
function answerOf(row) {
  return {
    label: Number(row.label),
    confidences: row.confidences.map(({ label, confidence }) => ({ label: Number(label), confidence })),
    digitProbability: row.digit_probability,
    isDigit: row.is_digit,
  };
}

/** @param {Drawing} drawing */
function pictureOf({ width, height, strokes }) {
  const painted = strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map(([x, y]) => ({ x, y })),
    erases: Boolean(stroke.erases),
  }));
  return asPng(painted, width, height);
}

/**
 * @param {string} server an address, or a Space as `user/name`
 * @returns {Promise<Recognizer>}
 */
export async function openServer(server) {
  const address = await addressOf(server);
  const rows = await call(address, 'models', []);
  const models = rows.map(({ name, title, is_default: isDefault }) => /** @type {ModelName} */ ({ name, title, isDefault }));

  /** @param {Drawing} drawing @param {ReadOptions} options */
  async function read(drawing, { models: names, topK, signal }) {
    const began = performance.now();
    const image = { url: pictureOf(drawing), meta: { _type: 'gradio.FileData' } };
    // A batch of one: unlike /predict, it answers a blank drawing without a failed request.
    const answered = await Promise.all(names.map((name) => call(address, 'predict_batch', [[image], name, topK], signal)));
    const isBlank = answered.some(([row]) => row.error);
    return {
      isBlank,
      milliseconds: performance.now() - began,
      answers: isBlank ? {} : Object.fromEntries(names.map((name, place) => [name, answerOf(answered[place][0])])),
    };
  }

  return { models, load: async () => {}, read };
}
