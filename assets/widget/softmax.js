// Turns what a network's last layer says into probabilities.

/** The shares of exponentials. @param {ArrayLike<number>} logits @param {number} [temperature] @returns {Float64Array} */
export function softmax(logits, temperature = 1) {
  const values = Float64Array.from(logits, (logit) => logit / temperature);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
