// The geometry of what a pen wrote: paths of places in equal steps, their boxes, and how far one lies from another.

/** @import { Path, Place } from './models.js' */

const STEP = 4;

/** @param {Place} a @param {Place} b */
export function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The same path in equal steps; a tap of the pen is one place. @param {Path} path @returns {Path} */
export function inSteps(path) {
  /** @type {Path} */
  const places = [path[0]];
  let left = STEP;
  path.slice(1).forEach((to, index) => {
    let from = path[index];
    let length = distance(from, to);
    while (length >= left) {
      const share = left / length;
      from = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
      places.push(from);
      length -= left;
      left = STEP;
    }
    left -= length;
  });
  const end = path[path.length - 1];
  if (distance(places[places.length - 1], end) > STEP / 4) places.push(end);
  return places;
}

/** Left, top, width and height of paths. @param {Path[]} paths */
export function boxOf(paths) {
  const [xs, ys] = [0, 1].map((axis) => paths.flatMap((path) => path.map((place) => place[axis])));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** How far a place lies from the nearest of others. @param {Place} place @param {Path} others */
export function nearest(place, others) {
  return others.reduce((least, other) => Math.min(least, distance(place, other)), Infinity);
}

/** The mean distance of places from a path. @param {Path} places @param {Path} path */
export function meanDistance(places, path) {
  return places.reduce((sum, place) => sum + nearest(place, path), 0) / places.length;
}

/** The mean distance between two paths that are followed at the same pace. @param {Path} one @param {Path} other */
export function pacedDistance(one, other) {
  const samples = 24;
  const at = (/** @type {Path} */ path, /** @type {number} */ share) => path[Math.round(share * (path.length - 1))];
  const shares = Array.from({ length: samples + 1 }, (_, index) => index / samples);
  return shares.reduce((sum, share) => sum + distance(at(one, share), at(other, share)), 0) / shares.length;
}

/** The same paths seen in a mirror, on a square of that side. @param {Path[]} paths @param {number} side @returns {Path[]} */
export function mirrored(paths, side) {
  return paths.map((path) => path.map(([x, y]) => [side - x, y]));
}
