// Gradient descent on one weight: a line through the origin, laid through points. The loss is scaled so that its curve
// bends by 1 whatever the points are: a rate of 1 then lands in one jump, and from 2 on nothing holds it.

/** Made up: about 0.8 as high as wide. @type {[number, number][]} */
export const POINTS = [[0.15, 0.2], [0.3, 0.16], [0.45, 0.4], [0.6, 0.42], [0.75, 0.66], [0.9, 0.68]];

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const SCALE = mean(POINTS.map(([x]) => x ** 2));
/** The weight whose loss is least. */
export const LOWEST = mean(POINTS.map(([x, y]) => x * y)) / SCALE;

/** Half the mean squared error, scaled. @param {number} weight */
export function loss(weight) {
  return mean(POINTS.map(([x, y]) => (weight * x - y) ** 2)) / (2 * SCALE);
}

/** @param {number} weight */
export function slope(weight) {
  return mean(POINTS.map(([x, y]) => (weight * x - y) * x)) / SCALE;
}

/** @param {number} weight @param {number} rate */
export function step(weight, rate) {
  return weight - rate * slope(weight);
}
