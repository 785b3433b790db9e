// Paints strokes as the pad does: one path per stroke through the middles of neighbouring points, with round ends. A
// browser's canvas paints them, so that what is read is to the level what a server would be sent; without one, as in
// Node.js, a brush of our own comes near it.

/** @import { Plane } from './plane.js' */

import { middle, paintByHand } from './brush.js';
import constants from './constants.js';
import { newPlane } from './plane.js';

/**
 * @typedef {{ points: [number, number][], width: number, erases?: boolean }} Stroke
 * @typedef {{ width: number, height: number, strokes: Stroke[] }} Drawing
 */

const CHANNELS = 4; // red, green, blue and alpha

/** Whether a stroke is a tap of the pen: a path of no length would leave no ink on a canvas. @param {[number, number][]} points */
function isDot(points) {
  return points.every(([x, y]) => x === points[0][0] && y === points[0][1]);
}

/** @param {OffscreenCanvasRenderingContext2D} context @param {Stroke} stroke */
function strokeOn(context, { points, width, erases }) {
  if (!points.length) return;
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
  context.lineWidth = width;
  context.beginPath();
  if (isDot(points)) {
    context.arc(...points[0], width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(...points[0]);
  points.slice(1).forEach((point, index) => context.quadraticCurveTo(...points[index], ...middle(points[index], point)));
  context.lineTo(.../** @type {[number, number]} */ (points.at(-1)));
  context.stroke();
}

/** @param {Plane} sheet @param {OffscreenCanvasRenderingContext2D} context @param {Stroke[]} strokes @param {number} scale */
function paintOn(sheet, context, strokes, scale) {
  context.scale(scale, scale);
  context.lineCap = context.lineJoin = 'round';
  strokes.forEach((stroke) => strokeOn(context, stroke));
  const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
  for (let at = 0; at < sheet.data.length; at += 1) sheet.data[at] = data[CHANNELS * at + 3];
}

/** Paints a drawing. @param {Drawing} drawing @returns {Plane} levels of ink, 0 = paper, 255 = ink, at no more pixels than are looked at */
export function paint({ width, height, strokes }) {
  const scale = Math.min(1, constants.ink.canvas_side / Math.max(width, height));
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const sheet = newPlane(columns, rows);
  const canvas = globalThis.OffscreenCanvas && new OffscreenCanvas(columns, rows);
  // Kept in memory: what is painted by the graphics card takes longer to read back.
  const context = canvas?.getContext('2d', { willReadFrequently: true });
  if (context) paintOn(sheet, context, strokes, scale);
  else paintByHand(sheet, strokes, scale);
  return sheet;
}
