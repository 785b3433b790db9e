// What a kernel does to one's drawing: nine numbers slide over the picture; each place of the outcome is a sum that is shown.

/** @import { Tools } from './learn.js' */

import { create } from '../page/dom.js';
import { decimal, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { asMaps, convolve } from './layers.js';
import { pickOn } from './pick.js';
import { box, button, choice, figure, formula, newPicture, showPicture } from './ui.js';

const SIZE = 28;
const KERNEL = 3;
const OUT = SIZE - KERNEL + 1;
const PIXEL_MAX = 255;
const MAX_WEIGHT = 9;
const FAINT = 0.005; // is written as 0.00
/** @type {Record<string, number[]>} */
const KERNELS = {
  edges_across: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  edges_down: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  slope: [2, 1, 0, 1, 0, -1, 0, -1, -2],
  blur: [1, 1, 1, 1, 1, 1, 1, 1, 1],
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  same: [0, 0, 0, 0, 1, 0, 0, 0, 0],
};

/** @param {string | undefined} written nine whole numbers with commas between */
function readKernel(written) {
  const numbers = (written ?? '').split(',').map((one) => wholeWithin(one, -MAX_WEIGHT, MAX_WEIGHT, NaN));
  return numbers.length === KERNEL ** 2 && numbers.every(Number.isFinite) ? numbers : KERNELS.edges_across.slice();
}

/** @param {HTMLElement} stage @param {Tools} tools */
export function kernelStop(stage, tools) {
  let kernel = readKernel(tools.settings.kernel);
  let place = wholeWithin(tools.settings.place, 0, OUT * OUT - 1, 9 * OUT + 13);
  const [before, after] = [newPicture(SIZE, text('learn_kernel_before')), newPicture(OUT, text('learn_kernel_after'))];
  const work = formula('', 'learn-sum');
  const input = () => asMaps(Float64Array.from(tools.drawing.image ?? new Uint8Array(SIZE * SIZE), (level) => level / PIXEL_MAX));
  // A blur of nine is their mean: sums of kernels that add up to more than 1 are brought back.
  const share = () => Math.max(1, kernel.reduce((sum, weight) => sum + weight, 0));

  function paint() {
    const maps = input();
    const made = convolve(maps, kernel.map((weight) => weight / share()), [0], KERNEL);
    showPicture(before, maps.values, { peak: 1 });
    showPicture(after, made.values, { isSigned: true });
    windowOn.show((place % OUT) + Math.floor(place / OUT) * SIZE);
    pointAt.show(place);
    const terms = kernel.map((weight, at) => {
      const corner = Math.floor(place / OUT) * SIZE + (place % OUT);
      return [maps.values[corner + Math.floor(at / KERNEL) * SIZE + (at % KERNEL)], weight];
    });
    const sum = terms.filter(([value, weight]) => value >= FAINT && weight).map(([value, weight]) => `${decimal(value)} · ${weight < 0 ? `(${weight})` : weight}`).join(' + ') || '0';
    const divided = share() > 1 ? ` ) / ${share()}` : '';
    work.textContent = `${divided && '( '}${sum}${divided} = ${decimal(made.values[place])}`;
    const known = Object.keys(KERNELS).find((name) => KERNELS[name].join() === kernel.join());
    presets.show(known ?? '');
    cells.forEach((cell, at) => {
      if (cell !== document.activeElement) cell.value = String(kernel[at]);
    });
  }

  function use(/** @type {number[]} */ chosen) {
    kernel = chosen;
    tools.remember({ kernel: kernel.join() });
    paint();
  }

  const cells = KERNELS.same.map((_, at) => {
    const cell = Object.assign(create('input', 'learn-cell'), { type: 'number', min: String(-MAX_WEIGHT), max: String(MAX_WEIGHT), step: '1' });
    cell.setAttribute('aria-label', text('learn_kernel_cell', { row: Math.floor(at / KERNEL) + 1, column: (at % KERNEL) + 1 }));
    cell.addEventListener('input', () => use(kernel.map((weight, other) => (other === at ? wholeWithin(cell.value, -MAX_WEIGHT, MAX_WEIGHT, 0) : weight))));
    return cell;
  });
  const presets = choice('learn_kernel', Object.keys(KERNELS).map((name) => [name, text(`learn_kernel_${name}`)]), '', (name) => use(KERNELS[name].slice()));
  const windowOn = pickOn(before, { span: KERNEL });
  const pointAt = pickOn(after, {
    label: text('learn_kernel_after'),
    picked: (chosen) => {
      place = chosen;
      tools.remember({ place });
      paint();
    },
  });
  const grid = box('div', 'learn-cells', cells);
  grid.dir = 'ltr';
  const sweep = tools.player('learn_kernel_slide', () => {
    place = (place + 1) % (OUT * OUT);
    paint();
    return place !== 0;
  }, 30);
  stage.append(
    box('div', 'learn-pair', [figure(windowOn.element, text('learn_kernel_before')), figure(pointAt.element, text('learn_kernel_after'))]),
    box('div', 'learn-controls', [presets, grid, box('div', 'learn-buttons', [sweep.button, button('learn_kernel_top', () => {
      sweep.stop();
      place = 0;
      paint();
    })]), box('p', 'learn-said', [work])]),
  );
  tools.whenDrawn(paint);
  paint();
}
