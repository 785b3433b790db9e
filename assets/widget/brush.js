// A pen of our own, for where no canvas is to be had: how much of each pixel a round pen covers.

/** @import { Plane } from './plane.js' */
/** @import { Stroke } from './painting.js' */

import constants from './constants.js';
import { clamp, newPlane, roundHalfEven } from './plane.js';

const FLATNESS = 0.05; // px between a curve and the straight pieces that stand for it
const PIXEL_MAX = constants.contract.pixel_max;

/** @param {[number, number]} a @param {[number, number]} b @returns {[number, number]} */
export function middle([ax, ay], [bx, by]) {
  return [(ax + bx) / 2, (ay + by) / 2];
}

/** Adds points of the curve from the last one towards `to`, bent towards `by`. @param {[number, number][]} path @param {[number, number]} by @param {[number, number]} to */
function addCurve(path, by, to) {
  const from = /** @type {[number, number]} */ (path.at(-1));
  const bend = Math.hypot(from[0] - 2 * by[0] + to[0], from[1] - 2 * by[1] + to[1]);
  const pieces = Math.max(1, Math.ceil(Math.sqrt(bend / (4 * FLATNESS))));
  for (let piece = 1; piece <= pieces; piece += 1) {
    const t = piece / pieces;
    const at = (axis) => (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * by[axis] + t ** 2 * to[axis];
    path.push([at(0), at(1)]);
  }
}

/** The stroke's path as straight pieces. @param {[number, number][]} points */
function pathOf(points) {
  /** @type {[number, number][]} */
  const path = [points[0]];
  points.slice(1).forEach((point, index) => addCurve(path, points[index], middle(points[index], point)));
  path.push(/** @type {[number, number]} */ (points.at(-1)));
  return path;
}

/**
 * Covers, in each pixel, what lies within the pen's radius of one straight piece.
 * @param {Plane} cover @param {[number, number]} from @param {[number, number]} to @param {number} radius
 */
function coverPiece(cover, [x1, y1], [x2, y2], radius) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const reach = radius + 0.5;
  const [most, sure] = [Math.min(1, 2 * radius), Math.max(0, radius - 0.5) ** 2];
  const left = clamp(Math.floor(Math.min(x1, x2) - reach), 0, cover.width);
  const right = clamp(Math.ceil(Math.max(x1, x2) + reach), 0, cover.width);
  const bottom = clamp(Math.ceil(Math.max(y1, y2) + reach), 0, cover.height);
  for (let y = clamp(Math.floor(Math.min(y1, y2) - reach), 0, cover.height); y < bottom; y += 1) {
    const py = y + 0.5 - y1;
    for (let x = left; x < right; x += 1) {
      const at = y * cover.width + x;
      if (cover.data[at] >= most) continue;
      const px = x + 0.5 - x1;
      const along = length ? clamp((px * dx + py * dy) / length, 0, 1) : 0;
      const squared = (px - along * dx) ** 2 + (py - along * dy) ** 2;
      if (squared >= reach * reach) continue;
      const share = squared <= sure ? most : Math.min(most, reach - Math.sqrt(squared));
      if (share > cover.data[at]) cover.data[at] = share;
    }
  }
}

/** Lays a stroke on the sheet, or takes it away. @param {Plane} sheet @param {Stroke} stroke @param {number} scale */
function addStroke(sheet, { points, width, erases }, scale) {
  if (!points.length) return;
  const cover = newPlane(sheet.width, sheet.height);
  const path = pathOf(points.map(([x, y]) => [x * scale, y * scale]));
  for (let index = 1; index < path.length; index += 1) {
    coverPiece(cover, path[index - 1], path[index], (width * scale) / 2);
  }
  cover.data.forEach((share, at) => {
    if (!share) return;
    const left = sheet.data[at] * (1 - share);
    sheet.data[at] = roundHalfEven(erases ? left : left + PIXEL_MAX * share);
  });
}

/** Paints strokes on a blank sheet. @param {Plane} sheet @param {Stroke[]} strokes @param {number} scale pixels of the sheet in one unit of the drawing */
export function paintByHand(sheet, strokes, scale) {
  strokes.forEach((stroke) => addStroke(sheet, stroke, scale));
}
