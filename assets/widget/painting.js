// Paints strokes as the pad does, so that what is read is to the level what a server would be sent. Without a canvas, as in
// Node.js, a brush of our own comes near it.

/** @import { Plane } from './plane.js' */

import { paint as paintStrokes } from '../page/strokes.js';
import { paintByHand } from './brush.js';
import constants from './constants.js';
import { fromPublic } from './drawing.js';
import { newPlane } from './plane.js';

/**
 * @typedef {{ points: [number, number][], width: number, erases?: boolean }} Stroke
 * @typedef {{ width: number, height: number, strokes: Stroke[] }} Drawing
 */

const CHANNELS = 4; // red, green, blue and alpha

/** @param {Plane} sheet @param {OffscreenCanvasRenderingContext2D} context @param {Stroke[]} strokes @param {number} width of the drawing, in its units */
function paintOn(sheet, context, strokes, width) {
  paintStrokes(context, fromPublic(strokes.filter(({ points }) => points.length)), '#000', width);
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
  if (context) paintOn(sheet, context, strokes, width);
  else paintByHand(sheet, strokes, scale);
  return sheet;
}
