// Softmax regression, and a network with one hidden layer, trained in the browser: a batch at a time, by Adam.

/** @import { Digits } from './dataset.js' */

import { softmax } from '../widget/softmax.js';
import { random, shuffled } from './chance.js';
import { digitAt } from './dataset.js';
import { best } from './layers.js';

const CLASSES = 10;
const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-7 };
const TINY = 1e-12;

/** Weights [in, out] and biases, with what Adam remembers of them. @param {number} from @param {number} to @param {() => number} chance */
function newLayer(from, to, chance) {
  const bound = Math.sqrt(6 / (from + to));
  const values = Float64Array.from({ length: (from + 1) * to }, (_, at) => (at < from * to ? (chance() * 2 - 1) * bound : 0));
  const empty = () => new Float64Array(values.length);
  return { from, to, values, slopes: empty(), mean: empty(), square: empty() };
}

export class Trainer {
  #order;
  #place = 0;
  #steps = 0;

  /** @param {Digits} digits @param {{ hidden?: number, rate?: number, batch?: number, seed?: number }} [options] `hidden`: units between pixels and digits; with none it is softmax regression */
  constructor(digits, { hidden = 0, rate = 0.003, batch = 32, seed = 1 } = {}) {
    this.digits = digits;
    this.rate = rate;
    this.batch = batch;
    this.chance = random(seed);
    const sizes = hidden ? [digits.width, hidden, CLASSES] : [digits.width, CLASSES];
    this.layers = sizes.slice(1).map((to, at) => newLayer(sizes[at], to, this.chance));
    this.#order = shuffled(digits.labels.length, this.chance);
  }

  /** How often all digits were shown. */
  get epochs() {
    return (this.#steps * this.batch) / this.digits.labels.length;
  }

  get parameterCount() {
    return this.layers.reduce((sum, { values }) => sum + values.length, 0);
  }

  /** What every layer makes of a digit, the last as logits. @param {ArrayLike<number>} pixels 0 to 1 */
  #activations(pixels) {
    const found = [pixels];
    this.layers.forEach((layer, at) => {
      const made = forward(layer, found[at]);
      found.push(at < this.layers.length - 1 ? made.map((value) => Math.max(0, value)) : made);
    });
    return found;
  }

  /** @param {ArrayLike<number>} pixels 0 to 1 @returns {Float64Array} the probability of each digit */
  answer(pixels) {
    return softmax(this.logits(pixels));
  }

  /** @param {ArrayLike<number>} pixels @returns {Float64Array} */
  logits(pixels) {
    return /** @type {Float64Array} */ (this.#activations(pixels).at(-1));
  }

  /** Learns from one batch. @returns {number} its mean loss in nats */
  step() {
    let loss = 0;
    this.layers.forEach(({ slopes }) => slopes.fill(0));
    for (let count = 0; count < this.batch; count += 1) loss += this.#show(this.#next());
    this.#steps += 1;
    this.layers.forEach((layer) => this.#adjust(layer));
    return loss / this.batch;
  }

  #next() {
    if (this.#place === this.#order.length) {
      this.#order = shuffled(this.#order.length, this.chance);
      this.#place = 0;
    }
    this.#place += 1;
    return this.#order[this.#place - 1];
  }

  /** Adds up how the loss on one digit changes with every weight. @param {number} at */
  #show(at) {
    const found = this.#activations(digitAt(this.digits, at));
    const shares = softmax(/** @type {Float64Array} */ (found.at(-1)));
    const label = this.digits.labels[at];
    let slopes = shares.map((share, digit) => (share - Number(digit === label)) / this.batch);
    for (let layer = this.layers.length - 1; layer >= 0; layer -= 1) slopes = backward(this.layers[layer], found[layer], slopes, layer > 0);
    return -Math.log(Math.max(TINY, shares[label]));
  }

  /** @param {ReturnType<typeof newLayer>} layer */
  #adjust({ values, slopes, mean, square }) {
    const [m, s] = [1 - ADAM.first ** this.#steps, 1 - ADAM.second ** this.#steps];
    for (let at = 0; at < values.length; at += 1) {
      mean[at] = ADAM.first * mean[at] + (1 - ADAM.first) * slopes[at];
      square[at] = ADAM.second * square[at] + (1 - ADAM.second) * slopes[at] ** 2;
      values[at] -= (this.rate * mean[at]) / m / (Math.sqrt(square[at] / s) + ADAM.epsilon);
    }
  }

  /** The share of digits that it reads right. @param {Digits} digits */
  accuracy(digits) {
    let right = 0;
    digits.labels.forEach((label, at) => (right += Number(best(this.logits(digitAt(digits, at))) === label)));
    return right / digits.labels.length;
  }

  /** How each pixel speaks for (+) and against (-) one unit of the first layer. @param {number} unit */
  picture(unit) {
    const { from, to, values } = this.layers[0];
    return Float64Array.from({ length: from }, (_, pixel) => values[pixel * to + unit]);
  }
}

/** @param {ReturnType<typeof newLayer>} layer @param {ArrayLike<number>} input @returns {Float64Array} */
function forward({ from, to, values }, input) {
  const made = values.slice(from * to);
  for (let at = 0; at < from; at += 1) {
    const value = input[at];
    if (value) for (let unit = 0; unit < to; unit += 1) made[unit] += value * values[at * to + unit];
  }
  return made;
}

/** Adds to the layer's slopes, and returns those of its input where something comes before it. @param {ReturnType<typeof newLayer>} layer @param {ArrayLike<number>} input @param {Float64Array} slopes @param {boolean} isInner */
function backward({ from, to, values, slopes: sums }, input, slopes, isInner) {
  const back = new Float64Array(isInner ? from : 0);
  for (let at = 0; at < from; at += 1) {
    const value = input[at];
    // A pixel without ink, or a unit that is silent, takes no part.
    if (!value) continue;
    for (let unit = 0; unit < to; unit += 1) {
      sums[at * to + unit] += value * slopes[unit];
      if (isInner) back[at] += slopes[unit] * values[at * to + unit];
    }
  }
  for (let unit = 0; unit < to; unit += 1) sums[from * to + unit] += slopes[unit];
  return back;
}
