// Compares what was written with a model along its strokes: is all of it covered, is nothing beside it, in which order and
// from which end was it written.

/** @import { Path } from './models.js' */

import { inSteps, meanDistance, nearest, pacedDistance } from './paths.js';

/**
 * `coverage`: the share of the model that was written over · `kept`: the share of what was written that lies on the
 * model · `isTraced`: both are enough, and no stroke is missing · `isInOrder`: stroke by stroke as the model, each from its
 * beginning.
 * @typedef {{ coverage: number, kept: number, isTraced: boolean, isInOrder: boolean }} Tracing
 */

const TOLERANCE = 22; // of a pad of 280: a child's pen beside the line
const MIN_COVERAGE = 0.9;
const MIN_COVERAGE_OF_EACH = 0.75; // of a stroke: most of a 7's bar lies near the line that it crosses
const MIN_KEPT = 0.8;
const CLEARLY = 0.8; // so much nearer lies a stroke that was written from its other end

/** @param {Path} places @param {Path} others */
function shareNear(places, others) {
  return places.filter((place) => nearest(place, others) <= TOLERANCE).length / places.length;
}

/** For each path, the number of the model's stroke that it lies nearest to. @param {Path[]} written @param {Path[]} model */
function strokesOf(written, model) {
  return written.map((path) => {
    const distances = model.map((stroke) => meanDistance(path, stroke));
    return distances.indexOf(Math.min(...distances));
  });
}

/** @param {Path} path @param {Path} stroke */
function isFromItsEnd(path, stroke) {
  return pacedDistance(path, stroke.toReversed()) < CLEARLY * pacedDistance(path, stroke);
}

/**
 * @param {Path[]} strokes what was written
 * @param {Path[]} model
 * @param {boolean} [mayReverse] whether either end is a beginning
 * @returns {Tracing}
 */
export function compareAlong(strokes, model, mayReverse = false) {
  if (!strokes.length) return { coverage: 0, kept: 0, isTraced: false, isInOrder: false };
  const [written, wanted] = [strokes.map(inSteps), model.map(inSteps)];
  const coverage = shareNear(wanted.flat(), written.flat());
  const isEachCovered = wanted.every((stroke) => shareNear(stroke, written.flat()) >= MIN_COVERAGE_OF_EACH);
  const kept = shareNear(written.flat(), wanted.flat());
  const order = strokesOf(written, wanted);
  const isInTurn = order.every((stroke, index) => index === 0 || stroke >= order[index - 1]);
  const isForwards = wanted.every((stroke, number) => {
    const own = written.filter((_, index) => order[index] === number).flat();
    return !own.length || !isFromItsEnd(own, stroke);
  });
  return {
    coverage,
    kept,
    isTraced: coverage >= MIN_COVERAGE && isEachCovered && kept >= MIN_KEPT,
    isInOrder: isInTurn && (isForwards || mayReverse),
  };
}
