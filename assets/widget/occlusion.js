// Small changes to a 28 x 28 image, to see what a model makes of them, as digit_recognizer/explanation/occlusion.py does: ink
// erased in patches, short bars of ink added. Places are row and column.

import constants from './constants.js';
import { strokeWidth } from './masks.js';
import { clamp, largest, roundHalfEven } from './plane.js';

/**
 * @typedef {[number, number]} Point
 * @typedef {{ starts: Point[], ends: Point[], width: number }} Marks
 */

const { image_size: SIZE, pixel_max: PIXEL_MAX } = constants.contract;
const SHAPE = constants.occlusion;
const TINY = 1e-6;
const { fround } = Math;

/** Sums in the order in which NumPy does. @param {number[]} values @returns {number} */
function inPairs(values) {
  if (values.length === 1) return values[0];
  const half = values.length / 2;
  return fround(inPairs(values.slice(0, half)) + inPairs(values.slice(half)));
}

/** The squared distance between two points. @param {number[]} one @param {number[]} other */
function squared(one, other) {
  return inPairs(one.map((value, axis) => fround(fround(value - other[axis]) ** 2)));
}

/** @param {number[][]} points @returns {number[]} */
function meanOf(points) {
  return points[0].map((_, axis) => fround(points.reduce((sum, point) => fround(sum + point[axis]), 0) / points.length));
}

/**
 * The indices of at most `most` different points far from each other, the farthest first (Gonzalez 1985). In single precision:
 * which of two places as far away comes first hangs on the last bit.
 * @param {number[][]} points @param {number} most
 */
export function spread(points, most) {
  if (!points.length) return [];
  const farthest = (distances) => distances.indexOf(largest(distances));
  const middle = meanOf(points);
  /** @type {number[]} */
  const chosen = [];
  let next = farthest(points.map((point) => squared(point, middle)));
  const nearest = new Array(points.length).fill(Infinity);
  while (chosen.length < most && nearest[next] > 0) {
    chosen.push(next);
    points.forEach((point, index) => (nearest[index] = Math.min(nearest[index], squared(point, points[chosen.at(-1) ?? 0]))));
    next = farthest(nearest);
  }
  return chosen;
}

/** Which pixels belong to a stroke. @param {Uint8Array} image */
function strokesOf(image) {
  const level = SHAPE.ink * largest(image);
  return { width: SIZE, height: SIZE, data: Uint8Array.from(image, (value) => Number(value > level)) };
}

/** @param {Uint8Array} image @returns {Point[]} */
function strokePixels(image) {
  const { data } = strokesOf(image);
  return [...data.keys()].filter((at) => data[at]).map((at) => [Math.floor(at / SIZE), at % SIZE]);
}

/** Discs spread over the strokes, each centred on ink. @param {Uint8Array} image @param {number} most @returns {Marks} */
export function findPatches(image, most) {
  const points = strokePixels(image);
  const centres = spread(points, most).map((index) => points[index]);
  return { starts: centres, ends: centres, width: SHAPE.patch_width };
}

/** Bars between anchors, as would close a gap or a loop. @param {Point[]} anchors @returns {[Point, Point][]} */
function bridges(anchors) {
  const [least, most] = SHAPE.bridge_lengths;
  const pairs = anchors.flatMap((start, index) => anchors.slice(index + 1).map((end) => /** @type {[Point, Point]} */ ([start, end])));
  return pairs.filter(([start, end]) => {
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    return length >= least && length <= most;
  });
}

/** Bars from every anchor in every direction, as would lengthen or flag a stroke. @param {Point[]} anchors @returns {[Point, Point][]} */
function stubs(anchors) {
  const angles = Array.from({ length: SHAPE.stub_directions }, (_, index) => index * ((2 * Math.PI) / SHAPE.stub_directions));
  const step = (share) => fround(SHAPE.stub_length * fround(share));
  return anchors.flatMap((start) =>
    angles.map((angle) => /** @type {[Point, Point]} */ ([start, [fround(start[0] + step(Math.sin(angle))), fround(start[1] + step(Math.cos(angle)))]])),
  );
}

/** Whether enough of a bar runs over paper to change something. @param {Uint8Array} strokes @param {Point} start @param {Point} end */
function isOverPaper(strokes, start, end) {
  const last = SHAPE.bar_samples - 1;
  let inked = 0;
  for (let sample = 0; sample <= last; sample += 1) {
    const [row, column] = start.map((from, axis) => clamp(roundHalfEven(from + (sample / last) * (end[axis] - from)), 0, SIZE - 1));
    inked += strokes[row * SIZE + column];
  }
  return 1 - inked / SHAPE.bar_samples >= SHAPE.paper_share;
}

/** Bars of the strokes' own width, from ink over paper. @param {Uint8Array} image @param {number} most @returns {Marks} */
export function findBars(image, most) {
  const strokes = strokesOf(image);
  const points = strokePixels(image);
  const anchors = spread(points, SHAPE.anchors).map((index) => points[index]);
  const isInside = (place) => place >= SHAPE.margin && place <= SIZE - 1 - SHAPE.margin;
  const bars = [...bridges(anchors), ...stubs(anchors)].filter(
    ([start, end]) => end.every(isInside) && isOverPaper(strokes.data, start, end),
  );
  const chosen = spread(bars.map((bar) => bar.flat()), most).map((index) => bars[index]);
  return { starts: chosen.map(([start]) => start), ends: chosen.map(([, end]) => end), width: strokeWidth(strokes) };
}

/** The distance of a place from a bar's middle line. @param {Point} place @param {Point} start @param {Point} end */
export function distanceFrom([row, column], start, end) {
  const [down, right] = [end[0] - start[0], end[1] - start[1]];
  const [rows, columns] = [row - start[0], column - start[1]];
  const along = clamp((rows * down + columns * right) / Math.max(down ** 2 + right ** 2, TINY), 0, 1);
  return Math.hypot(rows - along * down, columns - along * right);
}

/** Turns a distance into a cover, 0 to 1, with an edge one pixel wide. @param {number} distance @param {number} radius */
export function softCover(distance, radius) {
  return fround(clamp(radius + 0.5 - distance, 0, 1));
}

/** What each mark covers of the image, 0 to 1. @param {Marks} marks @returns {Float32Array[]} */
export function coversOf({ starts, ends, width }) {
  return starts.map((start, index) =>
    new Float32Array(SIZE * SIZE).map((_, at) => softCover(distanceFrom([Math.floor(at / SIZE), at % SIZE], start, ends[index]), width / 2)),
  );
}

/** The image with each mark of the eraser or the pen on it. @param {Uint8Array} image @param {Mark['kind']} kind @param {Float32Array[]} covers @returns {Uint8Array[]} */
export function changedImages(image, kind, covers) {
  const erased = (value, cover) => roundHalfEven(fround(value * fround(1 - cover)));
  const added = (value, cover) => Math.max(value, roundHalfEven(fround(PIXEL_MAX * cover)));
  const change = kind === 'erase' ? erased : added;
  return covers.map((cover) => image.map((value, at) => change(value, cover[at])));
}
