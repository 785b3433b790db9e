// The words of /embed around the pad, whose own the component brings: in the language that the address names, else in the
// browser's.

import { FALLBACK, directionOf, localeOf, textsOf } from '../page/wording.js';

/**
 * What Python writes into the page.
 * @typedef {{ models: Record<string, string>, model: string, k: number, max_k: number, texts: Record<string, Record<string, string>> }} Props
 */

/** @param {Props} props */
export function wordsOf({ models, texts }) {
  const named = new URLSearchParams(location.search).get('lang') ?? '';
  const known = (/** @type {string} */ tag) => localeOf(tag, texts);
  const locale = [named, ...navigator.languages].map(known).find(Boolean) ?? FALLBACK;
  const { text, title } = textsOf(texts, () => locale);

  return {
    locale,
    direction: directionOf(locale),
    isNamed: Boolean(named),
    localeOf: known,
    text,
    /** @param {string} name a model's */
    title: (name) => title({ name, title: models[name] }),
  };
}

/** @typedef {ReturnType<typeof wordsOf>} Words */
