// Says whether another digit stands beside what was found, or several within it, as digit_recognizer/company.py does.

/** @import { Found } from './digit.js' */
/** @import { Box, Components, Plane } from './plane.js' */

import constants from './constants.js';
import { componentsOf } from './masks.js';
import { normalizeInk } from './normalize.js';
import { above, boxOf, crop } from './plane.js';

const { company: COMPANY, marks: MARKS, number: NUMBER } = constants;

/** @param {Box} box */
function sidesOf([left, top, right, bottom]) {
  return [right - left, bottom - top];
}

/** @param {Box} box */
function areaOf(box) {
  const [width, height] = sidesOf(box);
  return width * height;
}

/** @param {Box} one @param {Box} other */
function sharedArea(one, other) {
  const width = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  return Math.max(0, width) * Math.max(0, height);
}

/** Which marks are no frames around the whole drawing. @param {Components} marks @param {Float64Array} ink */
function written({ labels, boxes }, ink) {
  const isFrame = ([left, top, right, bottom]) => left <= 0 && top <= 0 && right >= labels.width && bottom >= labels.height;
  const all = [...boxes.keys()].slice(1);
  const inside = all.filter((label) => !isFrame(boxes[label]));
  const sum = (chosen) => chosen.reduce((total, label) => total + ink[label], 0);
  return sum(inside) >= NUMBER.inside_share * sum(all) ? inside : all;
}

/** @param {Box} box */
function isThin(box) {
  const sides = sidesOf(box);
  return Math.min(...sides) <= COMPANY.thin * Math.max(...sides);
}

/** Whether a mark is a line of a cell at the drawing's edge. @param {Box} box @param {Plane} strength */
function isLineAtEdge(box, { width, height }) {
  const toEdge = Math.min(box[0], box[1], width - box[2], height - box[3]);
  return isThin(box) && toEdge <= COMPANY.edge * Math.min(width, height) + 1;
}

/** How a mark lies to the digit. @param {Box} box @param {Box} digit */
function placeOf(box, digit) {
  const shared = sharedArea(box, digit);
  if (shared >= COMPANY.around * areaOf(digit)) return 'around';
  // A straight mark within may be a dash of one stroke.
  if (shared >= COMPANY.within * areaOf(box)) return isThin(box) ? 'apart' : 'within';
  const share = sidesOf(box)[1] / Math.max(digit[3] - digit[1], 1);
  return share >= COMPANY.height[0] && share <= COMPANY.height[1] ? 'beside' : 'apart';
}

/** One mark's ink with the faint edge around it. @param {Plane} strength @param {Plane<Int32Array>} labels @param {number} label @param {Box} box */
function cut(strength, labels, label, box) {
  const owner = (at) => {
    if (labels.data[at] || !strength.data[at]) return labels.data[at];
    const x = at % labels.width;
    const near = [-labels.width, 0, labels.width].flatMap((row) => [-1, 0, 1].map((column) => [at + row + column, x + column]));
    return Math.max(...near.map(([place, column]) => (column >= 0 && column < labels.width ? labels.data[place] ?? 0 : 0)));
  };
  return crop({ ...strength, data: strength.data.map((value, at) => (owner(at) === label ? value : 0)) }, box);
}

/**
 * The images of what may be another digit beside what was found, and of the marks within it, the heaviest first.
 * @param {Found} found
 * @returns {{ beside: Uint8Array[], within: Uint8Array[] }}
 */
export function imagesOfOthers({ strength, keep }) {
  const marks = componentsOf(above(strength, MARKS.seen));
  const ink = new Float64Array(marks.boxes.length);
  marks.labels.data.forEach((label, at) => (ink[label] += strength.data[at]));
  const kept = { ...keep, data: keep.data.map((value, at) => Number(value && strength.data[at] > MARKS.seen)) };
  const digit = /** @type {Box} */ (boxOf(kept) ?? boxOf(keep));
  const all = written(marks, ink)
    .filter((label) => !isLineAtEdge(marks.boxes[label], strength))
    .sort((one, other) => ink[other] - ink[one]);
  const at = (place) => all.filter((label) => placeOf(marks.boxes[label], digit) === place).slice(0, COMPANY.max_marks);
  const imagesOf = (labels) => labels.map((label) => normalizeInk(cut(strength, marks.labels, label, marks.boxes[label])));
  const within = at('within');
  return { beside: imagesOf(at('beside')), within: within.length < COMPANY.several ? [] : imagesOf(within) };
}

/** The least of the `count` highest scores, or 0 where there are fewer. @param {number} count @param {number[]} scores */
function leastOf(count, scores) {
  return [...scores].sort((one, other) => other - one)[count - 1] ?? 0;
}

/**
 * How probably what was found is not alone, of what a model says of those images.
 * @param {{ beside: number[], within: number[] }} scores 0 to 1
 */
export function companyOf({ beside, within }) {
  const most = Math.max(leastOf(1, beside), leastOf(COMPANY.several, within));
  return most >= COMPANY.min_score ? most : 0;
}
