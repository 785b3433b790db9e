// Which language a visitor reads, and where that is kept: for the page, and for the rooms beside it.

import { FALLBACK, localeOf } from './wording.js';

const KEPT_LOCALE = 'digits-locale';

/**
 * What the browser keeps under a name; null where it keeps nothing. A visitor's storage may be closed to us, as in a frame of
 * another site.
 *
 * @param {string} key
 * @param {'localStorage' | 'sessionStorage'} [area]
 * @returns {string | null}
 */
export function recall(key, area = 'localStorage') {
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 * @param {'localStorage' | 'sessionStorage'} [area]
 */
export function keep(key, value, area = 'localStorage') {
  try {
    window[area].setItem(key, value);
  } catch {
    // Then it holds until the page is left.
  }
}

/**
 * The language that a link asks for, else the one chosen before, else the first of the browser's that is spoken here.
 *
 * @param {Record<string, unknown>} locales
 * @returns {string}
 */
export function chosenLocale(locales) {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, recall(KEPT_LOCALE), ...navigator.languages];
  return wanted.map((tag) => tag && localeOf(tag, locales)).find(Boolean) || FALLBACK;
}

// A link's language holds until the visitor chooses another, for a reload too.
function forgetAskedLocale() {
  const address = new URL(location.href);
  if (!address.searchParams.has('lang')) return;
  address.searchParams.delete('lang');
  history.replaceState(history.state, '', address);
}

/** Keeps the language that a visitor has chosen. @param {string} code */
export function keepLocale(code) {
  keep(KEPT_LOCALE, code);
  forgetAskedLocale();
}

/**
 * Fills in what `data-text` names, the text that an element shows, and `data-label`, its name for screen readers, and a
 * button's tooltip.
 *
 * @param {ParentNode} root
 * @param {(key: string) => string} text
 */
export function fillTexts(root, text) {
  /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-text]')).forEach((part) => {
    part.textContent = text(/** @type {string} */ (part.dataset.text));
  });
  /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-label]')).forEach((part) => {
    const words = text(/** @type {string} */ (part.dataset.label));
    part.setAttribute('aria-label', words);
    if (part.matches('button')) part.title = words;
  });
}
