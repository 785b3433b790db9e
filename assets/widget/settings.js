// What the component's attributes ask for, and what they ask for in vain.

import { ENGINE_FOLDER } from './program.js';

const DEFAULT_TOP_K = 3;
const MAX_TOP_K = 10;

/** @import { Where } from './readers.js' */

/**
 * @param {Element} element
 * @returns {{ where: Where, names: string[], topK: number, badTopK: string }} `names` are of models, '' being the default one
 */
export function settingsOf(element) {
  const read = (/** @type {string} */ name) => element.getAttribute(name)?.trim() ?? '';
  const [first = '', ...others] = read('model').split(/[\s,]+/);
  const names = [first, ...others, ...read('second-model').split(/[\s,]+/)].filter((name, place) => name || !place);
  const asked = read('top-k');
  const count = /^\d{1,2}$/.test(asked) ? Number(asked) : 0;
  const isCount = count >= 1 && count <= MAX_TOP_K;
  return {
    where: { src: read('src'), engine: read('engine') || ENGINE_FOLDER, server: read('server') },
    names: [...new Set(names)],
    topK: isCount ? count : DEFAULT_TOP_K,
    badTopK: asked && !isCount ? asked : '',
  };
}

export { MAX_TOP_K };
