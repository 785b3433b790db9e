// Arithmetic on one-channel pictures: what the normalisation needs of OpenCV, with its very rules.

/**
 * One channel of a picture, row by row.
 * @template {Float32Array | Uint8Array | Int32Array} [Data=Float32Array]
 * @typedef {{ width: number, height: number, data: Data }} Plane
 */

/** A mask: 1 where it is true. @typedef {Plane<Uint8Array>} Mask */

/** Left, top, right and bottom (exclusive). @typedef {[number, number, number, number]} Box */

/** What hangs together on a mask; the first of the boxes is that of everything. @typedef {{ labels: Plane<Int32Array>, boxes: Box[] }} Components */

/** What an output pixel is averaged from. @typedef {{ from: number, weights: number[] }} Taps */

/** @param {number} width @param {number} height @returns {Plane} */
export function newPlane(width, height) {
  return { width, height, data: new Float32Array(width * height) };
}

/** The nearest whole number; of two as near, the even one, as NumPy rounds. @param {number} value */
export function roundHalfEven(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** @param {ArrayLike<number>} values */
export function largest(values) {
  let most = -Infinity;
  for (let index = 0; index < values.length; index += 1) if (values[index] > most) most = values[index];
  return most;
}

/** Where a plane is above a level. @param {Plane} plane @param {number} level @returns {Mask} */
export function above(plane, level) {
  const { data: values } = plane;
  const data = new Uint8Array(values.length);
  for (let at = 0; at < data.length; at += 1) if (values[at] > level) data[at] = 1;
  return { ...plane, data };
}

/** @param {Mask} mask */
export function count(mask) {
  let sum = 0;
  for (let at = 0; at < mask.data.length; at += 1) sum += mask.data[at];
  return sum;
}

/** The box of what is true on a mask; null where nothing is. @param {Mask} mask @returns {Box | null} */
export function boxOf({ width, height, data }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1) + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right ? [left, top, right, bottom] : null;
}

/**
 * @template {Float32Array | Uint8Array | Int32Array} Data
 * @param {Plane<Data>} plane @param {Box} box @returns {Plane<Data>}
 */
export function crop(plane, [left, top, right, bottom]) {
  const width = right - left;
  const data = /** @type {Data} */ (plane.data.slice(0, width * (bottom - top)));
  for (let y = top; y < bottom; y += 1) {
    data.set(plane.data.subarray(y * plane.width + left, y * plane.width + right), (y - top) * width);
  }
  return { width, height: bottom - top, data };
}

/** A plane with so many blank pixels on every side. @param {Plane} plane @param {number} pad */
export function withRoom(plane, pad) {
  const room = newPlane(plane.width + 2 * pad, plane.height + 2 * pad);
  for (let y = 0; y < plane.height; y += 1) {
    const row = plane.data.subarray(y * plane.width, (y + 1) * plane.width);
    room.data.set(row, (y + pad) * room.width + pad);
  }
  return room;
}

/** Shares of source pixels in each target pixel, where it covers several. @param {number} source @param {number} target @returns {Taps[]} */
function areaTaps(source, target) {
  const scale = source / target;
  return Array.from({ length: target }, (_, index) => {
    const [start, end] = [index * scale, Math.min(source, (index + 1) * scale)];
    const from = Math.floor(start);
    const length = Math.min(source, Math.ceil(end - 1e-9)) - from;
    const weights = Array.from({ length }, (_, tap) => Math.min(end, from + tap + 1) - Math.max(start, from + tap));
    return { from, weights: weights.map((weight) => weight / (end - start)) };
  });
}

/** Shares of the two source pixels between whose centres each target pixel's centre lies. @param {number} source @param {number} target @returns {Taps[]} */
function linearTaps(source, target) {
  return Array.from({ length: target }, (_, index) => {
    const place = clamp((index + 0.5) * (source / target) - 0.5, 0, source - 1);
    const from = Math.min(Math.floor(place), Math.max(0, source - 2));
    return { from, weights: source > 1 ? [1 - (place - from), place - from] : [1] };
  });
}

/** @param {Plane} plane @param {Taps[]} columns @param {Taps[]} rows */
function resample(plane, columns, rows) {
  const across = newPlane(columns.length, plane.height);
  for (let y = 0; y < plane.height; y += 1) {
    const row = plane.data.subarray(y * plane.width, (y + 1) * plane.width);
    columns.forEach(({ from, weights }, x) => {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) sum += weights[tap] * row[from + tap];
      across.data[y * columns.length + x] = sum;
    });
  }
  const result = newPlane(columns.length, rows.length);
  rows.forEach(({ from, weights }, y) => {
    const row = result.data.subarray(y * result.width, (y + 1) * result.width);
    weights.forEach((weight, tap) => {
      const start = (from + tap) * result.width;
      for (let x = 0; x < result.width; x += 1) row[x] += weight * across.data[start + x];
    });
  });
  return result;
}

/** Averages a plane down so that its longest side is at most `side` pixels; a smaller one is returned as it is. @param {Plane} plane @param {number} side */
export function shrinkTo(plane, side) {
  const factor = Math.max(plane.width, plane.height) / side;
  if (factor <= 1) return plane;
  const [width, height] = [plane.width, plane.height].map((old) => Math.max(1, roundHalfEven(old / factor)));
  return resample(plane, areaTaps(plane.width, width), areaTaps(plane.height, height));
}

/** Enlarges a plane. @param {Plane} plane @param {number} width @param {number} height */
export function enlarge(plane, width, height) {
  return resample(plane, linearTaps(plane.width, width), linearTaps(plane.height, height));
}

/** The largest value in each row and each column. @param {Plane} plane */
export function profilesOf({ width, height, data }) {
  const [rows, columns] = [new Float32Array(height), new Float32Array(width)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x];
      if (value > rows[y]) rows[y] = value;
      if (value > columns[x]) columns[x] = value;
    }
  }
  return { rows, columns };
}

/** The outermost rows and columns: top, bottom, left, right. @template {ArrayLike<number>} Data @param {{ width: number, height: number, data: Data }} plane */
export function edgesOf({ width, height, data }) {
  const row = (y) => Array.from({ length: width }, (_, x) => data[y * width + x]);
  const column = (x) => Array.from({ length: height }, (_, y) => data[y * width + x]);
  return [row(0), row(height - 1), column(0), column(width - 1)];
}
