// The 2-2-1 network on XOR: it trains before one's eyes, and bends the plane until one line parts it.

/** @import { Tools } from './learn.js' */
/** @import { Nine } from './xor_network.js' */

import { text, decimal } from '../room/room.js';
import { wholeWithin } from './address.js';
import lessons from './lessons.json' with { type: 'json' };
import { box, button, figure, newChart, newDrawing, newPicture, showPicture, svg } from './ui.js';
import { INPUTS, TARGETS, fromLesson, hasLearnt, loss, newAdam, newStart, run } from './xor_network.js';

const { xor_network: LEARNT } = lessons;
const GRID = 41;
const [LOW, HIGH] = [-0.25, 1.25];
const MAX_STEPS = 1500;
const STEPS_A_FRAME = 3;
const MAX_LOSS = 1;
const SIDE = 240;

/** Two inputs, two units, one answer; a line's width is its weight. */
function newWiring() {
  const drawing = newDrawing(300, 170, text('learn_wiring'), 'learn-wiring');
  const spots = { a: [30, 40], b: [30, 130], one: [150, 40], two: [150, 130], out: [270, 85] };
  const wires = [['a', 'one'], ['a', 'two'], ['b', 'one'], ['b', 'two'], ['one', 'out'], ['two', 'out']].map(([from, to]) => {
    const [[x1, y1], [x2, y2]] = [spots[from], spots[to]];
    return svg('line', { x1, y1, x2, y2, class: 'learn-wire' });
  });
  const units = Object.values(spots).map(([cx, cy]) => {
    const words = svg('text', { x: cx, y: cy + 5, class: 'learn-unit-text' });
    return { circle: svg('circle', { cx, cy, r: 23, class: 'learn-unit' }), words };
  });
  drawing.append(...wires, ...units.flatMap(({ circle, words }) => [circle, words]));
  return {
    element: drawing,
    /** @param {Nine} nine @param {number} a @param {number} b */
    show(nine, a, b) {
      const { hidden, answer } = run(nine, a, b);
      [0, 1, 2, 3, 6, 7].forEach((at, wire) => {
        wires[wire].setAttribute('stroke-width', String(Math.min(10, 0.5 + Math.abs(nine[at]))));
        wires[wire].toggleAttribute('data-against', nine[at] < 0);
      });
      [a, b, ...hidden, answer].forEach((value, at) => {
        units[at].words.textContent = decimal(value);
        units[at].circle.setAttribute('fill-opacity', String(0.1 + 0.9 * value));
        units[at].words.toggleAttribute('data-on', value > 0.5);
      });
    },
  };
}

/** The four rows as points, on a picture of what is answered everywhere. @param {string} label */
function newMap(label) {
  const picture = newPicture(GRID, label);
  const drawing = svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, 'aria-hidden': 'true' });
  const dots = TARGETS.map((target) => svg('circle', { r: 9, class: 'learn-dot', ...(target ? { 'data-true': '' } : {}) }));
  drawing.append(...dots);
  const place = (/** @type {number} */ value) => ((value - LOW) / (HIGH - LOW)) * SIDE;
  return {
    element: box('div', 'learn-map', [picture, drawing]),
    /** @param {(x: number, y: number) => number} answer 0 to 1 @param {number[][]} points */
    show(answer, points) {
      const at = (/** @type {number} */ step) => LOW + ((HIGH - LOW) * step) / (GRID - 1);
      const values = Array.from({ length: GRID * GRID }, (_, index) => 2 * answer(at(index % GRID), at(GRID - 1 - Math.floor(index / GRID))) - 1);
      showPicture(picture, values.map((value) => value * 0.6), { peak: 1, isSigned: true });
      dots.forEach((dot, row) => {
        dot.setAttribute('cx', String(place(points[row][0])));
        dot.setAttribute('cy', String(SIDE - place(points[row][1])));
      });
    },
  };
}

/** @param {HTMLElement} stage @param {Tools} tools */
export function networkStop(stage, tools) {
  let seed = wholeWithin(tools.settings.seed, 0, 999, 1);
  let adam = newAdam(newStart(seed), LEARNT.learning_rate);
  let steps = 0;
  let row = 1;
  const [wiring, seen, bent] = [newWiring(), newMap(text('learn_xor_seen')), newMap(text('learn_xor_bent'))];
  const chart = newChart(text('learn_loss'), { high: MAX_LOSS });
  const state = box('p', 'learn-state');
  state.setAttribute('role', 'status');

  function paint() {
    const { nine } = adam;
    wiring.show(nine, INPUTS[row][0], INPUTS[row][1]);
    seen.show((a, b) => run(nine, a, b).answer, INPUTS);
    // What the third unit sees is no plane of inputs any more, but of what the two units say.
    bent.show((one, two) => 0.5 * (1 + Math.tanh(0.5 * (one * nine[6] + two * nine[7] + nine[8]))), INPUTS.map(([a, b]) => run(nine, a, b).hidden));
    rows.forEach((one, at) => {
      const [a, b] = INPUTS[at];
      one.textContent = `${a} ${b} → ${decimal(run(nine, a, b).answer)}`;
      one.setAttribute('aria-pressed', String(at === row));
    });
  }

  function startFrom(/** @type {Nine} */ nine) {
    play.stop();
    adam = newAdam(nine, LEARNT.learning_rate);
    steps = 0;
    chart.clear();
    state.textContent = text(hasLearnt(nine) ? 'learn_xor_ready' : 'learn_xor_start');
    paint();
  }

  function step() {
    for (let count = 0; count < STEPS_A_FRAME; count += 1) steps = adam.step();
    chart.add(loss(adam.nine));
    paint();
    const isDone = hasLearnt(adam.nine);
    if (isDone) state.textContent = text('learn_xor_done', { count: steps });
    else if (steps >= MAX_STEPS) state.textContent = text('learn_xor_stuck', { loss: decimal(loss(adam.nine)) });
    return !isDone && steps < MAX_STEPS;
  }

  const play = tools.player('learn_train', step, 0, 'learn-button learn-main');
  const rows = INPUTS.map((_, at) => {
    const one = button('learn_row', () => {
      row = at;
      paint();
    }, 'learn-row');
    one.dir = 'ltr';
    return one;
  });
  const another = button('learn_other_start', () => {
    seed = (seed + 1) % 1000;
    tools.remember({ seed });
    startFrom(newStart(seed));
  });
  const learnt = button('learn_xor_learnt', () => startFrom(fromLesson(LEARNT)));
  const maps = box('div', 'learn-pair', [figure(seen.element, text('learn_xor_seen')), figure(bent.element, text('learn_xor_bent'))]);
  const buttons = box('div', 'learn-buttons', [play.button, another, learnt]);
  const left = box('div', 'learn-controls', [maps, figure(chart.element, text('learn_loss'))]);
  stage.append(left, box('div', 'learn-controls', [buttons, state, figure(wiring.element, text('learn_wiring')), box('div', 'learn-rows', rows)]));
  startFrom(newStart(seed));
}
