// The project's own model digits, drawn as strokes in the order in which schools teach them. A stroke is kept as the points
// that a smooth curve passes (a Catmull-Rom spline); a point that stands there twice is a corner.

import data from './digits.json' with { type: 'json' };

/** @typedef {[number, number]} Place */
/** @typedef {Place[]} Path */
/** @typedef {'latin' | 'arabic' | 'persian' | 'devanagari' | 'bengali'} Script */
/** @typedef {'plain' | 'continental'} Tradition */
/** @typedef {{ digits: string, reversible: string[], models: Record<string, Path[]>, traditions?: Record<string, Record<string, string>> }} ScriptData */

export const PAD_SIDE = 280;
const [LEFT, TOP, UNIT] = [65, 35, 1.5]; // models are 100 wide and 140 high
const PARTS = 10;

const scripts = /** @type {Record<Script, ScriptData>} */ (/** @type {unknown} */ (data));

export const SCRIPTS = /** @type {Script[]} */ (Object.keys(scripts));
export const TRADITIONS = /** @type {Tradition[]} */ (Object.keys(scripts.latin.traditions ?? {}));

/** How a number is written. @param {number} number @param {Script} script */
export function numeral(number, script) {
  return [...String(number)].map((digit) => [...scripts[script].digits][Number(digit)]).join('');
}

/** @param {Place} a @param {Place} b */
function isSame(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}

/** A place between `b` and `c` on the curve through all four. @param {Place} a @param {Place} b @param {Place} c @param {Place} d @param {number} t @returns {Place} */
function between(a, b, c, d, t) {
  const at = (/** @type {0 | 1} */ axis) =>
    0.5 *
    (2 * b[axis] +
      (c[axis] - a[axis]) * t +
      (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t ** 2 +
      (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t ** 3);
  return [at(0), at(1)];
}

/** The smooth curve through points. @param {Path} points @returns {Path} */
export function curve(points) {
  const path = points.slice(0, -1).flatMap((point, index) => {
    const next = points[index + 1];
    if (isSame(point, next)) return [];
    const [before, after] = [points[index - 1] ?? point, points[index + 2] ?? next];
    return Array.from({ length: PARTS }, (_, part) => between(before, point, next, after, part / PARTS));
  });
  return [...path, points[points.length - 1]];
}

/** A digit's strokes on a pad. @param {number} digit @param {Script} script @param {Tradition} tradition @returns {Path[]} */
export function modelOf(digit, script, tradition) {
  const { models, traditions } = scripts[script];
  const sign = numeral(digit, script);
  const strokes = models[traditions?.[tradition]?.[sign] ?? sign];
  return strokes.map((stroke) => curve(stroke).map(([x, y]) => [LEFT + x * UNIT, TOP + y * UNIT]));
}

/** Whether a digit may be written from either end. @param {number} digit @param {Script} script */
export function isReversible(digit, script) {
  return scripts[script].reversible.includes(numeral(digit, script));
}
