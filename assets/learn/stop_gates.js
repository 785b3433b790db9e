// One perceptron on a truth table, a row at a time: AND and OR, which a line parts, and XOR, which none does.

/** @import { Tools } from './learn.js' */

import { create } from '../page/dom.js';
import { decimal, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import lessons from './lessons.json' with { type: 'json' };
import { TENTHS, activation, answer, inTenths, learn, mistakes } from './perceptron.js';
import { newPlane } from './plane.js';
import { box, button, choice, figure, formula, slider } from './ui.js';

const MAX_WEIGHT = 2 * TENTHS;
const MAX_STEPS = 400;
const PLAY_EVERY_MS = 220;
const NAMES = ['bias', 'a', 'b'];

const show = (/** @type {number} */ tenths) => decimal(tenths / TENTHS);

/** Four rows: inputs, what is right, what is answered. @param {import('./perceptron.js').Task} task */
function newTable({ inputs, targets }) {
  const head = box('tr', '', ['a', 'b', text('learn_target'), text('learn_said')].map((words) => create('th', '', words)));
  const said = inputs.map(() => create('td'));
  const rows = inputs.map((row, at) => box('tr', '', [...row.map(String), String(targets[at])].map((words) => create('td', '', words)).concat(said[at])));
  return {
    element: box('table', 'learn-table', [box('thead', '', [head]), box('tbody', '', rows)]),
    /** @param {number[]} answers @param {number} current */
    show(answers, current) {
      rows.forEach((row, at) => {
        said[at].textContent = `${answers[at]} ${answers[at] === targets[at] ? '✓' : '×'}`;
        row.toggleAttribute('data-current', at === current);
        row.toggleAttribute('data-wrong', answers[at] !== targets[at]);
      });
    },
  };
}

/** The arithmetic of one row, and what it changes. @param {number[]} weights @param {number[]} inputs @param {number} target @param {ReturnType<typeof learn>} learnt */
function sentence(weights, inputs, target, { said, change }) {
  const sum = [1, ...inputs].map((input, at) => `${show(weights[at])} · ${input}`).join(' + ');
  const work = formula(`${sum} = ${show(activation(weights, inputs))}`, 'learn-sum');
  const words = said === target ? text('learn_said_right') : text('learn_wrong', { said, target, change: show(change) });
  return [work, ' ', words];
}

/** @param {string[]} gates which may be chosen @returns {(stage: HTMLElement, tools: Tools) => void} */
export function gatesStop(gates) {
  return (stage, tools) => {
    const { settings } = tools;
    let gate = gates.includes(settings.gate) ? settings.gate : gates[0];
    let rate = wholeWithin(settings.rate, 1, TENTHS, lessons.learning_rate * TENTHS);
    let [weights, row, steps] = [/** @type {number[]} */ ([]), 0, 0];
    /** The step at which each state was first seen. @type {Map<string, number>} */
    let seen = new Map();
    const task = () => lessons.perceptrons[gate];
    const plane = newPlane(text('learn_plane'), task().inputs);
    const said = box('p', 'learn-said');
    const state = box('p', 'learn-state');
    state.setAttribute('role', 'status');
    let table = newTable(task());

    function paint() {
      const answers = task().inputs.map((inputs) => answer(weights, inputs));
      plane.show(weights, task().targets, answers, row);
      table.show(answers, row);
      sliders.forEach((one, at) => one.set(weights[at]));
    }

    function startOver(start = task().initial_weights.map((weight) => weight * TENTHS)) {
      play.stop();
      [weights, row, steps, seen] = [inTenths(start.map((weight) => weight / TENTHS)), 0, 0, new Map()];
      said.replaceChildren(text('learn_start_line'));
      state.textContent = '';
      paint();
    }

    function isOver() {
      const key = `${weights} ${row}`;
      const before = seen.get(key);
      if (!mistakes(weights, task())) state.textContent = text('learn_converged', { count: steps });
      else if (before !== undefined) state.textContent = text('learn_cycle', { count: steps - before });
      else return !seen.set(key, steps);
      return true;
    }

    function step() {
      const { inputs, targets } = task();
      const learnt = learn(weights, task(), row, rate);
      said.replaceChildren(...sentence(weights, inputs[row], targets[row], learnt));
      steps += 1;
      weights = learnt.weights.map((weight) => Math.max(-9 * MAX_WEIGHT, Math.min(9 * MAX_WEIGHT, weight)));
      row = (row + 1) % inputs.length;
      paint();
      return !isOver() && steps < MAX_STEPS;
    }

    const play = tools.player('learn_play', step, PLAY_EVERY_MS);
    const sliders = NAMES.map((name, at) =>
      slider(`learn_weight_${name}`, { min: -MAX_WEIGHT, max: MAX_WEIGHT, step: 1, value: 0, show, moved: (value) => startOver(weights.map((weight, other) => (other === at ? value : weight))) }),
    );
    const rates = slider('learn_rate', {
      min: 1, max: TENTHS, step: 1, value: rate, show,
      moved: (value) => {
        rate = value;
        tools.remember({ rate });
      },
    });
    const choices = /** @type {[string, string][]} */ (gates.map((name) => [name, name.toUpperCase()]));
    const chooser = choice('learn_gate', choices, gate, (chosen) => {
      gate = chosen;
      const other = newTable(task());
      table.element.replaceWith(other.element);
      table = other;
      tools.remember({ gate });
      startOver();
    });
    const buttons = box('div', 'learn-buttons', [button('learn_step', step, 'learn-button learn-main'), play.button, button('learn_start_over', () => startOver())]);
    const controls = box('div', 'learn-controls', [...(gates.length > 1 ? [chooser] : []), buttons, said, state, table.element, ...sliders, rates]);
    stage.append(figure(plane.element, text('learn_plane_caption')), controls);
    startOver();
  };
}
