// Why a drawing is read as it is, and what would make it another digit, in the words of the server's functions
// (digit_recognizer/interface/why.py). It takes long: drawings that are to be read meanwhile go first, and what nobody waits
// for any more is given up.

/** @import { Asked } from './changes.js' */
/** @import { Found } from './evidence.js' */
/** @import { Drawing } from './painting.js' */
/** @import { Place } from './place.js' */
/** @import { Recognizer } from './recognizer.js' */

import constants from './constants.js';
import { evidenceOf } from './evidence.js';
import { explainAnswer, heatOf } from './explanation.js';
import { paint } from './painting.js';
import { roundHalfEven } from './plane.js';
import { seenOn } from './sheet.js';
import { breathe, inTurn } from './turns.js';
import { turnInto } from './turning.js';

/** `label`: the digit that it is to become, where it is to be turned. @typedef {{ model: string, label?: number, isOvertaken: () => boolean }} Wish */

const AT_ONCE = 8; // images: no drawing waits for more
const MAX_BYTE = 127;
const PLACES = 100; // hundredths of a pixel
const SIZE = constants.contract.image_size;

/** Nobody waits for it any more. */
class Overtaken extends Error {}

/** @param {Recognizer} recognizer @param {string} name @param {() => boolean} isOvertaken @returns {Promise<Asked>} */
async function askedOf({ bundle }, name, isOvertaken) {
  const model = await bundle.model(name);
  async function pause() {
    await breathe();
    if (isOvertaken()) throw new Overtaken();
  }
  /** @param {Uint8Array[]} images */
  async function ask(images) {
    const rows = [];
    for (let at = 0; at < images.length; at += AT_ONCE) {
      await pause();
      rows.push(...(await inTurn(() => model.run(images.slice(at, at + AT_ONCE)))));
    }
    return rows.map(({ probabilities }) => probabilities);
  }
  return { ask, pause };
}

/** @param {Uint8Array} bytes */
function encoded(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** Values from -1 to 1 as signed bytes. @param {ArrayLike<number>} values */
function encodedShares(values) {
  return encoded(new Uint8Array(Int8Array.from(values, (value) => roundHalfEven(value * MAX_BYTE)).buffer));
}

/** @param {Place} place of the image @returns {Box} its edges on the drawing */
function edgesOf({ left, top, width, height }) {
  const edges = [left, top, left + width * SIZE, top + height * SIZE];
  return /** @type {Box} */ (edges.map((edge) => roundHalfEven(edge * PLACES) / PLACES));
}

/** @param {Found} found @returns {Evidence} */
function shownEvidence({ kind, pictures, steps }) {
  /** @returns {Evidence['pictures'][0]} */
  const shown = ({ label, width, values }) => ({ label, size: [width, values.length / width], values: encodedShares(values) });
  return { kind, pictures: pictures.map(shown), steps };
}

/** @param {Recognizer} recognizer @param {Drawing} drawing @param {Wish} wish @returns {Promise<Value>} */
export async function explain(recognizer, drawing, { model, isOvertaken }) {
  const asked = await askedOf(recognizer, model, isOvertaken);
  const ink = paint(drawing);
  const seen = seenOn(ink);
  if (!seen) return { state: 'blank' };
  const { label, rival, contributions, tipping } = await explainAnswer(asked, ink, seen);
  const evidence = await evidenceOf(recognizer.bundle, model, seen.image, label);
  /** @type {Explanation} */
  const explanation = {
    model,
    label,
    rival,
    size: [drawing.width, drawing.height],
    frame: edgesOf(seen.place),
    image28: encoded(seen.image),
    heat: encodedShares(heatOf(contributions, seen.image)),
    tipping,
    evidence: evidence && shownEvidence(evidence),
  };
  return { state: 'explained', explanation };
}

/** @param {Recognizer} recognizer @param {Drawing} drawing @param {Wish} wish @returns {Promise<Value>} */
export async function turn(recognizer, drawing, { model, label = 0, isOvertaken }) {
  const { defaultModel } = recognizer.bundle;
  const asked = await askedOf(recognizer, model, isOvertaken);
  // Where a tree or few neighbours tell no small changes apart, the default model says what leads there.
  const guide = model === defaultModel ? null : await askedOf(recognizer, defaultModel, isOvertaken);
  const ink = paint(drawing);
  const seen = seenOn(ink);
  if (!seen) return { state: 'blank' };
  return { state: 'turned', turning: await turnInto({ asked, guide, label }, ink, seen) };
}
