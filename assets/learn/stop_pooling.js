// Pooling: a map shrinks, keeps what is strong, and minds less that the drawing moves.

/** @import { Tools } from './learn.js' */

import { percent, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { asMaps, poolLargest, poolMean } from './layers.js';
import { pickOn } from './pick.js';
import { box, choice, figure, formula, newPicture, showPicture, slider } from './ui.js';

const SIZE = 28;
const SIZES = ['2', '4', '7'];
const PIXEL_MAX = 255;
const MAX_SHIFT = 3;

/** @param {ArrayLike<number>} image @param {number} by pixels to the right */
function shifted(image, by) {
  return asMaps(Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
    const x = (at % SIZE) - by;
    return x >= 0 && x < SIZE ? image[at - by] / PIXEL_MAX : 0;
  }));
}

/** Which share of the ink is elsewhere. @param {Float64Array} one @param {Float64Array} other */
function difference(one, other) {
  const total = one.reduce((sum, value) => sum + value, 0) + other.reduce((sum, value) => sum + value, 0);
  return total ? one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0) / total : 0;
}

/** @param {HTMLElement} stage @param {Tools} tools */
export function poolingStop(stage, tools) {
  let size = SIZES.includes(tools.settings.size) ? Number(tools.settings.size) : 2;
  let kind = tools.settings.kind === 'mean' ? 'mean' : 'largest';
  let shift = wholeWithin(tools.settings.shift, -MAX_SHIFT, MAX_SHIFT, 1);
  let place = 0;
  const before = newPicture(SIZE, text('learn_pool_before'));
  const windowOn = pickOn(before, {});
  const after = box('div', 'learn-slot');
  const state = box('p', 'learn-state');
  const work = formula('', 'learn-sum');
  let side = 0;
  /** @type {ReturnType<typeof pickOn>} */
  let pointAt;
  /** @type {HTMLCanvasElement} */
  let canvas;

  function renew() {
    side = SIZE / size;
    canvas = newPicture(side, text('learn_pool_after'));
    place = Math.floor(side / 2) * side + Math.floor(side / 2);
    pointAt = pickOn(canvas, {
      label: text('learn_pool_after'),
      picked: (chosen) => {
        place = chosen;
        paint();
      },
    });
    after.replaceChildren(pointAt.element);
  }

  function paint() {
    const image = tools.drawing.image ?? new Uint8Array(SIZE * SIZE);
    const pool = kind === 'mean' ? poolMean : poolLargest;
    const [still, gone] = [shifted(image, 0), shifted(image, shift)];
    const [small, smallGone] = [pool(still, size), pool(gone, size)];
    showPicture(before, gone.values, { peak: 1 });
    showPicture(canvas, smallGone.values, { peak: 1 });
    const corner = Math.floor(place / side) * size * SIZE + (place % side) * size;
    windowOn.show(corner, size);
    pointAt.show(place);
    const values = Array.from({ length: size * size }, (_, at) => gone.values[corner + Math.floor(at / size) * SIZE + (at % size)]);
    const shown = values.length > 16 ? [] : values.map((value) => percent(value));
    work.textContent = `${kind === 'mean' ? '⌀' : 'max'}(${shown.join(', ') || '…'}) = ${percent(smallGone.values[place])}`;
    state.textContent = text('learn_pool_moved', { count: Math.abs(shift), before: percent(difference(still.values, gone.values)), after: percent(difference(small.values, smallGone.values)) });
  }

  const sizes = choice('learn_pool_size', SIZES.map((code) => [code, `${code} × ${code}`]), String(size), (chosen) => {
    size = Number(chosen);
    tools.remember({ size });
    renew();
    paint();
  });
  const kinds = choice('learn_pool_kind', [['largest', text('learn_pool_largest')], ['mean', text('learn_pool_mean')]], kind, (chosen) => {
    kind = chosen;
    tools.remember({ kind });
    paint();
  });
  const shifts = slider('learn_pool_shift', {
    min: -MAX_SHIFT, max: MAX_SHIFT, step: 1, value: shift, show: String,
    moved: (value) => {
      shift = value;
      tools.remember({ shift });
      paint();
    },
  });
  renew();
  stage.append(
    box('div', 'learn-pair', [figure(windowOn.element, text('learn_pool_before')), figure(after, text('learn_pool_after'))]),
    box('div', 'learn-controls', [sizes, kinds, shifts, state, box('p', 'learn-said', [work])]),
  );
  tools.whenDrawn(paint);
  paint();
}
