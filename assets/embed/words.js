// The words of /embed around the pad, whose own the component brings: in the language that the address names, else in the
// browser's.

import { FALLBACK, directionOf, fill, localeOf } from '../page/wording.js';

/**
 * What Python writes into the page.
 * @typedef {{ models: Record<string, string>, model: string, k: number, max_k: number, texts: Record<string, Record<string, string>> }} Props
 */

/** @param {Props} props */
export function wordsOf({ models, texts }) {
  const named = new URLSearchParams(location.search).get('lang') ?? '';
  const known = (/** @type {string} */ tag) => localeOf(tag, texts);
  const locale = [named, ...navigator.languages].map(known).find(Boolean) ?? FALLBACK;
  const own = texts[locale];

  return {
    locale,
    direction: directionOf(locale),
    isNamed: Boolean(named),
    localeOf: known,
    /** @param {string} key @param {Record<string, unknown>} [values] */
    text: (key, values) => fill(own[key] ?? texts[FALLBACK][key] ?? key, values),
    /** @param {string} model its name */
    title: (model) => own[`model_${model}`] ?? models[model],
  };
}

/** @typedef {ReturnType<typeof wordsOf>} Words */
