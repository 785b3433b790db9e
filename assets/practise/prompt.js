// What is asked, in words and as a picture.

/** @import { Task } from './tasks.js' */
/** @import { Settings } from './settings.js' */

import { text } from '../room/room.js';
import { svg } from './drawn.js';
import { numeral } from './models.js';
import { LANGUAGES, askFor, voiceFor } from './words.js';

const DOTS_IN_A_ROW = 5;

/** Dots in rows of five, as on an abacus. @param {number} count */
function dots(count) {
  const rows = Math.ceil(count / DOTS_IN_A_ROW);
  const circles = Array.from({ length: count }, (_, index) =>
    svg('circle', { cx: 14 + 26 * (index % DOTS_IN_A_ROW), cy: 14 + 26 * Math.floor(index / DOTS_IN_A_ROW), r: 10 }),
  );
  return svg('svg', { viewBox: `0 0 ${26 * Math.min(count, DOTS_IN_A_ROW) + 2} ${26 * rows + 2}`, class: 'practise-dots', role: 'img', 'aria-label': text('practise_dots', { dots: '● '.repeat(count).trim() }) }, ...circles);
}

/** Whether what is asked is only heard. @param {Task} task @param {Settings} settings */
export function isHeardOnly({ level }, { language }) {
  return level === 'hear' && Boolean(voiceFor(language));
}

/** What is said aloud. @param {Task} task @param {Settings} settings */
export function spokenOf(task, { language }) {
  const { words } = LANGUAGES[language];
  if (task.level === 'sums' && task.sum) return `${words[task.sum[0]]} + ${words[task.sum[1]]}`;
  if (task.row) return task.row.map((number) => words[number]).join(', ');
  return task.count === undefined ? askFor(language, task.answer) : '';
}

/** @param {HTMLElement} holder @param {string} words @param {Settings} settings */
function showWords(holder, words, { language }) {
  const { tag, direction } = LANGUAGES[language];
  const line = document.createElement('bdi');
  Object.assign(line, { lang: tag, dir: direction, textContent: words });
  holder.replaceChildren(line);
}

/** @param {HTMLElement} holder @param {Task} task @param {Settings} settings */
export function showPrompt(holder, task, settings) {
  const { level, answer, count, row, sum } = task;
  if (count !== undefined) holder.replaceChildren(dots(count));
  else if (row) showSigns(holder, `${row.join('  ')}  ?`);
  else if (sum) showSigns(holder, `${sum[0]} + ${sum[1]} = ?`);
  else if (isHeardOnly(task, settings)) holder.replaceChildren(text('practise_listen'));
  else showWords(holder, askFor(settings.language, answer), settings);
  if (level !== 'trace' && level !== 'faint') return;
  const sign = document.createElement('b');
  sign.textContent = numeral(answer, settings.script);
  holder.append(' ', sign);
}

/** Numbers are written from left to right in every language. @param {HTMLElement} holder @param {string} signs */
function showSigns(holder, signs) {
  const line = document.createElement('b');
  Object.assign(line, { dir: 'ltr', textContent: signs });
  holder.replaceChildren(line);
}
