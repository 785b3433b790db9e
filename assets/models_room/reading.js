// Lets models that are served read the project's drawings in the visitor's browser: what they misread is found, not written.

/** @import { ModelRow } from './figures.js' */

import { fetchDrawings } from './data.js';

const AT_ONCE = 82;

/** @type {Map<string, Promise<number[]>>} */
const answers = new Map();
/** @type {Promise<import('../widget/bundle.js').Bundle> | null} */
let opened = null;

function openBundle() {
  opened ??= import('../widget/bundle.js').then(({ Bundle }) => Bundle.open(new URL('../models/', import.meta.url).href));
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

/** @param {number[]} probabilities */
function mostLikely(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** @param {string} name @param {(share: number) => void} onProgress @returns {Promise<number[]>} */
async function readAll(name, onProgress) {
  const [bundle, { images }] = await Promise.all([openBundle(), fetchDrawings()]);
  const model = await bundle.model(name);
  /** @type {number[]} */
  const read = [];
  while (read.length < images.length) {
    const outputs = await model.run(images.slice(read.length, read.length + AT_ONCE));
    read.push(...outputs.map(({ probabilities }) => mostLikely(probabilities)));
    onProgress(read.length / images.length);
    // Page and pen have their turn between.
    await new Promise((resolve) => void setTimeout(resolve));
  }
  return read;
}

/** What a model answers to each drawing; asked once. @param {ModelRow} model @param {(share: number) => void} [onProgress] @returns {Promise<number[]>} */
export function answersOf({ name }, onProgress = () => {}) {
  const known = answers.get(name) ?? readAll(name, onProgress);
  answers.set(name, known);
  known.catch(() => answers.delete(name));
  return known;
}

/** Whether a model has read them already. @param {ModelRow} model */
export function hasRead({ name }) {
  return answers.has(name);
}
