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

/** What `squaredAlong` works with: a line's squared distances, and the parabolas over it that lie lowest. */
class Envelope {
  /** @param {number} length */
  constructor(length) {
    this.line = new Float64Array(length);
    this.places = new Int32Array(length);
    this.borders = new Float64Array(length + 1);
  }

  /** Where the parabolas over two places meet. @param {number} one @param {number} other */
  meeting(one, other) {
    return (this.line[one] + one * one - this.line[other] - other * other) / (2 * (one - other));
  }

  /** Finds the lowest parabolas (Felzenszwalb and Huttenlocher 2012). @param {number} length */
  build(length) {
    const { places, borders } = this;
    let last = 0;
    places[0] = 0;
    borders[0] = -Infinity;
    borders[1] = Infinity;
    for (let at = 1; at < length; at += 1) {
      let border = this.meeting(at, places[last]);
      while (border <= borders[last]) {
        last -= 1;
        border = this.meeting(at, places[last]);
      }
      last += 1;
      places[last] = at;
      borders[last] = border;
      borders[last + 1] = Infinity;
    }
  }
}

/** Turns squared distances across a line into those in both directions. @param {Float64Array} squared @param {Envelope} envelope @param {number} start @param {number} step @param {number} length */
function squaredAlong(squared, envelope, start, step, length) {
  for (let at = 0; at < length; at += 1) envelope.line[at] = squared[start + at * step];
  envelope.build(length);
  for (let at = 0, last = 0; at < length; at += 1) {
    while (envelope.borders[last + 1] < at) last += 1;
    const place = envelope.places[last];
    squared[start + at * step] = (at - place) ** 2 + envelope.line[place];
  }
}

/** The distance of every pixel to the nearest that is true. @param {Mask} mask @returns {Plane} */
export function distanceTo({ width, height, data }) {
  // Farther than any pixel, and small enough to be added to.
  const far = (width + height) ** 2;
  const squared = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += 1) squared[at] = data[at] ? 0 : far;
  const envelope = new Envelope(Math.max(width, height));
  for (let x = 0; x < width; x += 1) squaredAlong(squared, envelope, x, width, height);
  for (let y = 0; y < height; y += 1) squaredAlong(squared, envelope, y * width, 1, width);
  return { width, height, data: new Float32Array(squared.map(Math.sqrt)) };
}
