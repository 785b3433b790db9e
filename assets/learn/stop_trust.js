// How far to trust: a temperature makes confidence honest, and a drawing must reach a model as its examples did.

/** @import { Tools } from './learn.js' */

import { create } from '../page/dom.js';
import { decimal, percent, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { binned, calibrationError } from './calibration.js';
import { digitAt, unpackDigits } from './dataset.js';
import { best } from './layers.js';
import { Lenet } from './lenet.js';
import { servedGraph } from './served.js';
import { box, button, figure, newBars, newDrawing, newPicture, showPicture, slider, svg } from './ui.js';
import { moved, normalized, shrunk } from './your_drawing.js';

const PIXEL_MAX = 255;
const TENTHS = 10;
const SIDE = 220;
const SIZES = [1, 0.8, 0.6, 0.45, 0.3];
const PLACES = [-0.2, 0, 0.2];

function newReliability() {
  const drawing = newDrawing(SIDE, SIDE, text('learn_reliability'), 'learn-reliability');
  const bars = Array.from({ length: 10 }, (_, at) => svg('rect', { x: (at * SIDE) / 10 + 2, width: SIDE / 10 - 4, y: 0, height: 0, class: 'learn-bin' }));
  drawing.append(...bars, svg('path', { d: `M0 ${SIDE}L${SIDE} 0`, class: 'learn-even' }), svg('path', { d: `M0 ${SIDE}H${SIDE}`, class: 'learn-axis' }));
  return {
    element: drawing,
    /** @param {import('./calibration.js').Bin[]} bins */
    show(bins) {
      bins.forEach(({ count, accuracy }, at) => {
        bars[at].setAttribute('y', String(SIDE * (1 - accuracy)));
        bars[at].setAttribute('height', String(SIDE * accuracy));
        bars[at].setAttribute('fill-opacity', String(count ? 0.35 + 0.65 * Math.min(1, count / 50) : 0));
      });
    },
  };
}

/** @param {Lenet} lenet @param {Tools} tools */
function newTemperature(lenet, tools) {
  let temperature = wholeWithin(tools.settings.temperature, 2, 60, Math.round(lenet.temperature * TENTHS)) / TENTHS;
  const [bars, reliability] = [newBars(text('learn_layer_uncalibrated')), newReliability()];
  const state = box('p', 'learn-state');
  /** What lenet says of drawings that nobody trained it on. @type {{ shares: Float64Array, label: number }[]} */
  let answered = [];
  /** @type {Float64Array | null} */
  let shares = null;

  function paint() {
    bars.show(shares && lenet.calibrate(shares, temperature), percent);
    const answers = answered.map(({ shares: one, label }) => {
      const softened = lenet.calibrate(one, temperature);
      const read = best(softened);
      return { confidence: softened[read], isRight: read === label };
    });
    const bins = binned(answers);
    reliability.show(bins);
    const right = answers.filter(({ isRight }) => isRight).length / Math.max(1, answers.length);
    state.textContent = answers.length ? text('learn_reliability_state', { count: answers.length, right: percent(right), error: percent(calibrationError(bins)) }) : text('learn_loading');
  }

  const temperatures = slider('learn_temperature', {
    min: 0.2, max: 6, step: 0.1, value: temperature,
    moved: (value) => {
      temperature = value;
      tools.remember({ temperature: Math.round(value * TENTHS) });
      paint();
    },
  });
  const fitted = button('learn_temperature_fitted', () => {
    temperature = lenet.temperature;
    temperatures.set(temperature);
    paint();
  });
  return {
    element: box('section', 'learn-panel', [
      create('h2', '', text('learn_temperature_title')),
      create('p', '', text('learn_temperature_lead', { value: decimal(lenet.temperature) })),
      temperatures,
      box('div', 'learn-buttons', [fitted]),
      box('div', 'learn-pair', [bars.element, figure(reliability.element, text('learn_reliability'))]),
      state,
    ]),
    paint,
    /** @param {Uint8Array | null} image */
    show(image) {
      shares = image && lenet.run(image).uncalibrated;
      paint();
    },
    /** @param {import('./dataset.js').Digits} digits */
    async measure(digits) {
      const found = [];
      for (let at = 0; at < digits.labels.length; at += 1) {
        if (at % 20 === 0) await tools.rest();
        if (tools.signal.aborted) return;
        found.push({ shares: lenet.run(Array.from(digitAt(digits, at), (value) => value * PIXEL_MAX)).uncalibrated, label: digits.labels[at] });
      }
      answered = found;
      paint();
    },
  };
}

/** @param {Lenet} lenet @param {Tools} tools */
function newClassic(lenet, tools) {
  let size = wholeWithin(tools.settings.size, 25, 100, 50) / 100;
  let right = wholeWithin(tools.settings.right, -25, 25, 0) / 100;
  let down = wholeWithin(tools.settings.down, -25, 25, 10) / 100;
  const ways = ['classic', 'ours'].map((way) => {
    const canvas = newPicture(28, text(`learn_way_${way}`));
    const answer = box('p', 'learn-read');
    return { canvas, answer, element: box('div', 'learn-way', [figure(canvas, text(`learn_way_${way}`)), answer]) };
  });
  const state = box('p', 'learn-state');
  state.setAttribute('role', 'status');

  const asSeen = (/** @type {Stroke[]} */ strokes) => [shrunk(strokes), normalized(strokes)];

  function paint() {
    const seen = asSeen(moved(tools.drawing.strokes, size, right, down));
    ways.forEach(({ canvas, answer }, at) => {
      const image = seen[at] ?? new Uint8Array(28 * 28);
      showPicture(canvas, image, { peak: PIXEL_MAX });
      const { probabilities } = lenet.run(image);
      const read = best(probabilities);
      answer.textContent = tools.drawing.image ? text('learn_read', { digit: read, share: percent(probabilities[read]) }) : '';
    });
  }

  /** Every size at every place, read both ways: which share is read as the drawing is where it stands. */
  async function tryAll() {
    const { image, strokes } = tools.drawing;
    if (!image) return;
    const wanted = best(lenet.run(image).probabilities);
    let [count, ...right_] = [0, 0, 0];
    for (const scale of SIZES) {
      for (const x of PLACES) {
        for (const y of PLACES) {
          await tools.rest();
          if (tools.signal.aborted) return;
          const seen = asSeen(moved(strokes, scale, x, y));
          seen.forEach((one, at) => (right_[at] += Number(Boolean(one) && best(lenet.run(/** @type {Uint8Array} */ (one)).probabilities) === wanted)));
          count += 1;
          state.textContent = text('learn_classic_state', { digit: wanted, count, classic: right_[0], ours: right_[1] });
        }
      }
    }
  }

  const share = (/** @type {string} */ key, /** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high, /** @type {(value: number) => void} */ set) =>
    slider(`learn_${key}`, {
      min: low, max: high, step: 0.01, value, show: percent,
      moved: (one) => {
        set(one);
        tools.remember({ [key]: Math.round(one * 100) });
        paint();
      },
    });
  return {
    element: box('section', 'learn-panel', [
      create('h2', '', text('learn_classic_title')),
      create('p', '', text('learn_classic_lead')),
      share('size', size, 0.25, 1, (value) => (size = value)),
      share('right', right, -0.25, 0.25, (value) => (right = value)),
      share('down', down, -0.25, 0.25, (value) => (down = value)),
      box('div', 'learn-pair', ways.map(({ element }) => element)),
      box('div', 'learn-buttons', [button('learn_classic_all', tryAll, 'learn-button learn-main')]),
      state,
    ]),
    paint,
  };
}

/** @param {HTMLElement} stage @param {Tools} tools */
export async function trustStop(stage, tools) {
  const lenet = new Lenet(await servedGraph('lenet'));
  if (tools.signal.aborted) return;
  const [temperature, classic] = [newTemperature(lenet, tools), newClassic(lenet, tools)];
  stage.append(classic.element, temperature.element);
  const show = () => {
    classic.paint();
    temperature.show(tools.drawing.image);
  };
  tools.whenDrawn((isResting) => isResting && show());
  show();
  const { default: packed } = await import('./digits.json', { with: { type: 'json' } });
  const { heldOut } = await unpackDigits(packed);
  await temperature.measure(heldOut);
}
