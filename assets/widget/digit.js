// Finds the digit on a clean canvas, as digit_recognizer/image/digit.py and marks.py do.

/** @import { Place } from './place.js' */
/** @import { Box, Mask, Plane } from './plane.js' */

import constants from './constants.js';
import { componentsOf, strokeWidth, widened } from './masks.js';
import { partAt } from './place.js';
import { above, boxOf, clamp, count, crop, edgesOf, largest, roundHalfEven, shrinkTo } from './plane.js';

/** How much ink each pixel holds, 0 to 1, which of it is the digit's, and where that lies on the drawing. @typedef {{ strength: Plane, keep: Mask, place: Place }} Found */

const { digit: DIGIT, ink: INK, marks: MARKS, ruling: RULING } = constants;
const CHANNELS = 3;
const PAPER_AND_ONE = 2; // components of a drawing of one mark

/** The box of all ink with a narrow margin of paper. @param {Plane} ink @returns {Box | null} */
function boxWithMargin(ink) {
  const box = boxOf(above(ink, INK.quantum));
  if (!box) return null;
  const [left, top, right, bottom] = box;
  const margin = DIGIT.margin;
  return [
    Math.max(0, left - margin),
    Math.max(0, top - margin),
    Math.min(ink.width, right + margin),
    Math.min(ink.height, bottom + margin),
  ];
}

/** Averages down a large digit of strokes so thick that nothing of them is lost. @param {Plane} ink */
function noFinerThanNeeded(ink) {
  const width = strokeWidth(above(ink, Math.floor(largest(ink.data) / 2)));
  const enough = roundHalfEven((Math.max(ink.width, ink.height) * DIGIT.fine_stroke) / width);
  const smaller = shrinkTo(ink, Math.max(DIGIT.fine_side, enough));
  return smaller === ink ? ink : { ...smaller, data: smaller.data.map(roundHalfEven) };
}

/** Whether ink runs from one edge to the opposite one. @param {Plane} ink */
function runsThrough(ink) {
  const [top, bottom, left, right] = edgesOf(ink).map((edge) => largest(edge) > RULING.min_mark);
  return (left && right) || (top && bottom);
}

/** Ink in each pixel, 0 to 1; null where there is none. @param {Plane} ink @returns {Plane | null} */
function strengthOf(ink) {
  const peak = largest(ink.data);
  const perLevel = Math.sqrt(CHANNELS); // of colour distance
  if (peak * perLevel < INK.min_canvas_contrast) return null;
  const share = (level) => (level * perLevel <= INK.quantum ? 0 : level / peak);
  return { ...ink, data: ink.data.map(share) };
}

/** Which marks reach all four edges of the canvas, as frames do. @param {Mask} mask @param {Plane<Int32Array>} labels @param {number} length @returns {boolean[]} */
function frames(mask, labels, length) {
  const inked = { ...labels, data: labels.data.map((label, at) => label * mask.data[at]) };
  const edges = edgesOf(inked).map((edge) => new Set(edge));
  return Array.from({ length }, (_, label) => edges.every((edge) => edge.has(label)));
}

/** The distance of a box from another along the axis where it is larger, 0 where they overlap. @param {Box} one @param {Box} other */
function gap(one, other) {
  return Math.max(0, one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3]);
}

/** Chooses the marks that make up the digit. @param {Plane} strength @returns {Mask | null} */
function selectMarks(strength) {
  const mask = above(strength, MARKS.seen);
  const width = strokeWidth(mask);
  const reach = Math.max(1, roundHalfEven(MARKS.join * width));
  const joined = widened(mask, reach);
  const { labels, boxes } = componentsOf(joined);
  if (boxes.length === PAPER_AND_ONE) return joined;
  const ink = new Float64Array(boxes.length);
  labels.data.forEach((label, at) => (ink[label] += strength.data[at] ** 2));
  const extents = boxes.map(([left, top, right, bottom]) => Math.max(right - left, bottom - top) - 2 * reach);
  const weights = extents.map((extent, label) => (label ? extent * Math.sqrt(ink[label]) : 0));
  const isFrame = frames(mask, labels, boxes.length);
  const inside = weights.map((weight, label) => (weight > 0 && !isFrame[label] ? weight : 0));
  const eligible = inside.some(Boolean) ? inside : weights;
  const main = eligible.indexOf(largest(eligible));
  if (!(eligible[main] > 0)) return null;
  const isKept = boxes.map((box, label) => {
    const isDot = extents[label] <= MARKS.dot_widths * width && ink[label] < MARKS.dot_share * ink[main];
    const isNear = gap(box, boxes[main]) < MARKS.reach * extents[main];
    const isSpeck = extents[label] < MARKS.speck_length * extents[main];
    return label === main || (eligible[label] > 0 && !isDot && isNear && !isSpeck);
  });
  return { ...mask, data: Uint8Array.from(labels.data, (label) => Number(isKept[label])) };
}

/** Finds the digit. @param {Plane} ink levels of ink, 0 = paper, 255 = ink @returns {Found | null} null where nothing is drawn */
export function findDigit(ink) {
  const view = shrinkTo(ink, INK.canvas_side);
  const box = boxWithMargin(view);
  if (!box) return null;
  const isWhole = runsThrough(view);
  const [left, top, right, bottom] = isWhole ? [0, 0, view.width, view.height] : box;
  const strength = strengthOf(isWhole ? view : noFinerThanNeeded(crop(view, box)));
  const keep = strength && selectMarks(strength);
  if (!strength || !keep) return null;
  const ofView = { left, top, width: (right - left) / strength.width, height: (bottom - top) / strength.height };
  const ofInk = { left: 0, top: 0, width: ink.width / view.width, height: ink.height / view.height };
  return { strength, keep, place: partAt(ofInk, ofView) };
}

/** Where what `cutOut` returns lies on the drawing. @param {Found} found @returns {Place} */
export function placeOfCut({ keep, place }) {
  const [left, top] = /** @type {Box} */ (boxOf(keep));
  return partAt(place, { left, top, width: 1, height: 1 });
}

/** The digit's ink alone. @param {Found} found @returns {Plane} */
export function cutOut({ strength, keep }) {
  const alone = { ...strength, data: strength.data.map((value, at) => (keep.data[at] ? value : 0)) };
  return crop(alone, /** @type {Box} */ (boxOf(keep)));
}

/** The largest share of a row or column of a mask that is true, over rows and over columns. @param {Mask} mask */
function lineShares({ width, height, data }) {
  const [rows, columns] = [new Float64Array(height), new Float64Array(width)];
  data.forEach((value, at) => {
    rows[Math.floor(at / width)] += value;
    columns[at % width] += value;
  });
  return [largest(rows) / width, largest(columns) / height];
}

/** Whether nothing speaks for taking the drawing in another way: its only ink, off its edges. @param {Found} found */
export function isPlain({ strength, keep }) {
  const [seen, any] = [above(strength, MARKS.seen), above(strength, 0)];
  const leftOut = any.data.reduce((sum, value, at) => sum + Number(value && !keep.data[at]), 0);
  if (leftOut > DIGIT.max_left_out * count(seen) || edgesOf(seen).some((edge) => largest(edge))) return false;
  const inked = crop(any, /** @type {Box} */ (boxOf(any)));
  // Frames, axes and windows have lines both ways, as long as everything together.
  if (Math.min(...lineShares(inked)) < DIGIT.line_share) return true;
  const [short, long] = [inked.width, inked.height].sort((one, other) => one - other);
  if (count(inked) > DIGIT.max_fill * inked.data.length && short > DIGIT.narrow * long) return false;
  return componentsOf(any).boxes.length === PAPER_AND_ONE;
}

/** The mark that may be a dot beside the digit: the only one that was left out, or the smallest; 0 where several were left out. @param {Plane<Int32Array>} labels of what is seen @param {number} length @param {Mask} keep */
function dotAmong(labels, length, keep) {
  const areas = new Float64Array(length);
  const isKept = new Array(length).fill(false);
  labels.data.forEach((label, at) => {
    areas[label] += 1;
    isKept[label] ||= Boolean(keep.data[at]);
  });
  const marks = [...areas.keys()].slice(1);
  const leftOut = marks.filter((label) => !isKept[label]);
  if (leftOut.length > 1) return 0;
  // A dot that is small or far was left out; one that is large and near belongs to what was found.
  return leftOut[0] ?? marks.reduce((least, label) => (areas[label] < areas[least] ? label : least));
}

/** Whether there is one dot below or above the rest, as ?, ! and i have, and digits hardly ever. @param {Found} found */
export function hasPoint({ strength, keep }) {
  const seen = above(strength, MARKS.seen);
  const { boxes, labels } = componentsOf(seen);
  if (boxes.length <= PAPER_AND_ONE) return false;
  const dot = dotAmong(labels, boxes.length, keep);
  if (!dot) return false;
  const digit = { ...seen, data: seen.data.map((value, at) => Number(value && keep.data[at] && labels.data[at] !== dot)) };
  const box = boxOf(digit);
  if (!box) return false;
  const stroke = strokeWidth(digit);
  const [left, top, right, bottom] = boxes[dot];
  const tall = box[3] - box[1];
  const [short, long] = [right - left, bottom - top].sort((one, other) => one - other);
  const isDrawnDot = long <= DIGIT.max_dot * tall && long < DIGIT.dot_aspect * short;
  const isDot = short >= DIGIT.dot[0] * stroke && (long <= DIGIT.dot[1] * stroke || isDrawnDot);
  const away = Math.max(top - box[3], box[1] - bottom);
  const columns = [...labels.data.keys()].filter((at) => labels.data[at] === dot).map((at) => at % seen.width);
  const centre = columns.reduce((sum, column) => sum + column, 0) / columns.length;
  const aside = Math.max(right - left, DIGIT.max_point_aside * tall);
  const isInColumn = centre === clamp(centre, box[0] - aside, box[2] + aside);
  return isDot && isInColumn && away > 0 && away <= DIGIT.max_point_gap * tall;
}
