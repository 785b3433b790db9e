// Changes to a digit, and what a model makes of them: on the 28 x 28 image, and on the drawing itself, as
// digit_recognizer/explanation/changes.py does.

/** @import { Marks } from './occlusion.js' */
/** @import { Place } from './place.js' */
/** @import { Plane } from './plane.js' */

import constants from './constants.js';
import { changedImages, coversOf } from './occlusion.js';
import { clamp, largest } from './plane.js';
import { inkAfter, seenOn, strokesOn } from './sheet.js';

/**
 * Who is asked: `ask` resolves with the ten digits' probabilities of each image; `pause` lets other work pass. Both reject
 * where nobody waits for the answer any more.
 * @typedef {{ ask(images: Uint8Array[]): Promise<number[][]>, pause(): Promise<void> }} Asked
 *
 * The image as it is: what the models see, where that lies on the drawing, the probabilities, the answer, and the digit that it
 * might be instead.
 * @typedef {{ image: Uint8Array, place: Place, probabilities: number[], label: number, rival: number }} Original
 *
 * `stroke`: on the drawing · `ink`: how much it adds or takes on the image · `image`: what the models see after it ·
 * `probabilities`: what the model makes of it · `lead`: by how much the rival must lead to be the answer.
 * @typedef {{ stroke: Mark, ink: number, image: Uint8Array, probabilities: number[], lead: number }} Change
 */

const { explanation: SHAPE } = constants;

/** The natural logarithm of a probability, of one next to 0 as of the least that is told apart. @param {number} probability */
export function log(probability) {
  return Math.log(clamp(probability, SHAPE.min_probability, 1));
}

/** The most that any other digit has. @param {number[]} probabilities @param {number} digit */
export function mostOfOthers(probabilities, digit) {
  return largest(probabilities.filter((_, other) => other !== digit));
}

/** By how much a change moves the log-odds from the label to the rival. @param {Change} change @param {Original} original */
function moveOf({ probabilities: after }, { probabilities: before, label, rival }) {
  return log(after[rival]) - log(after[label]) - (log(before[rival]) - log(before[label]));
}

/** Whether the rival is the answer after a change. @param {Change} change @param {number} rival */
export function isEnough({ probabilities, lead }, rival) {
  return probabilities[rival] > mostOfOthers(probabilities, rival) + lead;
}

/**
 * Changes that move the odds to the rival, the best first: of those that are enough the one that changes least ink, of the
 * others the one that moves the odds most.
 * @param {Change[]} changes @param {Original} original @returns {Change[]}
 */
export function ranked(changes, original) {
  const rated = changes.map((change) => ({
    change,
    move: moveOf(change, original),
    cost: isEnough(change, original.rival) ? change.ink : Infinity,
  }));
  const useful = rated.filter(({ move }) => move > 0);
  // Both may be endless, and the difference then is no number.
  return useful.sort((one, other) => (one.cost === other.cost ? other.move - one.move : one.cost - other.cost)).map(({ change }) => change);
}

/** Marks on the image, with what the model makes of them. @param {Original} original @param {Mark['kind']} kind @param {Marks} marks @param {number[][]} probabilities @returns {Change[]} */
export function changesOf({ image, place }, kind, marks, probabilities) {
  const strokes = strokesOn(place, kind, marks);
  return changedImages(image, kind, coversOf(marks)).map((changed, index) => ({
    stroke: strokes[index],
    ink: changed.reduce((sum, value, at) => sum + Math.abs(value - image[at]), 0),
    image: changed,
    probabilities: probabilities[index],
    lead: 0,
  }));
}

/** The likeliest changes, drawn on the drawing; those that leave no ink are left out. @param {Plane} ink @param {Asked} asked @param {Change[]} changes @param {Original} original */
async function redrawn(ink, asked, changes, original) {
  /** @type {Change[]} */
  const kept = [];
  for (const change of ranked(changes, original).slice(0, SHAPE.tried)) {
    await asked.pause();
    const seen = seenOn(inkAfter(ink, change.stroke));
    if (seen) kept.push({ ...change, image: seen.image, lead: SHAPE.min_lead });
  }
  return kept;
}

/**
 * The likeliest changes of each kind, with what the model makes of them on the drawing itself.
 * @param {Plane} ink @param {Asked} asked @param {Change[][]} kinds @param {Original} original @returns {Promise<Change[][]>}
 */
export async function tryOn(ink, asked, kinds, original) {
  const tried = [];
  for (const changes of kinds) tried.push(await redrawn(ink, asked, changes, original));
  const probabilities = await asked.ask(tried.flat().map(({ image }) => image));
  return tried.map((changes) => changes.map((change) => ({ ...change, probabilities: /** @type {number[]} */ (probabilities.shift()) })));
}
