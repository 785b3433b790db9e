// What is practised: chosen on the page and kept, or fixed by a teacher's link, which names the level.

/** @import { Script, Tradition } from './models.js' */

import { keep, locale, recall } from '../room/room.js';
import { SCRIPTS, TRADITIONS } from './models.js';
import { LANGUAGES } from './words.js';

/** @typedef {'trace' | 'faint' | 'free' | 'hear' | 'hundred' | 'count' | 'next' | 'sums'} Level */
/** @typedef {{ language: string, level: Level, script: Script, style: Tradition, from: number, to: number }} Settings */

/** @type {Level[]} */
export const LEVELS = ['trace', 'faint', 'free', 'hear', 'hundred', 'count', 'next', 'sums'];
/** @type {Level[]} */
const WITHOUT_A_READER = ['trace', 'faint'];
/** @type {[number, number][]} */
export const RANGES = [[0, 5], [0, 9], [5, 9], [0, 20], [0, 100]];
const KEPT = 'digits-practise-settings';
const MAX_NUMBER = 100;

/** The levels that a script has: without a reader that was measured, those that compare along the strokes. @param {Script} script */
export function levelsOf(script) {
  return script === 'latin' ? LEVELS : WITHOUT_A_READER;
}

/** @template Item @param {readonly Item[]} list @param {unknown} value @param {Item} fallback @returns {Item} */
function oneOf(list, value, fallback) {
  return list.find((item) => item === value) ?? fallback;
}

/** @param {unknown} value @param {number} fallback */
function numberOf(value, fallback) {
  const number = value === null || value === undefined || value === '' ? NaN : Number(value);
  return Number.isInteger(number) && number >= 0 && number <= MAX_NUMBER ? number : fallback;
}

/** The digits that a language's own schools teach, at a level that they have. @param {string} language @param {unknown} level @returns {Script} */
function scriptOf(language, level) {
  const own = oneOf(SCRIPTS, LANGUAGES[language].digits, 'latin');
  return levelsOf(own).some((name) => name === level) ? own : 'latin';
}

/** Settings that make sense, of whatever was kept or stands in a link. @param {Partial<Record<keyof Settings, unknown>>} given @returns {Settings} */
export function sensible(given) {
  const own = Object.hasOwn(LANGUAGES, locale()) ? locale() : 'en';
  const language = oneOf(Object.keys(LANGUAGES), given.language, own);
  const script = oneOf(SCRIPTS, given.script, scriptOf(language, given.level ?? 'trace'));
  const level = oneOf(levelsOf(script), given.level, 'trace');
  const style = oneOf(TRADITIONS, given.style, language === 'en' ? 'plain' : 'continental');
  const [from, to] = [numberOf(given.from, 0), numberOf(given.to, 9)];
  return { language, level, script, style, from: Math.min(from, to), to: Math.max(from, to) };
}

/** @returns {{ settings: Settings, isFixed: boolean }} */
export function readSettings() {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  if (query.level) return { settings: sensible({ ...query, language: query.speak }), isFixed: true };
  try {
    return { settings: sensible(JSON.parse(recall(KEPT) ?? '{}')), isFixed: false };
  } catch {
    return { settings: sensible({}), isFixed: false };
  }
}

/** @param {Settings} settings */
export function keepSettings(settings) {
  keep(KEPT, JSON.stringify(settings));
}

/** The address at which the page opens with these settings, fixed, and in the language that it is in. @param {Settings} settings */
export function linkTo({ language, ...rest }) {
  const link = new URL(location.href);
  link.hash = '';
  link.search = new URLSearchParams({ lang: locale(), speak: language, ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])) }).toString();
  return link.href;
}
