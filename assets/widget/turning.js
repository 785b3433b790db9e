// What would make a digit another one: strokes to draw and to rub out until a model says so, found as
// digit_recognizer/explanation/turning.py does.

/** @import { Asked } from './changes.js' */
/** @import { Plane } from './plane.js' */
/** @import { Seen } from './sheet.js' */

import { log, mostOfOthers } from './changes.js';
import constants from './constants.js';
import { changedImages, coversOf, findBars, findPatches } from './occlusion.js';
import { largest } from './plane.js';
import { inkAfter, seenOn, strokesOn } from './sheet.js';

/**
 * The drawing after some strokes.
 * @typedef {{ ink: Plane, strokes: Mark[], seen: Seen }} State
 * Says how near images are to the digit: the model, and where it sees no difference the guide.
 * @typedef {{ asked: Asked, guide: Asked | null, label: number }} Judge
 * @typedef {{ score: number, isWon: boolean }} Verdict
 */

const SHAPE = constants.turning;
const MIN_LEAD = constants.explanation.min_lead;

/** @param {number[]} probabilities @param {number} label */
function leadOf(probabilities, label) {
  return log(probabilities[label]) - log(mostOfOthers(probabilities, label));
}

/** @param {Judge} judge @param {Uint8Array[]} images @returns {Promise<Verdict[]>} */
async function judged({ asked, guide, label }, images) {
  const rows = await asked.ask(images);
  const advice = await guide?.ask(images);
  return rows.map((row, index) => ({
    score: leadOf(row, label) + (advice ? SHAPE.guidance * leadOf(advice[index], label) : 0),
    isWon: row[label] > mostOfOthers(row, label) + MIN_LEAD,
  }));
}

/** The strokes that bring the image nearest to the digit, the nearest first. @param {State} state @param {Judge} judge @returns {Promise<Mark[]>} */
async function likeliest({ seen: { image, place } }, judge) {
  const [patches, bars] = [findPatches(image, SHAPE.patches), findBars(image, SHAPE.bars)];
  const images = [...changedImages(image, 'erase', coversOf(patches)), ...changedImages(image, 'add', coversOf(bars))];
  const strokes = [...strokesOn(place, 'erase', patches), ...strokesOn(place, 'add', bars)];
  const verdicts = await judged(judge, images);
  const order = [...strokes.keys()].sort((one, other) => verdicts[other].score - verdicts[one].score);
  return order.slice(0, SHAPE.tried).map((index) => strokes[index]);
}

/** The states after each stroke that leaves ink. @param {State} state @param {Mark[]} strokes @param {Judge} judge */
async function statesAfter({ ink, strokes: earlier }, strokes, { asked }) {
  /** @type {State[]} */
  const states = [];
  for (const stroke of strokes) {
    await asked.pause();
    const after = inkAfter(ink, stroke);
    const seen = seenOn(after);
    if (seen) states.push({ ink: after, strokes: [...earlier, stroke], seen });
  }
  return states;
}

/**
 * Searches for strokes after which a model says the judge's digit.
 * @param {Judge} judge @param {Plane} ink @param {Seen} seen of it
 * @returns {Promise<{ strokes: Mark[], is_enough: boolean }>}
 */
export async function turnInto(judge, ink, seen) {
  /** @type {State} */
  let state = { ink, strokes: [], seen };
  let [verdict] = await judged(judge, [seen.image]);
  while (state.strokes.length < SHAPE.max_strokes && !verdict.isWon) {
    const states = await statesAfter(state, await likeliest(state, judge), judge);
    if (!states.length) break;
    const verdicts = await judged(judge, states.map(({ seen: { image } }) => image));
    const won = verdicts.findIndex(({ isWon }) => isWon);
    const scores = verdicts.map(({ score }) => score);
    const best = won >= 0 ? won : scores.indexOf(largest(scores));
    if (!verdicts[best].isWon && scores[best] <= verdict.score) break;
    [state, verdict] = [states[best], verdicts[best]];
  }
  return { strokes: state.strokes, is_enough: verdict.isWon };
}
