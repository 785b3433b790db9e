// Runs a small convolutional network without the engine, which weighs more than all else that a pad needs: the same graph,
// the same answers, node by node in plain JavaScript.

/** @import { Compute } from './model.js' */
/** @import { GraphNode, Tensor } from './onnx.js' */
/** An array, the last index the quickest. @typedef {{ dims: number[], data: Tensor['values'] }} Values */
/** @typedef {(inputs: Values[], attributes: Record<string, number[]>) => Values} Operator */

import constants from './constants.js';
import { Model } from './model.js';
import { FLOAT, LONG, readGraph } from './onnx.js';
import { softmax } from './softmax.js';

const { image_size: SIZE } = constants.contract;

/** @param {number[]} numbers */
function productOf(numbers) {
  return numbers.reduce((product, number) => product * number, 1);
}

/** @param {(value: number) => number} compute @returns {Operator} */
function each(compute) {
  return ([{ dims, data }]) => ({ dims, data: Float32Array.from(data, compute) });
}

/** How many values of `one` in a row meet the same value of `other`, whose axes longer than 1 lie side by side. @param {number[]} one @param {number[]} other */
function repeatsOf(one, other) {
  const [first, last] = [other.findIndex((length) => length > 1), other.findLastIndex((length) => length > 1)];
  if (last < 0) return productOf(one);
  const shift = one.length - other.length;
  if (other.slice(first, last + 1).some((length, axis) => length !== one[shift + first + axis])) {
    throw new TypeError(`${other} is not repeated over ${one} here`);
  }
  return productOf(one.slice(shift + last + 1));
}

/** @param {(one: number, other: number) => number} compute @returns {Operator} */
function pairs(compute) {
  return ([one, other]) => {
    if (other.data.length > one.data.length) throw new TypeError('the first is not repeated over the second here');
    const repeats = repeatsOf(one.dims, other.dims);
    const data = new Float32Array(one.data.length);
    for (let at = 0; at < data.length; at += 1) data[at] = compute(one.data[at], other.data[Math.floor(at / repeats) % other.data.length]);
    return { dims: one.dims, data };
  };
}

/** Copies maps with paper around them. @param {Values} maps @param {number[]} pads top, left, bottom, right */
function padded({ dims: [images, channels, height, width], data }, [top, left, bottom, right]) {
  const [rows, columns] = [height + top + bottom, width + left + right];
  const wide = new Float32Array(images * channels * rows * columns);
  for (let row = 0; row < images * channels * height; row += 1) {
    const map = Math.floor(row / height);
    const start = (map * rows + top + (row % height)) * columns + left;
    for (let x = 0; x < width; x += 1) wide[start + x] = data[row * width + x];
  }
  return { dims: [images, channels, rows, columns], data: wide };
}

/**
 * Adds a map weighed by a kernel of 3 x 3: nine products for each value that is read and written.
 * @param {Float32Array} sums @param {Float32Array} map @param {number} columns @param {ArrayLike<number>} kernels @param {number} first
 */
function addThreeByThree(sums, map, columns, kernels, first) {
  const a = kernels[first];
  const b = kernels[first + 1];
  const c = kernels[first + 2];
  const d = kernels[first + 3];
  const e = kernels[first + 4];
  const f = kernels[first + 5];
  const g = kernels[first + 6];
  const h = kernels[first + 7];
  const i = kernels[first + 8];
  for (let at = 0, next = columns, last = 2 * columns; last + 2 < map.length; at += 1, next += 1, last += 1) {
    sums[at] +=
      a * map[at] + b * map[at + 1] + c * map[at + 2] +
      d * map[next] + e * map[next + 1] + f * map[next + 2] +
      g * map[last] + h * map[last + 1] + i * map[last + 2];
  }
}

/** Adds a map weighed by a kernel of any size. @param {Float32Array} sums @param {Float32Array} map @param {number} columns @param {ArrayLike<number>} kernels @param {number} first @param {number[]} size */
function addAny(sums, map, columns, kernels, first, [height, width]) {
  for (let place = 0; place < height * width; place += 1) {
    const weight = kernels[first + place];
    const shift = Math.floor(place / width) * columns + (place % width);
    for (let at = 0; at + shift < map.length; at += 1) sums[at] += weight * map[at + shift];
  }
}

/** @type {Operator} */
function convolve([images, kernels, biases], { pads = [0, 0, 0, 0], group: [groups] = [1], strides: [down, across] = [1, 1] }) {
  const { dims: [count, channels, rows, columns], data: maps } = padded(images, pads);
  const [filters, perFilter, ...size] = kernels.dims;
  const height = Math.floor((rows - size[0]) / down) + 1;
  const width = Math.floor((columns - size[1]) / across) + 1;
  const area = rows * columns;
  const data = new Float32Array(count * filters * height * width);
  // Rows as long as the padded ones, every place of them: what is past a row's end or between strides is left behind.
  const sums = new Float32Array(area);
  const add = size[0] === 3 && size[1] === 3 ? addThreeByThree : addAny;
  for (let map = 0; map < count * filters; map += 1) {
    const filter = map % filters;
    const first = Math.floor(map / filters) * channels + Math.floor((filter * groups) / filters) * perFilter;
    sums.fill(biases ? biases.data[filter] : 0);
    for (let channel = 0; channel < perFilter; channel += 1) {
      const start = (first + channel) * area;
      add(sums, maps.subarray(start, start + area), columns, kernels.data, (filter * perFilter + channel) * size[0] * size[1], size);
    }
    for (let at = 0; at < height * width; at += 1) {
      data[map * height * width + at] = sums[Math.floor(at / width) * down * columns + (at % width) * across];
    }
  }
  return { dims: [count, filters, height, width], data };
}

/** @type {Operator} */
function pool([{ dims: [count, channels, rows, columns], data }], { kernel_shape: [down, across] }) {
  const [height, width] = [Math.floor(rows / down), Math.floor(columns / across)];
  const most = new Float32Array(count * channels * height * width).fill(-Infinity);
  for (let map = 0; map < count * channels; map += 1) {
    for (let y = 0; y < height * down; y += 1) {
      for (let x = 0; x < width * across; x += 1) {
        const at = (map * height + Math.floor(y / down)) * width + Math.floor(x / across);
        most[at] = Math.max(most[at], data[(map * rows + y) * columns + x]);
      }
    }
  }
  return { dims: [count, channels, height, width], data: most };
}

/** @type {Operator} */
function multiplyMatrices([{ dims: [count, width, ...more], data }, { dims: [height, columns], data: weights }]) {
  if (more.length || height !== width) throw new TypeError('these are no two matrices to be multiplied');
  const products = new Float32Array(count * columns);
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let at = 0; at < width; at += 1) sum += data[row * width + at] * weights[at * columns + column];
      products[row * columns + column] = sum;
    }
  }
  return { dims: [count, columns], data: products };
}

/** @type {Operator} */
function sharesOfRows([{ dims, data }]) {
  const width = dims[dims.length - 1];
  const shares = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += width) shares.set(softmax(data.slice(start, start + width)), start);
  return { dims, data: shares };
}

/** @type {Operator} */
function transpose([{ dims, data }], { perm }) {
  const steps = dims.map((_, axis) => productOf(dims.slice(axis + 1)));
  const turned = perm.map((axis) => dims[axis]);
  const moved = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 1) {
    let [left, from] = [at, 0];
    for (let axis = perm.length - 1; axis >= 0; axis -= 1) {
      from += (left % turned[axis]) * steps[perm[axis]];
      left = Math.floor(left / turned[axis]);
    }
    moved[at] = data[from];
  }
  return { dims: turned, data: moved };
}

/** @type {Operator} */
function reshape([{ dims, data }, { data: wanted }]) {
  const known = Array.from(wanted, (length, axis) => (length === 0 ? dims[axis] : length));
  const rest = data.length / Math.abs(productOf(known));
  return { dims: known.map((length) => (length === -1 ? rest : length)), data };
}

/** @type {Record<string, Operator>} */
const OPERATORS = {
  Add: pairs((one, other) => one + other),
  Cast: ([values]) => values, // to floats, as bytes are taken in already
  Conv: convolve,
  Div: pairs((one, other) => one / other),
  Log: each(Math.log),
  MatMul: multiplyMatrices,
  MaxPool: pool,
  Mul: pairs((one, other) => one * other),
  Relu: each((value) => Math.max(value, 0)),
  Reshape: reshape,
  Sigmoid: each((value) => 1 / (1 + Math.exp(-value))),
  Softmax: sharesOfRows,
  Transpose: transpose,
};

// What nodes may say of themselves.
/** @type {Record<string, string[]>} */
const ATTRIBUTES = {
  Cast: ['to'],
  Conv: ['dilations', 'group', 'kernel_shape', 'pads', 'strides'],
  MaxPool: ['kernel_shape', 'pads', 'strides'],
  Softmax: ['axis'],
  Transpose: ['perm'],
};
const isOne = (/** @type {number} */ value) => value === 1;

/** Whether a node is one of those above, in the way that they are written for. @param {GraphNode} node */
function isKnown({ type, attributes }) {
  const isNew = (/** @type {string} */ name) => !ATTRIBUTES[type]?.includes(name);
  if (!(type in OPERATORS) || Object.keys(attributes).some(isNew)) return false;
  const { strides = [], dilations = [1], kernel_shape: kernel = [], pads = [], axis: [axis] = [-1], to: [to] = [] } = attributes;
  if (type === 'Conv') return dilations.every(isOne);
  if (type === 'MaxPool') return !pads.some(Boolean) && String(strides) === String(kernel);
  return type === 'Cast' ? to === FLOAT : axis === -1;
}

/** Whether an array is stored as those of our graphs are. @param {Tensor} tensor */
function isStoredSo({ type, isRaw }) {
  return isRaw && [FLOAT, LONG].includes(type);
}

/** @param {ArrayBuffer} content @returns {Compute | null} */
function computeOf(content) {
  const { nodes, tensors } = readGraph(new Uint8Array(content));
  if (!nodes.every(isKnown) || ![...tensors.values()].every(isStoredSo)) return null;
  const stored = [...tensors].map(([name, { dims, values }]) => /** @type {const} */ ([name, { dims, data: values }]));
  return async (images) => {
    const input = { dims: [images.length / (SIZE * SIZE), SIZE, SIZE], data: Float32Array.from(images) };
    /** @type {Map<string, Values>} */
    const values = new Map([...stored, ['images', input]]);
    for (const { type, inputs, outputs, attributes } of nodes) {
      const given = inputs.map((name) => /** @type {Values} */ (values.get(name)));
      values.set(outputs[0], OPERATORS[type](given, attributes));
    }
    return Object.fromEntries(values);
  };
}

/**
 * Opens a graph.
 * @param {ArrayBuffer} content
 * @returns {Promise<Model | null>} null where it needs the engine: it holds what is not known here, or not so
 */
export async function openLight(content) {
  try {
    const compute = computeOf(content);
    return compute && (await Model.open(compute));
  } catch {
    return null;
  }
}
