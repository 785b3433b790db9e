// What is drawn on the pad, as the models see it; the same drawing goes along from stop to stop.

import { openSurface } from '../pad/surface.js';
import { pack, unpack } from '../page/strokes.js';
import { cutOut, findDigit } from '../widget/digit.js';
import { toPublic } from '../widget/drawing.js';
import { normalizeInk } from '../widget/normalize.js';
import { paint } from '../widget/painting.js';
import { shrinkTo } from '../widget/plane.js';
import constants from '../widget/constants.js';

const SIDE = 280;
const SIZE = constants.contract.image_size;
/** A 3, for who has drawn nothing yet. @type {[number, number][]} */
const THREE = [[92, 72], [112, 54], [142, 50], [170, 62], [180, 86], [168, 112], [138, 130], [172, 142], [190, 170], [180, 204], [148, 224], [112, 218], [88, 200]];

/** @param {Stroke[]} strokes as the classic demo has it: the whole canvas, made small @returns {Uint8Array} 28 rows of 28 */
export function shrunk(strokes) {
  const small = shrinkTo(paint({ width: SIDE, height: SIDE, strokes: toPublic(strokes) }), SIZE);
  return Uint8Array.from(small.data, Math.round);
}

/** @param {Stroke[]} strokes @returns {Uint8Array | null} 28 rows of 28 as the models see it; null where nothing is drawn */
export function normalized(strokes) {
  const found = strokes.length ? findDigit(paint({ width: SIDE, height: SIDE, strokes: toPublic(strokes) })) : null;
  return found && normalizeInk(cutOut(found));
}

/** @param {Stroke[]} strokes smaller, and moved, in shares of the pad; the brush stays as it is @param {number} size @param {number} right @param {number} down @returns {Stroke[]} */
export function moved(strokes, size, right, down) {
  const place = (value, shift) => (value - SIDE / 2) * size + SIDE / 2 + shift * SIDE;
  return strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(({ x, y }) => ({ x: place(x, right), y: place(y, down) })) }));
}

/** @param {HTMLElement} pad @param {string | undefined} packed the drawing that a link brings @param {(isResting: boolean) => void} told */
export function openDrawing(pad, packed, told) {
  let frame = 0;
  /** @type {Uint8Array | null} */
  let image = null;
  const surface = openSurface(pad, { name: 'learn', width: SIDE, height: SIDE }, {
    touched: () => {},
    changed: () => (frame ||= requestAnimationFrame(() => read(false))),
    rested: () => read(true),
  });
  function read(isResting) {
    cancelAnimationFrame(frame);
    frame = 0;
    image = normalized(surface.strokes);
    told(isResting);
  }
  surface.load((packed && unpack(packed)) || [{ points: THREE.map(([x, y]) => ({ x, y })), width: 18, erases: false }]);
  image = normalized(surface.strokes);
  return {
    /** 28 rows of 28, 0 to 255; null while nothing is drawn. */
    get image() {
      return image;
    },
    get strokes() {
      return surface.strokes;
    },
    get packed() {
      return surface.strokes.length ? pack(surface.strokes) : '';
    },
    redraw: surface.redraw,
  };
}
