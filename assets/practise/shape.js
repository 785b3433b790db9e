// What the pen's path says of a digit beside what is read: where it was begun, whether it is closed, whether it is mirrored.

/** @import { Path } from './models.js' */

import { boxOf, distance, inSteps, mirrored, pacedDistance } from './paths.js';

const WITH_A_LOOP = [0, 6, 8, 9];
const LOOP = { length: 0.7, gap: 0.15 }; // in heights of the digit: the way around a loop, and what may be open of it
const BELOW = 0.65; // of the height
const PLAINLY = 0.75; // so much nearer does a mirrored model lie

/** Whether a digit's first stroke began near the bottom, where every digit is begun near the top. @param {Path[]} strokes */
export function isFromBelow(strokes) {
  const { top, height } = boxOf(strokes);
  return height > 0 && (strokes[0][0][1] - top) / height > BELOW;
}

/** Whether a digit that has a loop lacks one. @param {number} digit @param {Path[]} strokes */
export function isOpen(digit, strokes) {
  if (!WITH_A_LOOP.includes(digit)) return false;
  const places = strokes.flatMap(inSteps);
  const { height } = boxOf(strokes);
  const step = places.length > 1 ? Math.max(1, distance(places[0], places[1])) : 1;
  const apart = Math.ceil((LOOP.length * height) / step);
  return !places.some((place, index) => places.slice(index + apart).some((other) => distance(place, other) <= LOOP.gap * height));
}

/** Paths scaled to one size. @param {Path[]} paths @returns {Path} */
function inUnits(paths) {
  const { left, top, width, height } = boxOf(paths);
  const side = Math.max(width, height, 1);
  return paths.flatMap(inSteps).map(([x, y]) => [(x - left - width / 2) / side, (y - top - height / 2) / side]);
}

/** Whether the pen went as over the mirrored model, rather than as over the model. @param {Path[]} strokes @param {Path[]} model */
export function isWrittenMirrored(strokes, model) {
  const [written, wanted, turned] = [strokes, model, mirrored(model, 0)].map(inUnits);
  return pacedDistance(written, turned) < PLAINLY * pacedDistance(written, wanted);
}
