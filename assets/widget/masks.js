// Masks: what hangs together, what lies near, and how far it is to the edge.

/** @import { Box, Components, Mask, Plane } from './plane.js' */

// Lengths of a step along a side and across a corner that come nearest to the straight distance (Borgefors 1986), in whole
// numbers of a small unit: so they add up fast, and to the same sum everywhere.
const UNITS = 2 ** 16;
const STEP = Math.round(0.955 * UNITS);
const CORNER_STEP = Math.round(1.3693 * UNITS);

/** Marks all that hangs together with one pixel. @param {Mask} mask @param {Int32Array} labels @param {number} start @param {number} label @returns {Box} its box */
function fill({ width, height, data }, labels, start, label) {
  const waiting = [start];
  /** @type {Box} */
  const box = [Infinity, Infinity, 0, 0];
  labels[start] = label;
  while (waiting.length) {
    const at = /** @type {number} */ (waiting.pop());
    const x = at % width;
    const y = (at - x) / width;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x + 1);
    box[3] = Math.max(box[3], y + 1);
    const [right, bottom] = [Math.min(width - 1, x + 1), Math.min(height - 1, y + 1)];
    for (let row = Math.max(0, y - 1); row <= bottom; row += 1) {
      for (let next = row * width + Math.max(0, x - 1); next <= row * width + right; next += 1) {
        if (!data[next] || labels[next]) continue;
        labels[next] = label;
        waiting.push(next);
      }
    }
  }
  return box;
}

/** Finds what hangs together, over corners too. @param {Mask} mask @returns {Components} */
export function componentsOf(mask) {
  const labels = new Int32Array(mask.data.length);
  /** @type {Box[]} */
  const boxes = [[0, 0, mask.width, mask.height]];
  for (let at = mask.data.indexOf(1); at >= 0; at = mask.data.indexOf(1, at + 1)) {
    if (labels[at]) continue;
    boxes.push(fill(mask, labels, at, boxes.length));
  }
  return { labels: { ...mask, data: labels }, boxes };
}

/** Widens one line of a mask by so many pixels to both sides. @param {Uint8Array} from @param {Uint8Array} to @param {number} start @param {number} step @param {number} length @param {number} reach */
function widenLine(from, to, start, step, length, reach) {
  let last = -Infinity;
  let next = -1;
  for (let index = 0; index < length; index += 1) {
    while (next < length && next <= index + reach) {
      if (next >= 0 && from[start + next * step]) last = next;
      next += 1;
    }
    to[start + index * step] = Number(last >= index - reach);
  }
}

/** Widens what is true by a square of so many pixels to every side. @param {Mask} mask @param {number} reach @returns {Mask} */
export function widened(mask, reach) {
  const { width, height, data } = mask;
  const [across, result] = [new Uint8Array(data.length), new Uint8Array(data.length)];
  for (let y = 0; y < height; y += 1) widenLine(data, across, y * width, 1, width, reach);
  for (let x = 0; x < width; x += 1) widenLine(across, result, x, width, height, reach);
  return { width, height, data: result };
}

/** Steps to the nearest empty pixel above or beside, as far as they are shorter than those below: the first of two passes. @param {Mask} mask @returns {Int32Array} with an empty rim of one pixel */
function stepsFromAbove(mask) {
  const width = mask.width + 2;
  const steps = new Int32Array(width * (mask.height + 2));
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      if (!mask.data[y * mask.width + x]) continue;
      const at = (y + 1) * width + x + 1;
      const straight = Math.min(steps[at - 1], steps[at - width]);
      const across = Math.min(steps[at - width - 1], steps[at - width + 1]);
      steps[at] = Math.min(straight + STEP, across + CORNER_STEP);
    }
  }
  return steps;
}

/** Mean width of the strokes in pixels, at least 1: in a bar, the mean distance to the nearest edge is a quarter of it. @param {Mask} mask */
export function strokeWidth(mask) {
  const width = mask.width + 2;
  const steps = stepsFromAbove(mask);
  let [sum, inked] = [0, 0];
  for (let at = steps.length - width - 2; at > width; at -= 1) {
    if (!steps[at]) continue;
    const straight = Math.min(steps[at + 1], steps[at + width]);
    const across = Math.min(steps[at + width + 1], steps[at + width - 1]);
    steps[at] = Math.min(steps[at], straight + STEP, across + CORNER_STEP);
    sum += steps[at];
    inked += 1;
  }
  // Distances run to the centre of the nearest empty pixel, half a pixel beyond the edge.
  return Math.max(1, 4 * (sum / UNITS / Math.max(inked, 1) - 0.5));
}

/** The pixels that are true and have one beside them that is not. @param {Mask} mask whose own rim is empty @returns {number[]} */
function rimOf({ width, data }) {
  const rim = [];
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    if (!(data[at - 1] && data[at + 1] && data[at - width] && data[at + width])) rim.push(at);
  }
  return rim;
}

/**
 * The distance of every pixel to the nearest that is true; Infinity where none is within reach.
 * @param {Mask} mask with nothing true within reach of its edges @param {number} reach @returns {Plane}
 */
export function distanceWithin(mask, reach) {
  const { width, height, data } = mask;
  const distances = new Float32Array(data.length).fill(Infinity);
  for (let at = 0; at < data.length; at += 1) if (data[at]) distances[at] = 0;
  const rim = rimOf(mask);
  const most = Math.floor(reach);
  for (let down = -most; down <= most; down += 1) {
    for (let across = -most; across <= most; across += 1) {
      const distance = Math.sqrt(down * down + across * across);
      if (distance > reach) continue;
      const step = down * width + across;
      for (let index = 0; index < rim.length; index += 1) {
        const at = rim[index] + step;
        if (distance < distances[at]) distances[at] = distance;
      }
    }
  }
  return { width, height, data: distances };
}
