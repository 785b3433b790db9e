// Which number comes next, and as what: digits that went wrong come more often.

/** @import { Level } from './settings.js' */

/**
 * `answer`: the number to be written · `count`: dots to count · `row`: the numbers before the one that comes next ·
 * `sum`: what is added.
 * @typedef {{ level: Level, answer: number, count?: number, row?: number[], sum?: [number, number] }} Task
 * @typedef {{ level: Level, from: number, to: number }} Choice
 */

export const ROUND = 10;
const MAX_COUNT = 20;
const MAX_SUM = 20;
const STEPS = [1, 1, 2]; // of rows of numbers
const WEAK_WEIGHT = 3;

/** The numbers that a level asks for, in order. @param {Choice} choice */
export function numbersOf({ level, from, to }) {
  const least = { hundred: 10, count: 1, next: 2 }[/** @type {string} */ (level)] ?? 0;
  const most = { trace: 9, faint: 9, count: MAX_COUNT, sums: MAX_SUM }[/** @type {string} */ (level)] ?? 100;
  const [first, last] = [Math.max(from, least), Math.min(to, most)];
  // A range that a level cannot ask for is widened to what it can.
  const [start, end] = first <= last ? [first, last] : [least, Math.max(least, most)];
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

/** How often a number is to come up. @param {number} number @param {(digit: number) => number} weakness of a digit, 0 to 1 */
function weightOf(number, weakness) {
  return 1 + WEAK_WEIGHT * Math.max(...[...String(number)].map((digit) => weakness(Number(digit))));
}

/** @param {number[]} numbers @param {(digit: number) => number} weakness @param {() => number} random */
function choose(numbers, weakness, random) {
  const weights = numbers.map((number) => weightOf(number, weakness));
  let place = random() * weights.reduce((sum, weight) => sum + weight, 0);
  return numbers.find((_, index) => (place -= weights[index]) < 0) ?? numbers[numbers.length - 1];
}

/** @param {Level} level @param {number} answer @param {() => number} random @returns {Task} */
function taskOf(level, answer, random) {
  if (level === 'count') return { level, answer, count: answer };
  if (level === 'next') {
    const fitting = STEPS.filter((step) => 2 * step <= answer);
    const step = fitting[Math.floor(random() * fitting.length)] ?? 1;
    return { level, answer, row: [answer - 2 * step, answer - step] };
  }
  if (level === 'sums') {
    const first = Math.floor(random() * (answer + 1));
    return { level, answer, sum: [first, answer - first] };
  }
  return { level, answer };
}

/**
 * @param {Choice} choice
 * @param {number | null} last the number before, which does not come twice
 * @param {(digit: number) => number} weakness
 * @param {() => number} random
 * @returns {Task}
 */
export function nextTask(choice, last, weakness, random = Math.random) {
  const all = numbersOf(choice);
  const others = all.filter((number) => number !== last);
  return taskOf(choice.level, choose(others.length ? others : all, weakness, random), random);
}
