// How one number of a network came to be, in numbers: what was multiplied by what, the sum, and what became of it.

/** @import { Arithmetic, LayerName } from './lenet.js' */

import { create } from '../page/dom.js';
import { decimal, percent, text } from '../room/room.js';
import { box, formula } from './ui.js';

const MAX_TERMS = 6;
const PATCHES = 8;

/** A small table of numbers, tinted by their size. @param {number[]} values @param {number} side @param {string} caption */
function grid(values, side, caption) {
  const most = Math.max(...values.map(Math.abs), 1e-9);
  const cells = values.map((value) => {
    const cell = create('span', '', decimal(value));
    cell.style.setProperty('--tint', (Math.abs(value) / most).toFixed(2));
    cell.toggleAttribute('data-against', value < 0);
    return cell;
  });
  const table = box('div', 'learn-numbers', cells);
  table.style.setProperty('--columns', String(side));
  table.dir = 'ltr';
  return box('figure', 'learn-figure', [table, create('figcaption', '', caption)]);
}

const line = (/** @type {string} */ words) => formula(words, 'learn-sum');

/** Patches of input and kernel, side by side. @param {Arithmetic} arithmetic */
function convolution({ terms, bias, sum, value, patch }) {
  const area = patch * patch;
  const count = terms.length / area;
  const parts = Array.from({ length: count }, (_, from) => {
    const inside = terms.slice(from * area, (from + 1) * area);
    const part = inside.reduce((total, { input, weight }) => total + input * weight, 0);
    return { inside, part, from };
  });
  // Of several maps, the one that says most is shown in full.
  const main = parts.reduce((one, other) => (Math.abs(other.part) > Math.abs(one.part) ? other : one));
  const others = parts.map(({ part }) => decimal(part)).join(' + ');
  return [
    box('div', 'learn-grids', [
      grid(main.inside.map(({ input }) => input), patch, count > 1 ? text('learn_patch_of', { number: main.from + 1, count: PATCHES }) : text('learn_patch')),
      box('b', 'learn-times', ['×']),
      grid(main.inside.map(({ weight }) => weight), patch, text('learn_kernel')),
    ]),
    box('p', '', [text(count > 1 ? 'learn_sum_maps' : 'learn_sum'), ' ', line(`${others} + (${decimal(bias)}) = ${decimal(sum)}`)]),
    box('p', '', [text('learn_relu'), ' ', line(`max(0, ${decimal(sum)}) = ${decimal(value)}`)]),
  ];
}

/** @param {Arithmetic} arithmetic */
function pooling({ terms, value, patch }) {
  return [
    box('div', 'learn-grids', [grid(terms.map(({ input }) => input), patch, text('learn_patch'))]),
    box('p', '', [text('learn_pooled'), ' ', line(`max(${terms.map(({ input }) => decimal(input)).join(', ')}) = ${decimal(value)}`)]),
  ];
}

/** The terms that say most, and the rest in one. @param {Arithmetic} arithmetic @param {boolean} isRectified */
function weighed({ terms, bias, sum, value }, isRectified) {
  const byWeight = terms.toSorted((one, other) => Math.abs(other.input * other.weight) - Math.abs(one.input * one.weight));
  const rest = byWeight.slice(MAX_TERMS).reduce((total, { input, weight }) => total + input * weight, 0);
  const shown = byWeight.slice(0, MAX_TERMS).map(({ input, weight }) => `${decimal(input)} · ${decimal(weight)}`);
  const work = `${shown.join(' + ')} + (${decimal(rest)}) + (${decimal(bias)}) = ${decimal(sum)}`;
  const parts = [box('p', '', [text('learn_sum_terms', { count: terms.length, shown: MAX_TERMS }), ' ', line(work)])];
  if (isRectified) parts.push(box('p', '', [text('learn_relu'), ' ', line(`max(0, ${decimal(sum)}) = ${decimal(value)}`)]));
  return parts;
}

/** @param {Arithmetic} arithmetic @param {number} place */
function shares({ terms, sum, value }, place) {
  const power = terms[place].weight;
  return [
    box('p', '', [text('learn_softmax'), ' ', line(`e^${decimal(terms[place].input)} / Σ e^z = ${power.toPrecision(3)} / ${sum.toPrecision(3)} = ${percent(value)}`)]),
  ];
}

/** @param {HTMLElement} panel @param {LayerName} name @param {number} place @param {Arithmetic} arithmetic */
export function showArithmetic(panel, name, place, arithmetic) {
  const title = text('learn_number_title', { layer: text(`learn_layer_${name}`), value: name === 'uncalibrated' ? percent(arithmetic.value) : decimal(arithmetic.value) });
  const { kind } = arithmetic;
  const parts = {
    convolution: () => convolution(arithmetic),
    pooling: () => pooling(arithmetic),
    dense: () => weighed(arithmetic, name === 'hidden'),
    softmax: () => shares(arithmetic, place),
  };
  panel.replaceChildren(create('h2', '', title), ...parts[kind]());
}
