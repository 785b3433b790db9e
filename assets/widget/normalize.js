// Turns the ink of a digit into the 28 x 28 image that MNIST's makers would have made of it, as
// digit_recognizer/image/normalization.py does, which says why each step is taken.

/** @import { Place } from './place.js' */
/** @import { Plane } from './plane.js' */

import constants from './constants.js';
import { distanceWithin, strokeWidth } from './masks.js';
import { ITSELF, partAt } from './place.js';
import { above, clamp, enlarge, largest, newPlane, profilesOf, roundHalfEven, withRoom } from './plane.js';

/** Where ink starts and ends, to a fraction of a pixel. @typedef {[number, number]} Span */

const { image_size: SIZE, pixel_max: PIXEL_MAX } = constants.contract;
const SHAPE = constants.normalization;
const NOTHING = 1e-6; // where ink is divided by

/** @param {Float32Array} profile */
function firstInk(profile) {
  const faint = SHAPE.faint_ink * largest(profile);
  return profile.findIndex((value) => value > faint);
}

/** First place where a profile crosses half of its peak within a target pixel of its beginning. @param {Float32Array} profile @param {number} unit */
function edge(profile, unit) {
  const first = firstInk(profile);
  const level = largest(profile.subarray(first, first + Math.max(1, roundHalfEven(unit)))) / 2;
  const inside = profile.findIndex((value, at) => at >= first && value >= level);
  const before = inside ? profile[inside - 1] : 0;
  return inside + 0.5 - (profile[inside] - level) / Math.max(profile[inside] - before, NOTHING);
}

/** @param {Plane} ink @returns {Span[]} top and bottom, left and right */
function edgesOfInk(ink) {
  const { rows, columns } = profilesOf(ink);
  const lengths = [rows, columns].map((profile) => profile.length - firstInk(profile) - firstInk(profile.toReversed()));
  const unit = Math.max(...lengths) / SHAPE.digit_size;
  return [rows, columns].map((profile) => [edge(profile, unit), profile.length - edge(profile.toReversed(), unit)]);
}

/** @param {Plane} ink */
function widthOf(ink) {
  return strokeWidth(above(ink, SHAPE.stroke_edge));
}

/** Widens strokes evenly, unless they are wide enough. @param {Plane} ink @param {number} width of the strokes, in target pixels @param {number} unit source pixels in one of the target's */
function thicken(ink, width, unit) {
  const wanted = (width ** SHAPE.evenness + SHAPE.min_stroke ** SHAPE.evenness) ** (1 / SHAPE.evenness);
  const grow = ((wanted - width) * unit) / 2;
  if (grow < SHAPE.min_growth * unit) return null;
  const room = withRoom(ink, Math.trunc(grow) + 2);
  const distance = distanceWithin(above(room, SHAPE.stroke_edge), grow + 1);
  // A stroke hardly too thin keeps its own soft edges: the change sets in gradually.
  const share = Math.min(1, grow / (SHAPE.full_growth * unit));
  const mixed = room.data.map((value, at) => {
    const wide = Math.max(value, clamp(grow + 1 - distance.data[at], 0, 1));
    return value * (1 - share) + wide * share;
  });
  return { ...room, data: mixed };
}

/** Where wider strokes lie on the ink: both were made of `from`, which may be finer than the ink. @param {Plane} wide @param {Plane} from @param {Plane} ink @returns {Place} */
function placeAround(wide, from, ink) {
  const pad = (wide.height - from.height) / 2;
  const [width, height] = [ink.width / from.width, ink.height / from.height];
  return { left: -pad * width, top: -pad * height, width, height };
}

/** Widens strokes that would be hairlines in the 28 x 28 image. @param {Plane} ink @returns {{ wide: Plane, place: Place }} with where they lie on the ink */
function widenStrokes(ink) {
  const side = Math.max(...edgesOfInk(ink).map(([start, end]) => end - start));
  const unit = side / SHAPE.digit_size;
  const width = widthOf(ink) / unit;
  const asItIs = { wide: ink, place: ITSELF };
  if (width > SHAPE.plainly_wide * SHAPE.min_stroke) return asItIs;
  /** @param {Plane | null} wide @param {Plane} from */
  const grown = (wide, from) => (wide ? { wide, place: placeAround(wide, from, ink) } : asItIs);
  if (side >= SHAPE.working_side) return grown(thicken(ink, width, unit), ink);
  const [columns, rows] = [ink.width, ink.height].map((old) => roundHalfEven((old * SHAPE.working_side) / side));
  const larger = enlarge(ink, columns, rows);
  const finer = SHAPE.working_side / SHAPE.digit_size;
  return grown(thicken(larger, widthOf(larger) / finer, finer), larger);
}

/** Edges of target pixels, in source pixels: a whole number of them, and one more on each side for faint ink. @param {Span} span @param {number} unit */
function targetEdges([start, end], unit) {
  const pixels = roundHalfEven((end - start) / unit) + 2;
  return Array.from({ length: pixels + 1 }, (_, index) => (start + end) / 2 + unit * (index - pixels / 2));
}

/** Sums along an axis up to each place, which may lie within a pixel: `at(0)` is nothing, `at(1)` the first pixel. @param {number} place @param {number} length @param {(count: number) => number} at */
function sumUpTo(place, length, at) {
  const inside = clamp(place, 0, length);
  const index = Math.min(Math.floor(inside), length - 1);
  return at(index) * (1 - (inside - index)) + at(index + 1) * (inside - index);
}

/** Sums the ink between edges that may cut through pixels, exactly (Crow 1984). @param {Plane} ink @param {number[]} rows @param {number[]} columns */
function sumBetween(ink, rows, columns) {
  const width = ink.width + 1;
  const total = new Float64Array(width * (ink.height + 1));
  for (let y = 0; y < ink.height; y += 1) {
    for (let x = 0, sum = 0; x < ink.width; x += 1) {
      sum += ink.data[y * ink.width + x];
      total[(y + 1) * width + x + 1] = total[y * width + x + 1] + sum;
    }
  }
  const upTo = rows.map((row) =>
    columns.map((column) =>
      sumUpTo(row, ink.height, (y) => sumUpTo(column, ink.width, (x) => total[y * width + x])),
    ),
  );
  const small = newPlane(columns.length - 1, rows.length - 1);
  small.data.forEach((_, at) => {
    const x = at % small.width;
    const y = (at - x) / small.width;
    small.data[at] = upTo[y + 1][x + 1] - upTo[y][x + 1] - upTo[y + 1][x] + upTo[y][x];
  });
  return small;
}

/** In which row or column of the frame the pasted begins, so that its centre of mass lies nearest to MNIST's. @param {Float64Array} mass */
function offsetOf(mass) {
  const total = mass.reduce((sum, value) => sum + value, 0);
  const centre = mass.reduce((sum, value, at) => sum + value * (at + 0.5), 0) / Math.max(total, NOTHING);
  // Symmetric digits lie exactly between two places: MNIST's is the first, and noise must not choose.
  return clamp(Math.ceil(SHAPE.mass_centre + 0.5 - centre - SHAPE.tie), 0, SIZE + 2 - mass.length);
}

/** Pastes into the frame. @param {Plane} small @returns {{ frame: Uint8Array, left: number, top: number }} with the column and row where it begins */
function centred(small) {
  const [rows, columns] = [new Float64Array(small.height), new Float64Array(small.width)];
  small.data.forEach((value, at) => {
    rows[Math.floor(at / small.width)] += value;
    columns[at % small.width] += value;
  });
  const peak = Math.max(largest(small.data), NOTHING);
  // The pixel of faint ink around the digit may hang over the frame, which is larger by one on each side here.
  const [top, left] = [offsetOf(rows) - 1, offsetOf(columns) - 1];
  const frame = new Uint8Array(SIZE * SIZE);
  small.data.forEach((value, at) => {
    const x = (at % small.width) + left;
    const y = Math.floor(at / small.width) + top;
    if (x >= 0 && y >= 0 && x < SIZE && y < SIZE) frame[y * SIZE + x] = roundHalfEven((value / peak) * PIXEL_MAX);
  });
  return { frame, left, top };
}

/**
 * Normalises a digit's ink.
 * @param {Plane} ink 0 to 1
 * @returns {{ image: Uint8Array, place: Place }} 28 rows of 28, 0 = paper, 255 = ink, and where they lie on the ink
 */
export function normalizeInPlace(ink) {
  const { wide, place } = widenStrokes(ink);
  const [rows, columns] = edgesOfInk(wide);
  const unit = Math.max(rows[1] - rows[0], columns[1] - columns[0]) / SHAPE.digit_size;
  const [across, down] = [targetEdges(columns, unit), targetEdges(rows, unit)];
  const { frame, left, top } = centred(sumBetween(wide, down, across));
  const inWide = { left: across[0] - left * unit, top: down[0] - top * unit, width: unit, height: unit };
  return { image: frame, place: partAt(place, inWide) };
}

/** Normalises a digit's ink. @param {Plane} ink 0 to 1 @returns {Uint8Array} 28 rows of 28, 0 = paper, 255 = ink */
export function normalizeInk(ink) {
  return normalizeInPlace(ink).image;
}
