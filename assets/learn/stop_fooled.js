// How a network is fooled: a little of the right noise, found by descending on the pixels instead of on the weights.

/** @import { Tools } from './learn.js' */

import { percent, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { random } from './chance.js';
import { best } from './layers.js';
import { Lenet } from './lenet.js';
import { servedGraph } from './served.js';
import { box, button, choice, figure, newBars, newPicture, showPicture, slider } from './ui.js';

const SIZE = 28;
const PIXEL_MAX = 255;
const STEPS = 12;
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Noise of at most `strength` in each pixel that makes the network see `target` (projected gradient descent, Madry et al. 2018). @param {Lenet} lenet @param {Uint8Array} image @param {number} target @param {number} strength 0 to 1 */
export function noiseFor(lenet, image, target, strength) {
  const noise = new Float64Array(image.length);
  const disturbed = () => Float64Array.from(image, (level, at) => Math.min(PIXEL_MAX, Math.max(0, level + noise[at] * PIXEL_MAX)));
  for (let count = 0; count < STEPS; count += 1) {
    const slopes = lenet.slopes(lenet.run(disturbed()), target);
    slopes.forEach((slope, at) => {
      const changed = noise[at] + ((2.5 * strength) / STEPS) * Math.sign(slope);
      noise[at] = Math.min(strength, Math.max(-strength, changed));
    });
  }
  return { noise, disturbed: disturbed() };
}

/** As much noise, but by chance. @param {Uint8Array} image @param {number} strength */
function chanceNoise(image, strength) {
  const chance = random(7);
  const noise = Float64Array.from(image, () => (chance() < 0.5 ? -strength : strength));
  return { noise, disturbed: Float64Array.from(image, (level, at) => Math.min(PIXEL_MAX, Math.max(0, level + noise[at] * PIXEL_MAX))) };
}

/** What another network of the page, which never saw this noise made, says to it. @param {Float64Array} image */
async function askAnother(image) {
  const { Bundle } = await import('../widget/bundle.js');
  const bundle = await Bundle.open(new URL('../models/', import.meta.url).href);
  const [output] = await (await bundle.model('cnn_tiny')).run([Uint8Array.from(image, Math.round)]);
  return output.probabilities;
}

/** @param {HTMLElement} stage @param {Tools} tools */
export async function fooledStop(stage, tools) {
  const lenet = new Lenet(await servedGraph('lenet'));
  if (tools.signal.aborted) return;
  let target = wholeWithin(tools.settings.target, 0, 9, 8);
  let strength = wholeWithin(tools.settings.strength, 0, 50, 20) / 100;
  let isAimed = tools.settings.noise !== 'chance';
  let made = { noise: new Float64Array(SIZE * SIZE), disturbed: new Float64Array(SIZE * SIZE) };
  const pictures = ['seen', 'noise', 'sum'].map((name) => newPicture(SIZE, text(name === 'seen' ? 'learn_seen' : `learn_fooled_${name}`)));
  const bars = newBars(text('learn_fooled_answers'));
  const state = box('p', 'learn-state');
  const other = box('p', 'learn-state');
  [state, other].forEach((one) => one.setAttribute('role', 'status'));

  function paint() {
    const image = tools.drawing.image ?? new Uint8Array(SIZE * SIZE);
    made = isAimed ? noiseFor(lenet, image, target, strength) : chanceNoise(image, strength);
    showPicture(pictures[0], image, { peak: PIXEL_MAX });
    showPicture(pictures[1], made.noise, { peak: 0.5, isSigned: true });
    showPicture(pictures[2], made.disturbed, { peak: PIXEL_MAX });
    const [before, after] = [image, made.disturbed].map((one) => lenet.run(one).probabilities);
    const [was, is] = [best(before), best(after)];
    bars.show(after, percent);
    other.textContent = '';
    state.textContent = !tools.drawing.image ? '' : text(was === is ? 'learn_fooled_not' : 'learn_fooled_yes', { was, is, share: percent(after[is]) });
  }

  async function ask() {
    other.textContent = text('learn_loading');
    const { disturbed } = made;
    const shares = await askAnother(disturbed).catch(() => null);
    if (disturbed !== made.disturbed) return;
    const read = shares ? best(shares) : 0;
    other.textContent = shares ? text('learn_fooled_another', { digit: read, share: percent(shares[read]) }) : text('learn_no_model');
  }

  const targets = choice('learn_fooled_target', DIGITS.map((digit) => [digit, digit]), String(target), (chosen) => {
    target = Number(chosen);
    tools.remember({ target });
    paint();
  });
  const kinds = choice('learn_fooled_noise', [['aimed', text('learn_fooled_aimed')], ['chance', text('learn_fooled_chance')]], isAimed ? 'aimed' : 'chance', (chosen) => {
    isAimed = chosen === 'aimed';
    tools.remember({ noise: chosen });
    paint();
  });
  const strengths = slider('learn_fooled_strength', {
    min: 0, max: 0.5, step: 0.01, value: strength, show: percent,
    moved: (value) => {
      strength = value;
      tools.remember({ strength: Math.round(value * 100) });
      paint();
    },
  });
  const names = ['learn_seen', 'learn_fooled_noise', 'learn_fooled_sum'];
  stage.append(
    box('div', 'learn-sum-of', pictures.flatMap((picture, at) => [...(at ? [box('b', 'learn-times', [at === 1 ? '+' : '='])] : []), figure(picture, text(names[at]), at > 1 ? 'learn-outcome' : '')])),
    box('div', 'learn-controls', [box('p', 'learn-name', [text('learn_fooled_target')]), targets, kinds, strengths, state, bars.element, box('div', 'learn-buttons', [button('learn_fooled_ask', ask)]), other]),
  );
  tools.whenDrawn((isResting) => isResting && paint());
  paint();
}
