// The 2-2-1 network: two sigmoid units under a third, and Adam, as training/report/concepts/xor_network.py has them.

import { random } from './chance.js';

/** Nine numbers: hidden weights a→1, a→2, b→1, b→2, hidden biases, output weights, output bias. @typedef {Float64Array} Nine */

export const INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const TARGETS = [0, 1, 1, 0];
const TOLERANCE = 0.1;
const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-7 };
const TINY = 1e-12; // whose logarithm is still a number

const sigmoid = (value) => 0.5 * (1 + Math.tanh(0.5 * value));

/** @param {{ hidden_weights: number[][], hidden_biases: number[], output_weights: number[], output_bias: number }} learnt @returns {Nine} */
export function fromLesson({ hidden_weights, hidden_biases, output_weights, output_bias }) {
  return Float64Array.of(...hidden_weights.flat(), ...hidden_biases, ...output_weights, output_bias);
}

/** A start by chance, between the bounds of Glorot and Bengio 2010. @param {number} seed @returns {Nine} */
export function newStart(seed) {
  const chance = random(seed);
  const within = (bound) => (chance() * 2 - 1) * bound;
  const hidden = Array.from({ length: 4 }, () => within(Math.sqrt(6 / 4)));
  const output = Array.from({ length: 2 }, () => within(Math.sqrt(6 / 3)));
  return Float64Array.of(...hidden, 0, 0, ...output, 0);
}

/** @param {Nine} nine @param {number} a @param {number} b */
export function run(nine, a, b) {
  const hidden = [0, 1].map((unit) => sigmoid(a * nine[unit] + b * nine[2 + unit] + nine[4 + unit]));
  return { hidden, answer: sigmoid(hidden[0] * nine[6] + hidden[1] * nine[7] + nine[8]) };
}

/** Cross-entropy in nats, the mean over the truth table. @param {Nine} nine */
export function loss(nine) {
  const each = INPUTS.map(([a, b], row) => {
    const { answer } = run(nine, a, b);
    return -Math.log(Math.max(TINY, TARGETS[row] ? answer : 1 - answer));
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

/** @param {Nine} nine @returns {Nine} how the loss changes with each of the nine */
export function gradient(nine) {
  const slopes = new Float64Array(9);
  INPUTS.forEach(([a, b], row) => {
    const { hidden, answer } = run(nine, a, b);
    const atOutput = (answer - TARGETS[row]) / INPUTS.length;
    hidden.forEach((value, unit) => {
      const atUnit = atOutput * nine[6 + unit] * value * (1 - value);
      slopes[unit] += atUnit * a;
      slopes[2 + unit] += atUnit * b;
      slopes[4 + unit] += atUnit;
      slopes[6 + unit] += atOutput * value;
    });
    slopes[8] += atOutput;
  });
  return slopes;
}

/** Whether all four answers are within 0.1 of their targets. @param {Nine} nine */
export function hasLearnt(nine) {
  return INPUTS.every(([a, b], row) => Math.abs(run(nine, a, b).answer - TARGETS[row]) < TOLERANCE);
}

/** Adam (Kingma and Ba 2015) on nine numbers. @param {Nine} start @param {number} rate */
export function newAdam(start, rate) {
  const nine = start.slice();
  const [mean, square] = [new Float64Array(9), new Float64Array(9)];
  let count = 0;
  return {
    nine,
    step() {
      count += 1;
      gradient(nine).forEach((slope, at) => {
        mean[at] = ADAM.first * mean[at] + (1 - ADAM.first) * slope;
        square[at] = ADAM.second * square[at] + (1 - ADAM.second) * slope ** 2;
        const [m, s] = [mean[at] / (1 - ADAM.first ** count), square[at] / (1 - ADAM.second ** count)];
        nine[at] -= (rate * m) / (Math.sqrt(s) + ADAM.epsilon);
      });
      return count;
    },
  };
}
