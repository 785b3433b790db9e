// What the room says in words and aloud: number words of many languages, and the browser's voices.

import data from './words.json' with { type: 'json' };

/** @typedef {{ name: string, write: string, tag: string, digits: string, direction: string, words: string[] }} Language */

/** @type {Record<string, Language>} */
export const LANGUAGES = data;

/** What asks for a number in a language. @param {string} code @param {number} number */
export function askFor(code, number) {
  const { write, words } = LANGUAGES[code];
  return write.replace('{number}', words[number]);
}

/** The browser's voice for a language; undefined where it has none, or no voice at all. @param {string} code */
export function voiceFor(code) {
  const [language] = LANGUAGES[code].tag.split('-');
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  const exact = voices.find((voice) => voice.lang.replace('_', '-') === LANGUAGES[code].tag);
  return exact ?? voices.find((voice) => voice.lang.split(/[-_]/)[0] === language);
}

/** Says something aloud, slowly; nothing where there is no voice for it. @param {string} code @param {string} words */
export function speak(code, words) {
  const voice = voiceFor(code);
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(words);
  Object.assign(said, { voice, lang: voice.lang, rate: 0.85 });
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

/** Calls back when the browser's voices are there; many browsers fetch them after the page. @param {() => void} listener */
export function whenVoicesChange(listener) {
  globalThis.speechSynthesis?.addEventListener?.('voiceschanged', listener);
}
