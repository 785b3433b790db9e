// Strokes as pictures: SVG of models with dots, numbers and arrows, and of what was written.

/** @import { Path, Place } from './models.js' */

import { NUMBER_RADIUS, arrowOf, numbersOf } from './marks.js';
import { PAD_SIDE } from './models.js';

const SVG = 'http://www.w3.org/2000/svg';
const SECONDS_PER_UNIT = 1 / 260;

/** @param {string} tag @param {Record<string, string | number>} attributes @param {SVGElement[]} children */
export function svg(tag, attributes = {}, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, String(value)));
  made.append(...children);
  return made;
}

/** @param {Path} path */
function lineOf(path) {
  return path.map(([x, y], index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** @param {SVGElement[]} children */
function sheet(...children) {
  return svg('svg', { viewBox: `0 0 ${PAD_SIDE} ${PAD_SIDE}`, 'aria-hidden': 'true', class: 'drawn' }, ...children);
}

/** @param {Path[]} strokes @param {string} kind names the class that styles them */
export function picture(strokes, kind) {
  return sheet(...strokes.map((path) => svg('path', { d: lineOf(path), class: kind })));
}

/** The number of a stroke, and where the stroke begins. @param {Place} place @param {Place} start @param {number} index */
function badge([left, top], [x, y], index) {
  const text = svg('text', { x: left, y: top + 5 });
  text.textContent = String(index + 1);
  return svg('g', { class: 'drawn-start' }, svg('circle', { cx: x, cy: y, r: 6 }), svg('circle', { cx: left, cy: top, r: NUMBER_RADIUS }), text);
}

/** Which way a stroke goes. @param {Path} path */
function arrow(path) {
  const { place, turn } = arrowOf(path);
  const [x, y] = place.map((value) => value.toFixed(1));
  return svg('path', { d: 'M-8 -9L6 0L-8 9', transform: `translate(${x} ${y}) rotate(${turn.toFixed(0)})`, class: 'drawn-arrow' });
}

/** A model to trace: dots, and where and which way each stroke begins. @param {Path[]} model */
export function guide(model) {
  const lines = model.map((path) => svg('path', { d: lineOf(path), class: 'drawn-dots' }));
  const numbers = numbersOf(model).map((place, index) => badge(place, model[index][0], index));
  return sheet(...lines, ...model.map(arrow), ...numbers);
}

/** @param {Path} path */
function lengthOf(path) {
  return path.slice(1).reduce((sum, [x, y], index) => sum + Math.hypot(x - path[index][0], y - path[index][1]), 0);
}

/** The model as it is written, stroke after stroke. @param {Path[]} model @returns {{ layer: SVGElement, seconds: number }} */
export function demonstration(model) {
  let begins = 0;
  const lines = model.map((path) => {
    const length = lengthOf(path);
    const seconds = Math.max(0.3, length * SECONDS_PER_UNIT);
    const line = svg('path', { d: lineOf(path), class: 'drawn-pen', pathLength: 1 });
    line.style.animationDelay = `${begins.toFixed(2)}s`;
    line.style.animationDuration = `${seconds.toFixed(2)}s`;
    begins += seconds + 0.3;
    return line;
  });
  return { layer: sheet(...lines), seconds: begins };
}
