// The plane of two inputs: corners, the line that parts them, and what is answered on each side.

import { newDrawing, svg } from './ui.js';

const SIDE = 300;
const EDGE = 1.7; // how far the plane reaches, in units of the inputs

const to = (/** @type {number} */ value) => ((value + EDGE) / (2 * EDGE)) * SIDE;
const point = (/** @type {number} */ a, /** @type {number} */ b) => [to(a), SIDE - to(b)];

/** Where bias + a·x + b·y > 0, within the plane: a polygon (Sutherland and Hodgman 1974). @param {number[]} weights */
function firing([bias, a, b]) {
  const corners = [[-EDGE, -EDGE], [EDGE, -EDGE], [EDGE, EDGE], [-EDGE, EDGE]];
  const value = (/** @type {number[]} */ [x, y]) => bias + a * x + b * y;
  const found = [];
  corners.forEach((corner, at) => {
    const next = corners[(at + 1) % corners.length];
    const [here, there] = [value(corner), value(next)];
    if (here > 0) found.push(corner);
    if (here > 0 !== there > 0) {
      const share = here / (here - there);
      found.push([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]);
    }
  });
  return found;
}

/** @param {string} label @param {number[][]} inputs corners, -1 or 1 */
export function newPlane(label, inputs) {
  const drawing = newDrawing(SIDE, SIDE, label, 'learn-plane');
  const area = svg('polygon', { class: 'learn-firing' });
  const line = svg('path', { class: 'learn-border' });
  const names = [svg('text', { x: SIDE - 16, y: SIDE / 2 - 8, class: 'learn-tick' }, ['a']), svg('text', { x: SIDE / 2 + 8, y: 16, class: 'learn-tick' }, ['b'])];
  const axes = svg('path', { d: `M0 ${SIDE / 2}H${SIDE}M${SIDE / 2} 0V${SIDE}`, class: 'learn-axis' });
  const dots = inputs.map(([a, b]) => {
    const [cx, cy] = point(a, b);
    const ring = svg('circle', { cx, cy, r: 22, class: 'learn-ring' });
    const dot = svg('circle', { cx, cy, r: 13, class: 'learn-dot' });
    const mark = svg('text', { x: cx, y: cy + 6, class: 'learn-mark' });
    return { ring, dot, mark };
  });
  drawing.append(area, axes, ...names, line, ...dots.flatMap(({ ring, dot, mark }) => [ring, dot, mark]));
  return {
    element: drawing,
    /** @param {number[]} weights @param {number[]} targets @param {number[]} answers @param {number} [current] the row that is shown */
    show(weights, targets, answers, current = -1) {
      const corners = firing(weights).map(([x, y]) => point(x, y));
      area.setAttribute('points', corners.map((corner) => corner.join()).join(' '));
      line.setAttribute('d', lineOf(weights));
      dots.forEach(({ ring, dot, mark }, row) => {
        dot.toggleAttribute('data-true', targets[row] > 0);
        ring.toggleAttribute('data-current', row === current);
        mark.textContent = answers[row] === targets[row] ? '✓' : '×';
        mark.toggleAttribute('data-wrong', answers[row] !== targets[row]);
      });
    },
  };
}

/** @param {number[]} weights */
function lineOf([bias, a, b]) {
  const length = Math.hypot(a, b);
  if (!length) return '';
  const [x, y] = [(-bias * a) / length ** 2, (-bias * b) / length ** 2];
  const [dx, dy] = [(-b / length) * 4 * EDGE, (a / length) * 4 * EDGE];
  return `M${point(x - dx, y - dy)}L${point(x + dx, y + dy)}`;
}
