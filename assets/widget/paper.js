// Tells ink from paper on a canvas' pixels: ink of any colour on paper of one colour, or on no paper at all.

/** @import { Plane } from './plane.js' */

import constants from './constants.js';
import { boxOf, count, largest, newPlane } from './plane.js';

/** What a canvas' `getImageData` returns. @typedef {{ width: number, height: number, data: ArrayLike<number> }} Pixels */

const { paper, transparency } = constants;
const PIXEL_MAX = constants.contract.pixel_max;
const CHANNELS = 4;

/** Where the canvas is opaque. @param {Pixels} pixels @returns {import('./plane.js').Mask} */
function opaqueOf({ width, height, data }) {
  const opaque = Uint8Array.from({ length: width * height }, (_, at) =>
    Number(data[CHANNELS * at + 3] >= transparency.opaque),
  );
  return { width, height, data: opaque };
}

/** Whether what is opaque is a sheet with something on it: it fills its box, as strokes do not. @param {Pixels} pixels */
function isSheet(pixels) {
  const opaque = opaqueOf(pixels);
  const box = boxOf(opaque);
  if (!box || count(opaque) <= transparency.min_sheet * (box[2] - box[0]) * (box[3] - box[1])) return false;
  return [0, 1, 2].some((channel) => {
    let [low, high] = [PIXEL_MAX, 0];
    opaque.data.forEach((isOpaque, at) => {
      if (!isOpaque) return;
      low = Math.min(low, pixels.data[CHANNELS * at + channel]);
      high = Math.max(high, pixels.data[CHANNELS * at + channel]);
    });
    return high - low > transparency.min_spread;
  });
}

/** The most frequent of whole numbers. @param {number[]} values */
function mostFrequent(values) {
  const counts = new Map();
  values.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
  const most = largest([...counts.values()]);
  return Math.min(...[...counts].filter(([, times]) => times === most).map(([value]) => value));
}

/** Indices of the outermost pixels. @param {Pixels} pixels */
function rimOf({ width, height }) {
  const across = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]).flat();
  const down = Array.from({ length: height }, (_, y) => [y * width, y * width + width - 1]).flat();
  return [...across, ...down];
}

/** The most frequent colour, the canvas' rim counting more. @param {Pixels} pixels @param {number[]} rim */
function dominantColour({ width, height, data }, rim) {
  const step = Math.max(1, Math.floor(Math.max(width, height) / paper.histogram_side));
  const sample = Array.from({ length: paper.border_weight }, () => rim).flat();
  for (let y = 0; y < height; y += step) for (let x = 0; x < width; x += step) sample.push(y * width + x);
  const packed = (at) => [0, 1, 2].reduce((key, channel) => (key << paper.bits) | (data[CHANNELS * at + channel] >> (8 - paper.bits)), 0);
  const usual = mostFrequent(sample.map(packed));
  const members = sample.filter((at) => packed(at) === usual);
  return [0, 1, 2].map((channel) => mostFrequent(members.map((at) => data[CHANNELS * at + channel])));
}

/** By how many levels a pixel differs from the paper, in the channel where it differs most. @param {Pixels} pixels @param {number[]} colour @param {number} at */
function farthest({ data }, colour, at) {
  let most = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    most = Math.max(most, Math.abs(data[CHANNELS * at + channel] - colour[channel]));
  }
  return most;
}

/** Whether the paper is of one exact colour, as that of no photo is. @param {Pixels} pixels @param {number[]} colour @param {number[]} rim */
function isClean(pixels, colour, rim) {
  const area = pixels.width * pixels.height;
  let [exact, near] = [0, 0];
  for (let at = 0; at < area; at += 1) {
    const difference = farthest(pixels, colour, at);
    exact += Number(difference === 0);
    near += Number(difference <= paper.near_tolerance);
  }
  const isPlain = exact >= paper.clean_share * area && exact >= paper.clean_purity * near;
  const calm = rim.filter((at) => farthest(pixels, colour, at) <= paper.rim_tolerance);
  return isPlain && calm.length >= paper.clean_rim * rim.length;
}

/** The canvas, opaque. @param {Pixels} pixels @param {number[]} colour @returns {Pixels} */
function onPaper({ width, height, data }, colour) {
  const opaque = Array.from(data, (value, at) => {
    if (at % CHANNELS === 3) return PIXEL_MAX;
    const share = data[at - (at % CHANNELS) + 3] / PIXEL_MAX;
    return Math.round(value * share + colour[at % CHANNELS] * (1 - share));
  });
  return { width, height, data: opaque };
}

/**
 * Measures the ink in each pixel of a canvas.
 * @param {Pixels} pixels
 * @returns {Plane | null} levels of ink, 0 = paper; null for what is no clean canvas, such as a photo
 */
export function inkOf(pixels) {
  const { width, height, data } = pixels;
  const ink = newPlane(width, height);
  const isTransparent = ink.data.some((_, at) => data[CHANNELS * at + 3] < PIXEL_MAX);
  if (isTransparent && !isSheet(pixels)) {
    ink.data.forEach((_, at) => (ink.data[at] = data[CHANNELS * at + 3]));
    return ink;
  }
  const rim = rimOf(pixels);
  const colour = dominantColour(pixels, rim);
  const sheet = isTransparent ? onPaper(pixels, colour) : pixels;
  if (!isClean(sheet, colour, rim)) return null;
  ink.data.forEach((_, at) => {
    let squares = 0;
    for (let channel = 0; channel < 3; channel += 1) squares += (sheet.data[CHANNELS * at + channel] - colour[channel]) ** 2;
    ink.data[at] = Math.sqrt(squares / 3);
  });
  return ink;
}
