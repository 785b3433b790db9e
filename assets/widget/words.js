// The component's words, in the language that is asked for, or else the page's, or else the browser's.

import { FALLBACK, directionOf, formatsOf, localeOf, textsOf } from '../page/wording.js';
import { TEXTS } from './contents.js';

/** @param {Element} element */
function localeFor(element) {
  const around = element.closest('[lang]');
  const page = around?.parentElement?.closest('[lang]') ?? document.documentElement;
  const wanted = [element.getAttribute('lang'), around?.getAttribute('lang'), page.getAttribute('lang'), ...navigator.languages];
  return wanted.map((tag) => tag && localeOf(tag, TEXTS)).find(Boolean) ?? FALLBACK;
}

/** @param {Element} element the component, whose attribute `lang` counts first */
export function wordsFor(element) {
  const locale = localeFor(element);
  const formats = formatsOf(locale);
  const { text, title } = textsOf(TEXTS, () => locale);

  return {
    locale,
    direction: directionOf(locale),
    text,
    percent: formats.percent,
    /** Browsers tell time coarsely. @param {number} value */
    milliseconds: (value) => text('milliseconds', { value: Math.max(1, Math.round(value)) }),
    title,
  };
}

/** @typedef {ReturnType<typeof wordsFor>} Words */

/** `data-text` names the text that an element shows; `data-label`, its name for screen readers, and a button's tooltip. @param {ShadowRoot} root @param {Words} words */
export function translate(root, words) {
  root.querySelectorAll('[data-text]').forEach((part) => {
    part.textContent = words.text(String(part.dataset.text));
  });
  root.querySelectorAll('[data-label]').forEach((part) => {
    part.setAttribute('aria-label', words.text(String(part.dataset.label)));
    if (part.matches('button')) part.title = words.text(String(part.dataset.label));
  });
}
