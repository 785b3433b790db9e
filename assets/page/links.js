// Links that carry a drawing, the model that is in focus, the one beside it and the language:
// <page>?lang=<code>#<pad>=<packed>&model=<name>&second=<name>.

import { pack, unpack } from './strokes.js';

const PADS = /** @type {const} */ (['draw', 'number']);

/**
 * @param {string} pad
 * @param {Stroke[]} strokes
 * @param {{ model?: string, second?: string }} models
 * @param {string} locale
 * @param {string} [base] the page's address
 */
export function toDrawing(pad, strokes, models, locale, base = location.href) {
  const link = new URL(base);
  const named = Object.entries({ [pad]: pack(strokes), ...models }).filter(([, value]) => value);
  link.hash = new URLSearchParams(named).toString();
  link.searchParams.set('lang', locale);
  return link.href;
}

/** What the address asks for; null where it names no drawing. A damaged drawing has no strokes. @returns {Link | null} */
export function read() {
  const named = new URLSearchParams(location.hash.slice(1));
  const pad = PADS.find((name) => named.has(name)) ?? null;
  const [model, second] = ['model', 'second'].map((name) => named.get(name));
  if (!pad) return model || second ? { pad, strokes: null, model, second } : null;
  const packed = named.get(pad);
  return { pad, strokes: packed ? unpack(packed) : [], model, second };
}
