// The page's small network, lenet, layer by layer: what each number is, from which it comes, and how the answer hangs on
// each pixel. Its weights are those of the served graph.

/** @import { Graph } from '../widget/onnx.js' */
/** @import { Maps } from './layers.js' */

import { softmax } from '../widget/softmax.js';
import { asMaps, convolve, convolveBack, dense, denseBack, largestPlaces, poolLargest, rectify } from './layers.js';
import { tensorNamed, weightsOf } from './onnx.js';

const PIXEL_MAX = 255;
const POOL = 2;

/** What was multiplied by what: `at` names the place that a factor comes from. @typedef {{ input: number, weight: number, at: number }} Term */
/** How one number came to be: `kind` says by which rule. @typedef {{ kind: 'convolution' | 'pooling' | 'dense' | 'softmax', terms: Term[], bias: number, sum: number, value: number, patch: number }} Arithmetic */
/** @typedef {{ input: Maps, conv1: Maps, pool1: Maps, conv2: Maps, pool2: Maps, hidden: Float64Array, logits: Float64Array, uncalibrated: Float64Array, probabilities: Float64Array }} Layers */
/** @typedef {'conv1' | 'pool1' | 'conv2' | 'pool2' | 'hidden' | 'logits' | 'uncalibrated'} LayerName */

/** All numbers of a layer. @param {Layers} layers @param {LayerName} name @returns {Float64Array} */
export function numbersOf(layers, name) {
  const layer = layers[name];
  return layer instanceof Float64Array ? layer : layer.values;
}

export class Lenet {
  /** @param {Graph} graph */
  constructor(graph) {
    const [first, second] = weightsOf(graph, 'Conv');
    const layers = weightsOf(graph, 'MatMul').map(([weights]) => weights);
    // Each dense layer adds its biases in a node of its own.
    const biases = layers.map(({ dims }) => biasesOf(graph, dims[1]));
    this.convolutions = [first, second].map(([kernels, bias]) => ({ kernels: kernels.values, bias: bias.values, size: kernels.dims[3], depth: kernels.dims[1] }));
    this.denseLayers = layers.map(({ values }, at) => ({ weights: values, bias: biases[at] }));
    const number = (name) => tensorNamed(graph, name).values[0];
    this.temperature = number('temperature');
    this.mixing = { kept: number('kept_share'), uniform: number('uniform_part') };
  }

  /** What is learnt: kernels, weights and biases. */
  get parameterCount() {
    const counts = [...this.convolutions.map(({ kernels, bias }) => kernels.length + bias.length), ...this.denseLayers.map(({ weights, bias }) => weights.length + bias.length)];
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** @param {ArrayLike<number>} image 28 rows of 28, 0 = paper, 255 = ink @returns {Layers} */
  run(image) {
    const input = asMaps(Float64Array.from(image, (level) => level / PIXEL_MAX));
    const [first, second] = this.convolutions;
    const conv1 = rectify(convolve(input, first.kernels, first.bias, first.size));
    const pool1 = poolLargest(conv1, POOL);
    const conv2 = rectify(convolve(pool1, second.kernels, second.bias, second.size));
    const pool2 = poolLargest(conv2, POOL);
    const [third, fourth] = this.denseLayers;
    const hidden = dense(byPlace(pool2), third.weights, third.bias).map((value) => Math.max(0, value));
    const logits = dense(hidden, fourth.weights, fourth.bias);
    const uncalibrated = softmax(logits);
    return { input, conv1, pool1, conv2, pool2, hidden, logits, uncalibrated, probabilities: this.calibrate(uncalibrated) };
  }

  /** What the page shows: softened by a temperature that was fitted on drawings. @param {Float64Array} uncalibrated @param {number} [temperature] */
  calibrate(uncalibrated, temperature = this.temperature) {
    return softmax(uncalibrated.map((share) => Math.log(share * this.mixing.kept + this.mixing.uniform)), temperature);
  }

  /** How the logarithm of a digit's probability changes with each pixel, 0 to 1. @param {Layers} layers @param {number} digit @returns {Float64Array} */
  slopes(layers, digit) {
    const [third, fourth] = this.denseLayers;
    const [first, second] = this.convolutions;
    const atLogits = layers.uncalibrated.map((share, other) => Number(other === digit) - share);
    const atHidden = denseBack(atLogits, fourth.weights).map((slope, unit) => (layers.hidden[unit] > 0 ? slope : 0));
    const atPool2 = fromPlace(denseBack(atHidden, third.weights), layers.pool2);
    const atConv2 = poolBack(atPool2, layers.conv2);
    const atPool1 = convolveBack(atConv2, layers.pool1, second.kernels, second.size);
    const atConv1 = poolBack(atPool1.values, layers.conv1);
    return convolveBack(atConv1, layers.input, first.kernels, first.size).values;
  }

  /** How one number came to be. @param {Layers} layers @param {LayerName} name @param {number} place @returns {Arithmetic} */
  explain(layers, name, place) {
    if (name === 'conv1') return explainConvolution(layers.input, this.convolutions[0], layers.conv1, place);
    if (name === 'conv2') return explainConvolution(layers.pool1, this.convolutions[1], layers.conv2, place);
    if (name === 'pool1') return explainPooling(layers.conv1, layers.pool1, place);
    if (name === 'pool2') return explainPooling(layers.conv2, layers.pool2, place);
    if (name === 'hidden') return explainDense(byPlace(layers.pool2), this.denseLayers[0], layers.hidden, place);
    if (name === 'logits') return explainDense(layers.hidden, this.denseLayers[1], layers.logits, place);
    return explainSoftmax(layers.logits, layers.uncalibrated, place);
  }
}

/** @param {Graph} graph @param {number} count */
function biasesOf(graph, count) {
  const added = weightsOf(graph, 'Add').flat().find(({ dims }) => dims.length === 1 && dims[0] === count && count > 1);
  if (!added) throw new TypeError(`the graph holds no ${count} biases`);
  return added.values;
}

/** Keras counts place by place, with all maps of a place together; maps here lie one behind the other. @param {Maps} maps */
function byPlace({ depth, side, values }) {
  const area = side * side;
  return Float64Array.from({ length: values.length }, (_, at) => values[(at % depth) * area + Math.floor(at / depth)]);
}

/** @param {Float64Array} slopes place by place @param {Maps} maps */
function fromPlace(slopes, { depth, side, values }) {
  const area = side * side;
  return Float64Array.from({ length: values.length }, (_, at) => slopes[(at % area) * depth + Math.floor(at / area)]);
}

/** Only the largest of each square passed on, and only where the unit fired. @param {Float64Array} slopes @param {Maps} maps @returns {Maps} */
function poolBack(slopes, maps) {
  const back = { ...maps, values: new Float64Array(maps.values.length) };
  largestPlaces(maps, POOL).forEach((place, at) => {
    if (maps.values[place] > 0) back.values[place] += slopes[at];
  });
  return back;
}

/** @param {Maps} input @param {{ kernels: ArrayLike<number>, bias: ArrayLike<number>, size: number, depth: number }} layer @param {Maps} made @param {number} place @returns {Arithmetic} */
function explainConvolution(input, { kernels, bias, size, depth }, made, place) {
  const map = Math.floor(place / made.side ** 2);
  const [x, y] = [place % made.side, Math.floor(place / made.side) % made.side];
  const terms = Array.from({ length: depth * size * size }, (_, index) => {
    const [from, inside] = [Math.floor(index / size ** 2), index % size ** 2];
    const at = (from * input.side + y + Math.floor(inside / size)) * input.side + x + (inside % size);
    return { input: input.values[at], weight: kernels[map * depth * size * size + index], at };
  });
  return { kind: 'convolution', terms, bias: bias[map], sum: sumOf(terms, bias[map]), value: made.values[place], patch: size };
}

/** @param {Maps} input @param {Maps} made @param {number} place @returns {Arithmetic} */
function explainPooling(input, made, place) {
  const map = Math.floor(place / made.side ** 2);
  const corner = (map * input.side + (Math.floor(place / made.side) % made.side) * POOL) * input.side + (place % made.side) * POOL;
  const places = [0, 1, input.side, input.side + 1].map((step) => corner + step);
  const terms = places.map((at) => ({ input: input.values[at], weight: 1, at }));
  return { kind: 'pooling', terms, bias: 0, sum: made.values[place], value: made.values[place], patch: POOL };
}

/** @param {ArrayLike<number>} input @param {{ weights: ArrayLike<number>, bias: ArrayLike<number> }} layer @param {ArrayLike<number>} made @param {number} place @returns {Arithmetic} */
function explainDense(input, { weights, bias }, made, place) {
  const terms = Array.from(input, (value, at) => ({ input: value, weight: weights[at * bias.length + place], at }));
  return { kind: 'dense', terms, bias: bias[place], sum: sumOf(terms, bias[place]), value: made[place], patch: 0 };
}

/** @param {Float64Array} logits @param {Float64Array} made @param {number} place @returns {Arithmetic} */
function explainSoftmax(logits, made, place) {
  const terms = Array.from(logits, (value, at) => ({ input: value, weight: Math.exp(value), at }));
  const sum = terms.reduce((total, { weight }) => total + weight, 0);
  return { kind: 'softmax', terms, bias: 0, sum, value: made[place], patch: 0 };
}

/** @param {Term[]} terms @param {number} bias */
function sumOf(terms, bias) {
  return terms.reduce((sum, { input, weight }) => sum + input * weight, bias);
}
