// The end of a round: its stars, what was written, and which digits to practise more; a card to print. And the sheet to
// practise on paper.

/** @import { Path } from './models.js' */
/** @import { Settings } from './settings.js' */

import { locale, plural, text } from '../room/room.js';
import { guide, picture } from './drawn.js';
import { PAD_SIDE, modelOf, numeral } from './models.js';
import { weakDigits } from './progress.js';

/** @typedef {{ written: Path[][], isRight: boolean }} Done */

const EMPTY_BOXES = 3;
const DOTTED_BOXES = 3;

/** @param {string} tag @param {string} className @param {string} words */
function made(tag, className, words = '') {
  const element = document.createElement(tag);
  Object.assign(element, { className, textContent: words });
  return element;
}

/** @param {Done} done */
function thumbnail({ written, isRight }) {
  const item = made('li', isRight ? 'is-right' : '');
  item.append(...written.map((strokes) => picture(strokes, 'drawn-ink')));
  return item;
}

/** @param {HTMLElement} panel @param {Done[]} round @param {Settings} settings */
export function showResult(panel, round, { script }) {
  const stars = round.filter(({ isRight }) => isRight).length;
  const weak = weakDigits(script).map((digit) => numeral(digit, script));
  const fill = (/** @type {string} */ name, /** @type {string} */ words) => {
    /** @type {HTMLElement} */ (panel.querySelector(`.result-${name}`)).textContent = words;
  };
  fill('stars', '★'.repeat(stars) + '☆'.repeat(round.length - stars));
  fill('words', plural('practise_result', stars, { all: round.length }));
  fill('weak', weak.length ? text('practise_weak', { digits: weak.join(' ') }) : text('practise_none_weak'));
  fill('date', new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(new Date()));
  panel.querySelector('.result-written')?.replaceChildren(...round.map(thumbnail));
}

/** @param {SVGElement[]} content */
function box(...content) {
  const element = made('span', 'sheet-box');
  element.append(...content);
  return element;
}

/** @param {number} digit @param {Settings} settings */
function row(digit, { script, style }) {
  const model = modelOf(digit, script, style);
  const element = made('div', 'sheet-row');
  element.append(box(guide(model)));
  element.append(...Array.from({ length: DOTTED_BOXES }, () => box(picture(model, 'drawn-dots'))));
  element.append(...Array.from({ length: EMPTY_BOXES }, () => box()));
  return element;
}

/** Puts up a sheet of paper with every digit of the range, to print. @param {HTMLElement} sheet @param {Settings} settings */
export function showSheet(sheet, settings) {
  const [first, last] = settings.to > 9 ? [0, 9] : [settings.from, settings.to];
  const digits = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const head = made('p', 'sheet-head', text('practise_sheet_name'));
  sheet.replaceChildren(head, ...digits.map((digit) => row(digit, settings)));
  sheet.style.setProperty('--side', String(PAD_SIDE));
}

/** Prints a part of the page alone. @param {'sheet' | 'result'} part */
export function printPart(part) {
  document.body.dataset.print = part;
  window.print();
  delete document.body.dataset.print;
}
