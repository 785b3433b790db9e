// What every room stands on: the visitor's language with its texts, what the browser keeps, and the header. It is ready once
// it has been imported: the page is then in the visitor's language.

import { chosenLocale, fillTexts, keepLocale } from '../page/language.js';
import { directionOf, formatsOf, textsOf } from '../page/wording.js';

export { keep, recall } from '../page/language.js';
export { announcer } from '../page/wording.js';

/** @type {Record<string, Record<string, string>>} */
const locales = JSON.parse(document.querySelector('#room-texts')?.textContent ?? '{}');
/** @type {Set<(locale: string) => void>} */
const listeners = new Set();
const title = `${document.body.dataset.room}_title`;

/** Where the page that draws, and its app, answers; '' where the room is a file without one. */
export const server = document.body.dataset.server ?? '';

let current = chosenLocale(locales);
let formats = formatsOf(current);

/** The code of the language that is shown. */
export function locale() {
  return current;
}

export const { text, plural, title: titleOf } = textsOf(locales, () => current);

/** @param {number} probability */
export function percent(probability) {
  return formats.percent(probability);
}

/** @param {number} value with two decimals */
export function decimal(value) {
  return formats.decimal(value);
}

/** Fills in what `data-text` and `data-label` ask for. @param {ParentNode} root */
export function translate(root) {
  fillTexts(root, text);
}

/** Calls back whenever the visitor chooses another language, once the page's named texts are in it. @param {(locale: string) => void} listener */
export function whenLanguageChanges(listener) {
  listeners.add(listener);
}

function showLanguage() {
  const root = document.documentElement;
  root.lang = current;
  root.dir = directionOf(current);
  document.title = text(title);
  translate(document);
}

/** @param {string} code */
function setLocale(code) {
  current = code;
  formats = formatsOf(code);
  keepLocale(code);
  showLanguage();
  listeners.forEach((listener) => listener(code));
}

function startChooser() {
  const select = /** @type {HTMLSelectElement} */ (document.querySelector('.room-header .language select'));
  select.append(...Object.entries(locales).map(([code, texts]) => new Option(texts.language_name, code)));
  select.value = current;
  select.addEventListener('change', () => setLocale(select.value));
}

startChooser();
showLanguage();
