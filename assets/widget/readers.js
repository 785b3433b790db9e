// Who reads a drawing: the models in the visitor's own browser or, where they cannot run, a server that is named for that.

import { ReadingError, asReadingError } from './failure.js';
import { openServer } from './server.js';

/**
 * @typedef {{ name: string, title: string, isDefault: boolean }} ModelName
 * @typedef {{ width: number, height: number, strokes: { points: [number, number][], width: number, erases?: boolean }[] }} Drawing
 * @typedef {{ label: number, confidences: { label: number, confidence: number }[], digitProbability: number | null, isDigit: boolean | null }} ModelAnswer
 * @typedef {{ isBlank: boolean, milliseconds: number, answers: Record<string, ModelAnswer> }} Reading
 * @typedef {{ models: string[], topK: number, signal?: AbortSignal }} ReadOptions
 * @typedef {{ models: ModelName[], load(names: string[]): Promise<void>, read(drawing: Drawing, options: ReadOptions): Promise<Reading> }} Recognizer
 * @typedef {{ src?: string, engine?: string, server?: string }} Where
 * @typedef {{ recognizer: Recognizer, where: 'browser' | 'server', models: ModelName[], unknown: string[] }} Reader
 */

// The most accurate model weighs ten times as much: whoever has just come would wait for it.
const LIGHT_MODEL = 'cnn_tiny';

/** The models of those names; in place of one that is unknown, or of none, the default. @param {ModelName[]} models @param {string[]} names @param {string} [preferred] */
function choose(models, names, preferred) {
  const standard = models.find(({ name }) => name === preferred) ?? models.find(({ isDefault }) => isDefault) ?? models[0];
  const chosen = names.map((name) => models.find((model) => model.name === name) ?? standard);
  const unknown = names.filter((name) => name && !models.some((model) => model.name === name));
  return { models: chosen.filter((model, place) => chosen.indexOf(model) === place), unknown };
}

/** @param {Recognizer} recognizer @param {Reader['where']} where @param {string[]} names @returns {Promise<Reader>} */
async function readerOf(recognizer, where, names) {
  const { models, unknown } = choose(recognizer.models, names, where === 'browser' ? LIGHT_MODEL : undefined);
  await recognizer.load(models.map(({ name }) => name));
  return { recognizer, where, models, unknown };
}

/** @param {Where} where @param {string[]} names */
async function openBrowser({ src, engine }, names) {
  if (typeof WebAssembly !== 'object') {
    throw new ReadingError('no-webassembly', 'This browser runs no WebAssembly. Name a Space that reads instead, with the attribute server.');
  }
  const { openRecognizer } = await import('./recognizer.js');
  const folder = src || new URL('../models/', import.meta.url).href;
  return readerOf(await openRecognizer({ src: new URL(folder, document.baseURI).href, ...(engine && { engine }) }), 'browser', names);
}

/** @param {string} server @param {string[]} names */
async function openRemote(server, names) {
  return readerOf(await openServer(server), 'server', names);
}

/**
 * Opens what answers for these models, '' being the default one: the browser's own where `src` says where they lie or no
 * server is named, else the server; the server, too, where the browser's own cannot be had.
 *
 * @param {Where} where
 * @param {string[]} names
 * @returns {Promise<Reader>}
 */
export async function openReader(where, names) {
  const { src, server } = where;
  try {
    if (server && !src) return await openRemote(server, names);
    return await openBrowser(where, names);
  } catch (error) {
    if (!server || !src) throw asReadingError(error);
    return openRemote(server, names);
  }
}
