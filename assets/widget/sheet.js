// A drawing's ink, on which strokes can be drawn and rubbed out as a visitor would, as digit_recognizer/explanation/sheet.py
// does. A change to the 28 x 28 image alone is not yet one to the drawing: more or less ink moves and scales the whole digit.

/** @import { Marks, Point } from './occlusion.js' */
/** @import { Place } from './place.js' */
/** @import { Plane } from './plane.js' */

import constants from './constants.js';
import { cutOut, findDigit, placeOfCut } from './digit.js';
import { normalizeInPlace } from './normalize.js';
import { distanceFrom, softCover } from './occlusion.js';
import { partAt } from './place.js';
import { clamp, roundHalfEven } from './plane.js';

/** What the models see of a drawing, and where that lies on it. @typedef {{ image: Uint8Array, place: Place }} Seen */

const PIXEL_MAX = constants.contract.pixel_max;
const STEPS = constants.explanation.steps_per_pixel;

/** @param {Plane} ink levels of it, 0 = paper @returns {Seen | null} null where all ink was rubbed out */
export function seenOn(ink) {
  const found = findDigit(ink);
  if (!found) return null;
  const { image, place } = normalizeInPlace(cutOut(found));
  return { image, place: partAt(placeOfCut(found), place) };
}

/** The ink with one more stroke. @param {Plane} ink @param {Mark} stroke @returns {Plane} */
export function inkAfter(ink, { kind, points, width }) {
  // Pixels lie at whole numbers.
  const [start, end] = points.map(([x, y]) => /** @type {Point} */ ([y - 0.5, x - 0.5]));
  const radius = width / 2;
  const [top, left] = start.map((place, axis) => Math.max(0, Math.trunc(Math.min(place, end[axis]) - radius - 1)));
  const [bottom, right] = [ink.height, ink.width].map((most, axis) => clamp(Math.trunc(Math.max(start[axis], end[axis]) + radius + 2), 0, most));
  const data = ink.data.slice();
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const at = row * ink.width + column;
      const cover = softCover(distanceFrom([row, column], start, end), radius);
      const paper = PIXEL_MAX - data[at];
      const drawn = kind === 'add' ? Math.min(paper, PIXEL_MAX * (1 - cover)) : paper + (PIXEL_MAX - paper) * cover;
      data[at] = PIXEL_MAX - roundHalfEven(drawn);
    }
  }
  return { ...ink, data };
}

/** Strokes lie on halves of pixels, as a pad keeps them. @param {number} place */
function snap(place) {
  return roundHalfEven(place * STEPS) / STEPS;
}

/** Marks on the image as strokes on the drawing. @param {Place} place of the image @param {Mark['kind']} kind @param {Marks} marks @returns {Mark[]} */
export function strokesOn(place, kind, { starts, ends, width: across }) {
  const width = Math.max(1, roundHalfEven((across * (place.width + place.height)) / 2));
  /** @param {Point} pixel @returns {[number, number]} */
  const pointOn = ([row, column]) => [snap(place.left + (column + 0.5) * place.width), snap(place.top + (row + 0.5) * place.height)];
  return starts.map((start, index) => ({ kind, points: [pointOn(start), pointOn(ends[index])], width }));
}
