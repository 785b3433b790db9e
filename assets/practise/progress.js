// What a child has reached: stars, the streak, and how often each digit went right. It is kept in this browser and nowhere
// else.

/** @import { Script } from './models.js' */

import { keep, recall } from '../room/room.js';

/** @typedef {{ stars: number, streak: number, best: number, digits: Record<string, number[]> }} Progress */

const KEPT = 'digits-practise';
const REMEMBERED = 8; // the latest tries of a digit, 1 for right
const WEAK = 0.34;

/** @returns {Progress} */
function kept() {
  const nothing = { stars: 0, streak: 0, best: 0, digits: {} };
  try {
    return { ...nothing, ...JSON.parse(recall(KEPT) ?? '{}') };
  } catch {
    return nothing;
  }
}

let progress = kept();

/** @returns {Readonly<Progress>} */
export function reached() {
  return progress;
}

function save() {
  keep(KEPT, JSON.stringify(progress));
}

/** Notes a try of a digit. @param {Script} script @param {number} digit @param {boolean} isRight */
export function noteDigit(script, digit, isRight) {
  const name = `${script} ${digit}`;
  progress.digits[name] = [...(progress.digits[name] ?? []), Number(isRight)].slice(-REMEMBERED);
  save();
}

/** Notes an answer; a star is for each that is right, the streak for those that were so at once. @param {boolean} isRight @param {boolean} isFirstTry */
export function noteAnswer(isRight, isFirstTry) {
  if (isRight) progress.stars += 1;
  if (!isRight) progress.streak = 0;
  else if (isFirstTry) progress.streak += 1;
  progress.best = Math.max(progress.best, progress.streak);
  save();
}

/** The share of a digit's latest tries that went wrong. @param {Script} script @param {number} digit */
export function weakness(script, digit) {
  const tries = progress.digits[`${script} ${digit}`] ?? [];
  return tries.length ? 1 - tries.reduce((sum, isRight) => sum + isRight, 0) / tries.length : 0;
}

/** The digits that need practice. @param {Script} script */
export function weakDigits(script) {
  return [...Array(10).keys()].filter((digit) => weakness(script, digit) >= WEAK);
}

export function forgetProgress() {
  progress = { stars: 0, streak: 0, best: 0, digits: {} };
  save();
}
