// Rosenblatt's perceptron on a truth table, one row at a time, as training/report/concepts/perceptron.py has it. Weights and
// rate count tenths, so that they stay whole numbers: a point on the line is then exactly on it.

/** @typedef {{ inputs: number[][], targets: number[], initial_weights: number[] }} Task */
/** The bias and a weight for each input, in tenths. @typedef {number[]} Weights */

export const TENTHS = 10;

/** @param {number[]} weights @returns {Weights} */
export function inTenths(weights) {
  return weights.map((weight) => Math.round(weight * TENTHS));
}

/** What is weighed: bias + weights · inputs, in tenths. @param {Weights} weights @param {number[]} inputs */
export function activation([bias, ...weights], inputs) {
  return inputs.reduce((sum, input, at) => sum + input * weights[at], bias);
}

/** @param {Weights} weights @param {number[]} inputs @returns {1 | -1} */
export function answer(weights, inputs) {
  return activation(weights, inputs) > 0 ? 1 : -1;
}

/** Shows one row: what it answers, and the weights afterwards, which change only where it errs. @param {Weights} weights @param {Task} task @param {number} row @param {number} rate in tenths */
export function learn(weights, { inputs, targets }, row, rate) {
  const said = answer(weights, inputs[row]);
  const change = rate * (targets[row] - said);
  return { said, change, weights: [1, ...inputs[row]].map((input, at) => weights[at] + change * input) };
}

/** How many rows are answered wrong. @param {Weights} weights @param {Task} task */
export function mistakes(weights, { inputs, targets }) {
  return inputs.filter((row, at) => answer(weights, row) !== targets[at]).length;
}
