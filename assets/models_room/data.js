// Fetches what the room shows: the bundle that is served, its models' own figures, what the reports say, and drawings.

/** @import { ModelRow } from './figures.js' */

import { modelsOf } from './figures.js';

const MODELS = new URL('../models/', import.meta.url);
const HERE = new URL('./', import.meta.url);

/** @type {Map<string, Promise<any>>} */
const fetched = new Map();

/** @param {URL} url */
async function fetchJson(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${url.pathname} was answered with ${response.status}: reload the page, or ask who runs it.`);
  return response.json();
}

/** What was fetched is kept; what failed is asked for anew. @param {string} path @param {URL} base @returns {Promise<any>} */
function once(path, base) {
  const url = new URL(path, base);
  const known = fetched.get(url.href) ?? fetchJson(url);
  fetched.set(url.href, known);
  known.catch(() => fetched.delete(url.href));
  return known;
}

/** @returns {Promise<ModelRow[]>} */
export async function fetchModels() {
  return modelsOf(await once('manifest.json', MODELS));
}

/** All that was measured of a model. @param {ModelRow} model @returns {Promise<any>} */
export function fetchMetrics(model) {
  return once(model.files['metrics.json'], MODELS);
}

/** What it was made of. @param {ModelRow} model @returns {Promise<any>} */
export function fetchConfig(model) {
  return once(model.files['config.json'], MODELS);
}

/** @returns {Promise<any>} */
export function fetchReference() {
  return once('reference.json', HERE);
}

/** @param {string} packed in base64, as zlib packs @returns {Promise<Uint8Array>} */
async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The project's own drawings, as models see them. @returns {Promise<{ size: number, labels: number[], images: Uint8Array[] }>} */
export async function fetchDrawings() {
  const { size, labels, pixels } = await once('gallery.json', HERE);
  const all = await unpack(pixels);
  const area = size * size;
  return { size, labels, images: labels.map((_, index) => all.subarray(index * area, (index + 1) * area)) };
}
