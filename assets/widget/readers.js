// Who reads a drawing: the models in the visitor's own browser, a server that is named for that, or both: the server until
// engine and models are here, and where the browser cannot.

import { asReadingError } from './failure.js';
import { fetchProgram } from './program.js';
import { openServer } from './server.js';

/**
 * @typedef {{ name: string, title: string, isDefault: boolean }} ModelName
 * @typedef {{ width: number, height: number, strokes: { points: [number, number][], width: number, erases?: boolean }[] }} Drawing
 * @typedef {{ label: number, confidences: { label: number, confidence: number }[], digitProbability: number | null, isDigit: boolean | null }} ModelAnswer
 * @typedef {{ isBlank: boolean, milliseconds: number, answers: Record<string, ModelAnswer> }} Reading
 * @typedef {Reading & { where: 'browser' | 'server' }} PlacedReading
 * @typedef {{ models: string[], topK: number, signal?: AbortSignal }} ReadOptions
 * @typedef {{ models: ModelName[], load(names: string[]): Promise<void>, read(drawing: Drawing, options: ReadOptions): Promise<Reading> }} Recognizer
 * @typedef {{ src?: string, engine?: string, server?: string }} Where
 * @typedef {(drawing: Drawing, options: ReadOptions) => Promise<PlacedReading>} Read
 * @typedef {{ read: Read, where: 'browser' | 'server', models: ModelName[], unknown: string[] }} Reader
 */

// The most accurate model weighs ten times as much: whoever has just come would wait for it.
const LIGHT_MODEL = 'cnn_tiny';
const LIGHT_MODELS = ['', LIGHT_MODEL, 'cnn_micro'];

/** Whether what is asked for needs no engine, as far as its name tells. @param {string} name */
function isLight(name) {
  return LIGHT_MODELS.includes(name);
}

/** The models of those names; in place of one that is unknown, or of none, the default. @param {ModelName[]} models @param {string[]} names @param {string} [preferred] */
function choose(models, names, preferred) {
  const standard = models.find(({ name }) => name === preferred) ?? models.find(({ isDefault }) => isDefault) ?? models[0];
  const chosen = names.map((name) => models.find((model) => model.name === name) ?? standard);
  const unknown = names.filter((name) => name && !models.some((model) => model.name === name));
  return { models: chosen.filter((model, place) => chosen.indexOf(model) === place), unknown };
}

/** @param {Recognizer} recognizer @param {Reader['where']} where @param {string[]} names @param {string} [preferred] @returns {Promise<Reader>} */
async function readerOf(recognizer, where, names, preferred) {
  const { models, unknown } = choose(recognizer.models, names, preferred);
  await recognizer.load(models.map(({ name }) => name));
  /** @type {Read} */
  const read = async (drawing, options) => ({ ...(await recognizer.read(drawing, options)), where });
  return { read, where, models, unknown };
}

/** @param {Where} where @param {string[]} names */
async function openBrowser({ src, engine }, names) {
  // While the scripts that read still come. If it fails, they say so.
  if (!names.every(isLight) && typeof WebAssembly === 'object') fetchProgram(engine);
  const { openRecognizer } = await import('./recognizer.js');
  const folder = src || new URL('../models/', import.meta.url).href;
  const recognizer = await openRecognizer({ src: new URL(folder, document.baseURI).href, engine });
  return readerOf(recognizer, 'browser', names, LIGHT_MODEL);
}

/** @param {string} server @param {string[]} names @param {string} [preferred] */
async function openRemote(server, names, preferred) {
  return readerOf(await openServer(server), 'server', names, preferred);
}

/**
 * The server until the browser can, then the browser. Whichever cannot be had is done without.
 *
 * @param {Where} where
 * @param {string[]} names
 * @returns {Promise<Reader>}
 */
async function openBoth(where, names) {
  const [browser, server] = [openBrowser(where, names), openRemote(String(where.server), names, LIGHT_MODEL)];
  /** @type {Reader | null} */
  let own = null;
  browser.then((reader) => (own = reader)).catch(() => {});
  const first = await Promise.any([browser, server]).catch(() => server);
  /** @type {Read} */
  const read = async (drawing, options) => {
    const other = await Promise.any([server, browser]);
    return own ? own.read(drawing, options).catch(() => other.read(drawing, options)) : other.read(drawing, options);
  };
  return { ...first, read };
}

/**
 * Opens what answers for these models, '' being the default one: a server where one is named alone, the browser where none
 * is, both where `src` says, too, where the models lie.
 *
 * @param {Where} where
 * @param {string[]} names
 * @returns {Promise<Reader>}
 */
export async function openReader(where, names) {
  const { src, server } = where;
  try {
    if (server && src) return await openBoth(where, names);
    return await (server ? openRemote(server, names) : openBrowser(where, names));
  } catch (error) {
    throw asReadingError(error);
  }
}
