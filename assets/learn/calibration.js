// How well confidence keeps its word: of the answers that were given with 70 to 80 %, are 70 to 80 % right?

/** @typedef {{ confidence: number, isRight: boolean }} Answered */
/** @typedef {{ count: number, confidence: number, accuracy: number }} Bin */

const BINS = 10;

/** Answers sorted by their confidence into bins of a tenth. @param {Answered[]} answers @returns {Bin[]} */
export function binned(answers) {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, accuracy: 0 }));
  answers.forEach(({ confidence, isRight }) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    bin.count += 1;
    bin.confidence += confidence;
    bin.accuracy += Number(isRight);
  });
  return bins.map(({ count, confidence, accuracy }) => ({ count, confidence: count && confidence / count, accuracy: count && accuracy / count }));
}

/** The expected calibration error: how far confidence is from the truth, bin by bin, weighed by how many are in each. @param {Bin[]} bins */
export function calibrationError(bins) {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return total ? bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0) / total : 0;
}
