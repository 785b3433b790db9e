// Has a drawing explained, and turned into another digit (reasons.js, fetched when it is first asked for, or ahead), until
// another drawing is read or another such question is asked.

/** @import { Wish } from './reasons.js' */
/** @import { Recognizer } from './recognizer.js' */

import { onPad } from './drawing.js';

/** @typedef {'explain' | 'turn'} Kind */

/** What was asked last of each kind: the whole question, its drawing, and what is found. @type {Map<Kind, { key: string, picture: string, value: Promise<Value> }>} */
const asked = new Map();

/** Gives up what is worked out of another drawing than this. @param {string} picture */
export function giveUpOthers(picture) {
  asked.forEach((question, work) => {
    if (question.picture !== picture) asked.delete(work);
  });
}

/** Fetches what explains, so that it is there without a network; where it cannot be had now, it is tried when asked for. */
export async function fetchAhead() {
  await import('./reasons.js').catch(() => {});
}

/** @param {Kind} work @param {() => Promise<Recognizer>} open @param {Stroke[]} strokes @param {Wish} wish @returns {Promise<Value>} */
async function find(work, open, strokes, wish) {
  const reasons = await import('./reasons.js');
  return reasons[work](await open(), onPad(strokes), wish);
}

/**
 * The same question again, as who has waited long asks it, gets the same answer.
 * @param {Kind} work @param {() => Promise<Recognizer>} open @param {Question} question
 * @returns {Promise<Value>} of the state 'idle' where it was given up
 */
export function why(work, open, { picture, strokes = [], model = '', label }) {
  const key = JSON.stringify([model, label, picture]);
  const known = asked.get(work);
  if (known?.key === key) return known.value;
  const isOvertaken = () => asked.get(work) !== mine;
  const value = find(work, open, strokes, { model, label, isOvertaken }).catch((error) => {
    if (isOvertaken()) return /** @type {Value} */ ({ state: 'idle' });
    asked.delete(work);
    throw error;
  });
  const mine = { key, picture, value };
  asked.set(work, mine);
  return value;
}
