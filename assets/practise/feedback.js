// What a child is told of an answer, in the interface's language.

/** @import { Verdict } from './verdict.js' */
/** @import { Tracing } from './tracing.js' */

import { percent, text } from '../room/room.js';

/** @typedef {{ isRight: boolean, kind: string, words: string }} Told */

/** @param {Verdict} verdict @param {number} digit @returns {Told} */
export function tellOfReading({ kind, read, confidence = 0, hint }, digit) {
  const values = { digit, read, confidence: percent(confidence) };
  const words = {
    right: () => text('practise_right'),
    almost: () => text('practise_almost', values),
    unclear: () => text('practise_unclear', values),
    mirrored: () => text('practise_mirrored', values),
    other: () => text('practise_read', values),
    none: () => text('practise_none'),
    blank: () => text('practise_blank'),
  }[kind]();
  const more = hint ? text(`practise_${hint}`) : '';
  return { isRight: kind === 'right', kind, words: [words, more].filter(Boolean).join(' ') };
}

/** @param {Tracing} tracing @returns {Told} */
export function tellOfTracing({ coverage, kept, isTraced, isInOrder }) {
  if (isTraced && isInOrder) return { isRight: true, kind: 'right', words: text('practise_traced') };
  if (isTraced) return { isRight: false, kind: 'order', words: text('practise_order') };
  if (!coverage && !kept) return { isRight: false, kind: 'blank', words: text('practise_blank') };
  const words = coverage < kept ? text('practise_go_on') : text('practise_stay');
  return { isRight: false, kind: 'almost', words };
}

/** What is told of an answer of several digits: of the first that is not right. @param {Told[]} all @returns {Told} */
export function tellOfAll(all) {
  return all.find(({ isRight }) => !isRight) ?? all[0];
}
