// The graphs that the page serves, opened for a look inside: fetched once, checked, and kept as the recogniser keeps them.

/** @import { Graph } from '../widget/onnx.js' */

import { fetchFrom, readFile } from '../widget/files.js';
import { readGraph } from '../widget/onnx.js';

const MODELS = new URL('../models/', import.meta.url).href;
/** @type {Map<string, Promise<Graph>>} */
const open = new Map();
/** @type {Promise<any> | null} */
let manifest = null;

/** @param {string} name */
async function fetchGraph(name) {
  manifest ??= fetchFrom(new URL('./manifest.json', MODELS).href).then((response) => response.json());
  const { models } = await manifest;
  const file = models[name]?.files.find(({ path }) => path.endsWith('.onnx'));
  if (!file) throw new TypeError(`the bundle holds no model called ${name}`);
  return readGraph(new Uint8Array(await readFile(MODELS, file)));
}

/** The graph of a served model. @param {string} name @returns {Promise<Graph>} rejects where it cannot be had; the next who asks tries again */
export function servedGraph(name) {
  const graph = open.get(name) ?? fetchGraph(name);
  open.set(name, graph);
  graph.catch(() => {
    open.delete(name);
    manifest = null;
  });
  return graph;
}
