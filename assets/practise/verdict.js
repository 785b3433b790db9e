// What a child is told of a digit that was written: kindly, and of use. A scribble never counts, a legible digit does; the
// numbers are chosen by `python -m training practise` on hands that the reader has not seen.

/** @import { Path } from './models.js' */

import rules from './rules.json' with { type: 'json' };
import { isFromBelow, isOpen, isWrittenMirrored } from './shape.js';

/**
 * What a model reads, the likeliest first; `isDigit` is null where the model does not judge that.
 * @typedef {{ isBlank: boolean, isDigit: boolean | null, confidences: { label: number, confidence: number }[] }} Reading
 *
 * `right`: it counts · `almost`: it may be the digit, `confidence` says how likely · `unclear`: it looks like the digit, but
 * hardly like any · `mirrored`: it is the digit in a mirror · `other`: another digit, `read`, is seen · `none`: no digit
 * is · `blank`: nothing is written ·
 * `hint`: what to do better, the end of a text's key.
 * @typedef {{ kind: 'right' | 'almost' | 'unclear' | 'mirrored' | 'other' | 'none' | 'blank', read?: number, confidence?: number, hint?: string }} Verdict
 */

const ALIKE_IN_A_MIRROR = [0, 1, 8];

/** @param {Reading} reading @param {number} digit */
function confidenceOf({ confidences }, digit) {
  return confidences.find(({ label }) => label === digit)?.confidence ?? 0;
}

/** Whether a reading is that digit, surely enough to count. @param {Reading} reading @param {number} digit */
export function counts(reading, digit) {
  return !reading.isBlank && reading.isDigit !== false && reading.confidences[0].label === digit && confidenceOf(reading, digit) >= rules.accept;
}

/** @param {Reading} flipped @param {number} digit @param {Path[]} strokes @param {Path[]} model @param {boolean} isRead whether it is read as the digit, though weakly */
function isMirrored(flipped, digit, strokes, model, isRead) {
  if (ALIKE_IN_A_MIRROR.includes(digit) || flipped.isBlank || flipped.isDigit === false) return false;
  if (flipped.confidences[0].label !== digit || confidenceOf(flipped, digit) < rules.mirrored) return false;
  return !isRead || isWrittenMirrored(strokes, model);
}

/** @param {number} digit @param {Path[]} strokes @returns {string} */
function hintFor(digit, strokes) {
  return isOpen(digit, strokes) ? 'close' : `how_${digit}`;
}

/**
 * @param {number} digit the one that was asked for
 * @param {Path[]} strokes
 * @param {Path[]} model
 * @param {Reading} reading
 * @param {Reading} flipped what is read of the same seen in a mirror
 * @returns {Verdict}
 */
export function judge(digit, strokes, model, reading, flipped) {
  if (reading.isBlank || !strokes.length) return { kind: 'blank' };
  const confidence = confidenceOf(reading, digit);
  const [{ label: read }] = reading.confidences;
  if (counts(reading, digit)) return { kind: 'right', read, confidence, ...(isFromBelow(strokes) && { hint: 'from_top' }) };
  if (isMirrored(flipped, digit, strokes, model, read === digit)) return { kind: 'mirrored', read, confidence };
  const hint = hintFor(digit, strokes);
  if (reading.isDigit === false) return { kind: read === digit ? 'unclear' : 'none' };
  if (read === digit || confidence >= rules.almost) return { kind: 'almost', read, confidence, hint };
  return { kind: 'other', read, confidence, hint };
}
