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

/**
 * The texts in the language that is shown; English stands in for what it lacks, and a key for what nobody has.
 *
 * @param {Record<string, Record<string, string>>} locales
 * @param {() => string} current the code of that language
 */
export function textsOf(locales, current) {
  /** @param {string} key */
  const own = (key) => locales[current()][key];

  /** @param {string} key @param {Record<string, unknown>} [values] */
  function text(key, values) {
    return fill(own(key) ?? locales[FALLBACK][key] ?? key, values);
  }

  /**
   * A text that depends on how many: `key_one`, `key_other`, and what else the language tells apart.
   * @param {string} key @param {number} count @param {Record<string, unknown>} [values]
   */
  function plural(key, count, values) {
    const form = `${key}_${new Intl.PluralRules(current()).select(count)}`;
    return text(own(form) === undefined ? `${key}_other` : form, { count, ...values });
  }

  /** A model's title, as every text that the weights bring, is English unless the language has its own. @param {{ name: string, title: string }} model */
  function title(model) {
    return own(`model_${model.name}`) ?? model.title;
  }

  /** For where there is little room. @param {{ name: string, title: string }} model */
  function shortTitle(model) {
    const key = `short_${model.name}`;
    return own(key) ?? locales[FALLBACK][key] ?? title(model);
  }

  return { text, plural, title, shortTitle };
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
