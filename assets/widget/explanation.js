// Why a model answered as it did: which ink speaks for its answer, and what would tip it to the next best digit, as
// digit_recognizer/explanation/explanation.py finds it, which says why each step is taken.

/** @import { Asked, Change, Original } from './changes.js' */
/** @import { Plane } from './plane.js' */
/** @import { Seen } from './sheet.js' */

import { changesOf, isEnough, log, ranked, tryOn } from './changes.js';
import constants from './constants.js';
import { changedImages, coversOf, findBars, findPatches } from './occlusion.js';
import { largest } from './plane.js';

/**
 * `contributions`: 28 rows of 28, above zero where ink speaks for the label, below where against it · `tipping`: at most one
 * erasure and one addition.
 * @typedef {{ label: number, rival: number, contributions: Float32Array, tipping: Tipping[] }} Reasons
 */

const { contract: CONTRACT, explanation: SHAPE } = constants;
const LEAST = 2 ** -126; // of what is divided by

/** @param {number[]} probabilities */
export function bestOf(probabilities) {
  return probabilities.indexOf(largest(probabilities));
}

/** The next best digit for the first row; of those equal there, the one that the other rows come nearest. @param {number[][]} probabilities @param {number} label */
function bestRival(probabilities, label) {
  const nearest = probabilities[0].map((_, digit) => largest(probabilities.map((row) => row[digit])));
  const others = [...nearest.keys()].filter((digit) => digit !== label);
  const [first] = probabilities;
  return others.sort((one, other) => first[other] - first[one] || nearest[other] - nearest[one])[0];
}

/** The log-odds of the label against all other digits together. @param {number[]} probabilities @param {number} label */
function logOdds(probabilities, label) {
  const others = probabilities.reduce((sum, value, digit) => (digit === label ? sum : sum + value), 0);
  return log(probabilities[label]) - log(others);
}

/** Spreads each patch's drop over its pixels, averages where patches overlap, and keeps it where there is ink. @param {Uint8Array} image @param {Float32Array[]} covers @param {number[]} drops */
function spreadBack(image, covers, drops) {
  const peak = Math.max(1, largest(image));
  return Float32Array.from(image, (value, at) => {
    let [sum, total] = [0, 0];
    covers.forEach((cover, index) => {
      sum += drops[index] * cover[at];
      total += cover[at];
    });
    return (sum / Math.max(total, LEAST)) * (value / peak);
  });
}

/** @param {Change[]} changes @param {Original} original @returns {Tipping[]} none where no change moves the odds to the rival */
function tippingOf(changes, original) {
  return ranked(changes, original)
    .slice(0, 1)
    .map((change) => ({ ...change.stroke, is_enough: isEnough(change, original.rival) }));
}

/** @param {Asked} asked the model @param {Plane} ink of the drawing @param {Seen} seen of it @returns {Promise<Reasons>} */
export async function explainAnswer(asked, ink, { image, place }) {
  const [patches, bars] = [findPatches(image, SHAPE.patches), findBars(image, SHAPE.bars)];
  const covers = coversOf(patches);
  const erased = changedImages(image, 'erase', covers);
  const [own, ...rest] = await asked.ask([image, ...erased, ...changedImages(image, 'add', coversOf(bars))]);
  const [afterErasing, afterAdding] = [rest.slice(0, erased.length), rest.slice(erased.length)];
  const label = bestOf(own);
  const original = { image, place, probabilities: own, label, rival: bestRival([own, ...rest], label) };
  const drops = afterErasing.map((row) => logOdds(own, label) - logOdds(row, label));
  const kinds = [changesOf(original, 'erase', patches, afterErasing), changesOf(original, 'add', bars, afterAdding)];
  const tried = await tryOn(ink, asked, kinds, original);
  const tipping = tried.flatMap((changes) => tippingOf(changes, original));
  return { label, rival: original.rival, contributions: spreadBack(image, covers, drops), tipping };
}

/** The mean of values around each place, mirrored at the edges. @param {Float32Array} values */
function blurred(values) {
  const size = CONTRACT.image_size;
  const reach = (SHAPE.heat_reach - 1) / 2;
  const mirrored = (place) => size - 1 - Math.abs(size - 1 - Math.abs(place));
  const offsets = Array.from({ length: SHAPE.heat_reach }, (_, index) => index - reach);
  return values.map((_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    offsets.forEach((down) => offsets.forEach((right) => (sum += values[mirrored(row + down) * size + mirrored(column + right)])));
    return sum / SHAPE.heat_reach ** 2;
  });
}

/** How strongly ink at each place counts, the strongest of either sign as 1; it reaches a little beyond the ink. @param {Float32Array} contributions @param {Uint8Array} image @returns {number[]} */
export function heatOf(contributions, image) {
  const ink = Float32Array.from(image, (value) => value / CONTRACT.pixel_max);
  const [around, inkAround] = [blurred(contributions), blurred(ink)];
  const heat = Array.from(ink, (share, at) => (share > 0.5 ? contributions[at] / share : around[at] / Math.max(inkAround[at], 1e-6)));
  const most = Math.max(largest(heat.map(Math.abs)), 1e-9);
  return heat.map((value) => value / most);
}
