// How things are said in a language, for the page and for the web component.

export const FALLBACK = 'en';
const RIGHT_TO_LEFT = ['ar'];
// Never rounded up, and never 100 %: no model is certain.
const MAX_SHOWN = 0.9999;
const ANNOUNCE_AFTER_MS = 900;

/** @returns {'rtl' | 'ltr'} */
export function directionOf(locale) {
  return RIGHT_TO_LEFT.includes(locale) ? 'rtl' : 'ltr';
}

/**
 * The language that a browser's tag stands for; undefined where it is none of the given ones.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} locales
 * @returns {string | undefined}
 */
export function localeOf(tag, locales) {
  // Browsers say nb or nn for what the page calls no.
  const code = tag.toLowerCase().split('-')[0].replace(/^n[bn]$/, 'no');
  return Object.hasOwn(locales, code) ? code : undefined;
}

/**
 * Puts values in the places of a text that are named {like_this}.
 *
 * @param {string} template
 * @param {Record<string, unknown>} [values]
 */
export function fill(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} locale */
export function formatsOf(locale) {
  // Latin numerals in every language: they are what visitors write.
  const tag = `${locale}-u-nu-latn`;
  const decimals = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', roundingMode: 'trunc', ...decimals(1) });
  const decimal = new Intl.NumberFormat(tag, decimals(2));
  return {
    percent: (/** @type {number} */ probability) => percent.format(Math.min(probability, MAX_SHOWN)),
    decimal: (/** @type {number} */ value) => decimal.format(value),
  };
}

/**
 * Returns what tells screen readers, once what is shown has come to rest; `words` is asked only then.
 *
 * @param {Element} status
 * @returns {(words: () => string) => void}
 */
export function announcer(status) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (words) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = words();
    }, ANNOUNCE_AFTER_MS);
  };
}
