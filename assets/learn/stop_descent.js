// Gradient descent on one weight: a ball on the loss's curve, and the line that the weight stands for.

/** @import { Tools } from './learn.js' */

import { decimal, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { LOWEST, POINTS, loss, slope, step as descend } from './descent.js';
import { box, button, figure, formula, newDrawing, slider, svg } from './ui.js';

const [WIDTH, HEIGHT] = [320, 240];
const [LOW, HIGH] = [-1.6, 3.2]; // weights that are shown
const MAX_LOSS = 2.9;
const HUNDRED = 100;
const MAX_STEPS = 60;
const CLOSE = 0.005;
const PLAY_EVERY_MS = 350;

const acrossOf = (/** @type {number} */ weight) => ((weight - LOW) / (HIGH - LOW)) * WIDTH;
const upOf = (/** @type {number} */ value) => HEIGHT - 12 - (value / MAX_LOSS) * (HEIGHT - 30);

function newValley() {
  const drawing = newDrawing(WIDTH, HEIGHT, text('learn_descent_curve'), 'learn-valley');
  const curve = Array.from({ length: 121 }, (_, at) => LOW + ((HIGH - LOW) * at) / 120).map((weight) => `${acrossOf(weight)},${upOf(loss(weight))}`);
  const trail = svg('polyline', { class: 'learn-trail' });
  const tangent = svg('line', { class: 'learn-tangent' });
  const ball = svg('circle', { r: 10, class: 'learn-ball' });
  drawing.append(svg('polyline', { points: curve.join(' '), class: 'learn-line' }), tangent, trail, ball);
  return {
    element: drawing,
    /** @param {number[]} weights so far */
    show(weights) {
      const weight = weights.at(-1) ?? 0;
      const [x, y] = [acrossOf(weight), upOf(loss(weight))];
      ball.setAttribute('cx', String(x));
      ball.setAttribute('cy', String(Math.max(-20, y)));
      trail.setAttribute('points', weights.map((one) => `${acrossOf(one)},${upOf(loss(one))}`).join(' '));
      const [reach, tilt] = [0.45, slope(weight)];
      const ends = { x1: acrossOf(weight - reach), y1: upOf(loss(weight) - tilt * reach), x2: acrossOf(weight + reach), y2: upOf(loss(weight) + tilt * reach) };
      Object.entries(ends).forEach(([name, value]) => tangent.setAttribute(name, String(value)));
    },
  };
}

function newFit() {
  const drawing = newDrawing(HEIGHT, HEIGHT, text('learn_descent_points'), 'learn-fit');
  const [x, y] = [(/** @type {number} */ value) => 10 + value * 210, (/** @type {number} */ value) => HEIGHT / 2 + 60 - value * 150];
  const line = svg('line', { class: 'learn-border' });
  const gaps = POINTS.map(() => svg('line', { class: 'learn-gap' }));
  const dots = POINTS.map(([px, py]) => svg('circle', { cx: x(px), cy: y(py), r: 7, class: 'learn-dot', 'data-true': '' }));
  drawing.append(svg('path', { d: `M10 0V${HEIGHT}M0 ${y(0)}H${HEIGHT}`, class: 'learn-axis' }), ...gaps, line, ...dots);
  return {
    element: drawing,
    /** @param {number} weight */
    show(weight) {
      const ends = { x1: x(0), y1: y(0), x2: x(1.1), y2: y(1.1 * weight) };
      Object.entries(ends).forEach(([name, value]) => line.setAttribute(name, String(value)));
      gaps.forEach((gap, at) => {
        const [px, py] = POINTS[at];
        Object.entries({ x1: x(px), x2: x(px), y1: y(py), y2: y(px * weight) }).forEach(([name, value]) => gap.setAttribute(name, String(value)));
      });
    },
  };
}

/** @param {HTMLElement} stage @param {Tools} tools */
export function descentStop(stage, tools) {
  let rate = wholeWithin(tools.settings.rate, 2, 240, 30) / HUNDRED;
  let weights = [wholeWithin(tools.settings.weight, LOW * HUNDRED, HIGH * HUNDRED, -100) / HUNDRED];
  const [valley, fit] = [newValley(), newFit()];
  const work = formula('', 'learn-sum');
  const state = box('p', 'learn-state');
  state.setAttribute('role', 'status');

  function paint() {
    const weight = weights.at(-1) ?? 0;
    valley.show(weights);
    fit.show(weight);
    place.set(Math.max(LOW, Math.min(HIGH, weight)));
    work.textContent = `${decimal(weight)} − ${decimal(rate)} · ${decimal(slope(weight))} = ${decimal(descend(weight, rate))}`;
  }

  function putAt(/** @type {number} */ weight) {
    play.stop();
    weights = [weight];
    state.textContent = '';
    tools.remember({ weight: Math.round(weight * HUNDRED) });
    paint();
  }

  function step() {
    const weight = descend(weights.at(-1) ?? 0, rate);
    weights.push(weight);
    paint();
    const isClose = Math.abs(weight - LOWEST) < CLOSE;
    const isLost = loss(weight) > 3 * MAX_LOSS;
    const count = weights.length - 1;
    if (isClose) state.textContent = text('learn_descent_there', { count });
    else if (isLost) state.textContent = text('learn_descent_lost');
    else if (count >= MAX_STEPS) state.textContent = text('learn_descent_long', { count });
    return !isClose && !isLost && count < MAX_STEPS;
  }

  const play = tools.player('learn_play', step, PLAY_EVERY_MS);
  const place = slider('learn_weight', { min: LOW, max: HIGH, step: 0.01, value: weights[0], moved: putAt });
  const rates = slider('learn_rate', {
    min: 0.02, max: 2.4, step: 0.02, value: rate,
    moved: (value) => {
      rate = value;
      tools.remember({ rate: Math.round(rate * HUNDRED) });
      putAt(weights[0]);
    },
  });
  const buttons = box('div', 'learn-buttons', [button('learn_step', step, 'learn-button learn-main'), play.button, button('learn_start_over', () => putAt(weights[0]))]);
  const words = box('p', 'learn-said', [text('learn_descent_rule'), ' ', work]);
  stage.append(
    box('div', 'learn-pair', [figure(valley.element, text('learn_descent_curve')), figure(fit.element, text('learn_descent_points'))]),
    box('div', 'learn-controls', [buttons, words, state, place, rates]),
  );
  paint();
}
