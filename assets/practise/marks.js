// Where the marks of a model stand that is to be traced: the numbers of its strokes and the arrows along them.

/** @import { Path, Place } from './models.js' */

import { PAD_SIDE } from './models.js';
import { nearest } from './paths.js';

export const NUMBER_RADIUS = 12;
const ARROW_AT = 0.16; // of a stroke
const ARROW_RADIUS = 10;
const DOT_RADIUS = 4;
const AIR = 2;
const WAYS_OFF = [20, 24, 28, 32, 38]; // of a number from where its stroke begins
const DIRECTIONS = 24;

/** Where the arrow of a stroke stands, and how far it is turned, in degrees. @param {Path} path @returns {{ place: Place, turn: number }} */
export function arrowOf(path) {
  const index = Math.max(1, Math.round(path.length * ARROW_AT));
  const [[x0, y0], [x, y]] = [path[index - 1], path[index]];
  return { place: [x, y], turn: (Math.atan2(y - y0, x - x0) * 180) / Math.PI };
}

/** The places around the beginning of a stroke, the nearest first, and of these the one that lies straight behind it. @param {Path} path @returns {Path} */
function around([[x, y], [toX, toY]]) {
  const behind = Math.atan2(y - toY, x - toX);
  const turns = Array.from({ length: DIRECTIONS }, (_, index) => (index % 2 ? 1 : -1) * Math.ceil(index / 2) * ((2 * Math.PI) / DIRECTIONS));
  return WAYS_OFF.flatMap((way) => turns.map((turn) => /** @type {Place} */ ([x + way * Math.cos(behind + turn), y + way * Math.sin(behind + turn)])));
}

/** How much air is left around a number; less than none where it covers something. @param {Place} place @param {Path} dots @param {Path} arrows @param {Path} numbers */
function airAround(place, dots, arrows, numbers) {
  const toEdge = Math.min(...place, ...place.map((value) => PAD_SIDE - value));
  return Math.min(
    toEdge - NUMBER_RADIUS,
    nearest(place, dots) - NUMBER_RADIUS - DOT_RADIUS,
    nearest(place, arrows) - NUMBER_RADIUS - ARROW_RADIUS,
    nearest(place, numbers) - 2 * NUMBER_RADIUS,
  );
}

/**
 * Where the numbers of strokes stand: beside where each begins, on nothing else.
 *
 * @param {Path[]} model
 * @returns {Place[]}
 */
export function numbersOf(model) {
  const arrows = model.map((path) => arrowOf(path).place);
  /** @type {Place[]} */
  const numbers = [];
  model.forEach((path) => {
    const places = around(path);
    const air = places.map((place) => airAround(place, model.flat(), arrows, numbers));
    const free = air.findIndex((each) => each >= AIR);
    numbers.push(places[free >= 0 ? free : air.indexOf(Math.max(...air))]);
  });
  return numbers;
}
