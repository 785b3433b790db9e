// Training in the browser: loss, weights and accuracy while they change, and what has been learnt tried on one's own drawing.

/** @import { Tools } from './learn.js' */
/** @import { Digits } from './dataset.js' */

import { create } from '../page/dom.js';
import { decimal, percent, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { digitAt, unpackDigits } from './dataset.js';
import { best } from './layers.js';
import { Trainer } from './trainer.js';
import { box, button, choice, figure, newBars, newChart, newPicture, showPicture, slider } from './ui.js';

const SIZE = 28;
const PIXEL_MAX = 255;
const HIDDEN = 24;
const FRAME_MS = 10;
const MAX_EPOCHS = 12;
const STEPS_PER_LOOK = 20;
const MAX_LOSS = 2.5;
const THOUSANDTHS = 1000;
const EXAMPLES = 20;

/** A few of the digits that it learns from. @param {Digits} digits */
function samples(digits) {
  return box('div', 'learn-samples', Array.from({ length: EXAMPLES }, (_, at) => {
    const canvas = newPicture(SIZE, String(digits.labels[at]));
    showPicture(canvas, digitAt(digits, at), { peak: 1 });
    return canvas;
  }));
}

/** @param {HTMLElement} stage @param {Tools} tools */
export async function trainStop(stage, tools) {
  const { default: packed } = await import('./digits.json', { with: { type: 'json' } });
  const { training, heldOut } = await unpackDigits(packed);
  if (tools.signal.aborted) return;
  let hidden = tools.settings.kind === 'network' ? HIDDEN : 0;
  let rate = wholeWithin(tools.settings.rate, 1, 30, 3) / THOUSANDTHS;
  let trainer = new Trainer(training, { hidden, rate });
  let [looks, accuracy] = [0, 0];
  const [losses, accuracies] = [newChart(text('learn_loss'), { high: MAX_LOSS }), newChart(text('learn_accuracy'), { high: 1 })];
  const state = box('p', 'learn-state');
  state.setAttribute('role', 'status');
  const numbers = box('p', 'learn-figures');
  const bars = newBars(text('learn_layer_uncalibrated'));
  const answer = box('p', 'learn-read');
  const weights = box('div', 'learn-weights');
  /** @type {HTMLCanvasElement[]} */
  let pictures = [];

  function newPictures() {
    const { to } = trainer.layers[0];
    pictures = Array.from({ length: to }, (_, unit) => newPicture(SIZE, text('learn_weights_of', { number: hidden ? unit + 1 : unit })));
    weights.replaceChildren(...pictures.map((picture, unit) => (hidden ? picture : figure(picture, String(unit)))));
  }

  function tryDrawing() {
    const { image } = tools.drawing;
    const shares = image && trainer.answer(Float64Array.from(image, (level) => level / PIXEL_MAX));
    bars.show(shares, percent);
    answer.textContent = shares ? text('learn_read', { digit: best(shares), share: percent(Math.max(...shares)) }) : '';
  }

  function look() {
    accuracy = trainer.accuracy(heldOut);
    accuracies.add(accuracy);
    pictures.forEach((picture, unit) => showPicture(picture, trainer.picture(unit), { isSigned: true }));
    numbers.textContent = text('learn_train_state', { epochs: decimal(trainer.epochs), accuracy: percent(accuracy), count: heldOut.labels.length });
    tryDrawing();
  }

  // As many batches as fit into half a frame: the page stays at hand.
  function frame() {
    const started = performance.now();
    let steps = 0;
    while (performance.now() - started < FRAME_MS && steps < STEPS_PER_LOOK) {
      losses.add(trainer.step());
      steps += 1;
    }
    looks += steps;
    if (looks >= STEPS_PER_LOOK) {
      looks = 0;
      look();
    }
    const isDone = trainer.epochs >= MAX_EPOCHS;
    if (isDone) state.textContent = text('learn_train_done', { accuracy: percent(accuracy) });
    return !isDone;
  }

  function startOver() {
    play.stop();
    trainer = new Trainer(training, { hidden, rate });
    [losses, accuracies].forEach((chart) => chart.clear());
    state.textContent = text('learn_train_start', { count: training.labels.length, parameters: trainer.parameterCount });
    newPictures();
    look();
  }

  const kinds = choice('learn_train_kind', [['softmax', text('learn_train_softmax')], ['network', text('learn_train_network', { count: HIDDEN })]], hidden ? 'network' : 'softmax', (kind) => {
    hidden = kind === 'softmax' ? 0 : HIDDEN;
    tools.remember({ kind });
    startOver();
  });
  const rates = slider('learn_rate', {
    min: 1, max: 30, step: 1, value: rate * THOUSANDTHS, show: (value) => (value / THOUSANDTHS).toFixed(3),
    moved: (value) => {
      rate = value / THOUSANDTHS;
      trainer.rate = rate;
      tools.remember({ rate: value });
    },
  });
  const play = tools.player('learn_train', frame, 0, 'learn-button learn-main');
  const buttons = box('div', 'learn-buttons', [play.button, button('learn_start_over', startOver)]);
  stage.append(
    box('div', 'learn-controls', [kinds, rates, buttons, state, numbers, figure(losses.element, text('learn_loss')), figure(accuracies.element, text('learn_accuracy'))]),
    box('div', 'learn-controls', [create('h2', '', text('learn_train_yours')), answer, bars.element]),
    box('section', 'learn-panel', [create('h2', '', text('learn_weights')), weights, create('h2', '', text('learn_train_examples')), samples(training)]),
  );
  tools.whenDrawn(tryDrawing);
  startOver();
}
