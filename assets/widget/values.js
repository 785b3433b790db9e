// What the page is told of a reading: the same as by the server's function.

/** @import { Reading } from './recognizer.js' */

import constants from './constants.js';

const { class_count: CLASSES } = constants.contract;

/** @param {Reading} reading of all ten answers of each model @returns {Value} */
export function valueOf({ isBlank, image, answers }) {
  if (isBlank) return { state: 'blank', where: 'browser' };
  const predictions = Object.entries(answers).map(([model, { confidences, milliseconds }]) => {
    const probabilities = new Array(CLASSES);
    confidences.forEach(({ label, confidence }) => {
      probabilities[label] = confidence;
    });
    return { model, probabilities, milliseconds };
  });
  const [{ isDigit }] = Object.values(answers);
  return { state: 'answers', where: 'browser', image28: btoa(String.fromCharCode(...image)), is_digit: isDigit, predictions };
}
