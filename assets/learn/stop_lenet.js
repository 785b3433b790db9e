// lenet, layer by layer, on one's own drawing: every number that is shown can be picked, and tells how it came to be.

/** @import { Tools } from './learn.js' */
/** @import { LayerName, Layers } from './lenet.js' */

import { decimal, percent, text } from '../room/room.js';
import { showArithmetic } from './arithmetic.js';
import { best } from './layers.js';
import { Lenet, numbersOf } from './lenet.js';
import { pickOn } from './pick.js';
import { servedGraph } from './served.js';
import { box, formula, newBars, newPicture, showPicture } from './ui.js';

const SIZE = 28;
/** Layers in the order of work: how many maps, and how large. @type {{ name: LayerName, maps: number, side: number }[]} */
const MAPS = [
  { name: 'conv1', maps: 8, side: 24 },
  { name: 'pool1', maps: 8, side: 12 },
  { name: 'conv2', maps: 16, side: 8 },
  { name: 'pool2', maps: 16, side: 4 },
];
const HIDDEN = { columns: 8, rows: 16 };
/** From which layer each comes. @type {Record<string, string>} */
const SOURCES = { conv1: 'input', pool1: 'conv1', conv2: 'pool1', pool2: 'conv2', hidden: 'pool2', logits: 'hidden', uncalibrated: 'logits' };

/** One layer as its maps, which `picked` is told of. @param {typeof MAPS[number]} layer @param {(name: LayerName, place: number) => void} picked */
function newLayer({ name, maps, side }, picked) {
  const pictures = Array.from({ length: maps }, (_, map) => {
    const label = text('learn_map', { layer: text(`learn_layer_${name}`), number: map + 1 });
    const canvas = newPicture(side, label);
    return { canvas, pick: pickOn(canvas, { label, picked: (place) => picked(name, map * side * side + place) }) };
  });
  const grid = box('div', 'learn-maps', pictures.map(({ pick }) => pick.element));
  grid.dataset.layer = name;
  return {
    element: box('section', 'learn-layer', [box('h2', '', [text(`learn_layer_${name}`)]), box('p', 'learn-size', [formula(`${maps} × ${side} × ${side}`)]), grid]),
    /** @param {ArrayLike<number>} values */
    show(values) {
      let peak = 0;
      for (let at = 0; at < values.length; at += 1) peak = Math.max(peak, values[at]);
      pictures.forEach(({ canvas }, map) => showPicture(canvas, values, { peak, offset: map * side * side }));
    },
    /** Frames a place; in `all` maps where it is what something came from. @param {number} place @param {number} [span] @param {boolean} [all] */
    mark(place, span = 1, all = false) {
      const inside = place % (side * side);
      pictures.forEach(({ pick }, map) => pick.show(place >= 0 && (all || map === Math.floor(place / (side * side))) ? inside : -1, span));
    },
  };
}

/** @param {HTMLElement} stage @param {Tools} tools */
export async function lenetStop(stage, tools) {
  const lenet = new Lenet(await servedGraph('lenet'));
  if (tools.signal.aborted) return;
  /** @type {Layers} */
  let layers;
  let [name, place] = readPlace(tools.settings.at);
  const input = newPicture(SIZE, text('learn_layer_input'));
  const inputPick = pickOn(input, {});
  const panel = box('section', 'learn-arithmetic');
  panel.setAttribute('aria-live', 'polite');
  panel.setAttribute('aria-label', text('learn_lenet_title'));
  // On a small screen it scrolls, which a keyboard can do only where it can stand.
  panel.tabIndex = 0;
  const picked = (/** @type {LayerName} */ layer, /** @type {number} */ at) => {
    [name, place] = [layer, at];
    tools.remember({ at: `${name}.${place}` });
    explain();
  };
  const shown = MAPS.map((layer) => ({ name: layer.name, layer: newLayer(layer, picked) }));
  const hiddenPicture = Object.assign(newPicture(1, text('learn_layer_hidden')), { width: HIDDEN.columns, height: HIDDEN.rows });
  const hiddenPick = pickOn(hiddenPicture, { label: text('learn_layer_hidden'), picked: (at) => picked('hidden', at) });
  const [logits, shares] = [newAnswers('logits', picked), newAnswers('uncalibrated', picked)];

  function explain() {
    const arithmetic = lenet.explain(layers, name, place);
    const source = SOURCES[name];
    shown.forEach(({ name: other, layer }) => layer.mark(-1, 1, other === name));
    inputPick.show(-1);
    hiddenPick.show(name === 'hidden' ? place : -1);
    shown.find((one) => one.name === name)?.layer.mark(place);
    const [first] = arithmetic.terms;
    if (source === 'input') inputPick.show(first.at, arithmetic.patch);
    if (arithmetic.patch) shown.find((one) => one.name === source)?.layer.mark(first.at, arithmetic.patch, name === 'conv2');
    [logits, shares].forEach((answers) => answers.mark(answers.layer === name ? place : -1));
    showArithmetic(panel, name, place, arithmetic);
  }

  function paint() {
    layers = lenet.run(tools.drawing.image ?? new Uint8Array(SIZE * SIZE));
    showPicture(input, layers.input.values, { peak: 1 });
    shown.forEach(({ name: layer, layer: maps }) => maps.show(numbersOf(layers, layer)));
    showPicture(hiddenPicture, layers.hidden);
    logits.show(layers.logits, decimal);
    shares.show(layers.uncalibrated, percent);
    // Until one is picked, the strongest speaks for all.
    if (place < 0) place = best(layers.conv1.values);
    explain();
  }

  const column = (/** @type {string} */ layer, /** @type {string} */ size, /** @type {Node} */ content) => {
    const made = box('section', 'learn-layer', [box('h2', '', [text(`learn_layer_${layer}`)]), box('p', 'learn-size', [size]), content]);
    made.dataset.layer = layer;
    return made;
  };
  const flow = box('div', 'learn-flow', [
    column('input', `${SIZE} × ${SIZE}`, inputPick.element),
    ...shown.map(({ layer }) => layer.element),
    column('hidden', String(HIDDEN.columns * HIDDEN.rows), hiddenPick.element),
    column('logits', '10', logits.element),
    column('uncalibrated', '10', shares.element),
  ]);
  stage.append(flow, panel, box('p', 'learn-note', [text('learn_lenet_count', { count: lenet.parameterCount })]));
  tools.whenDrawn(paint);
  paint();
}

/** Ten numbers, each a button. @param {LayerName} layer @param {(name: LayerName, place: number) => void} picked */
function newAnswers(layer, picked) {
  const bars = newBars(text(`learn_layer_${layer}`));
  const buttons = [...bars.element.children].map((row, digit) => {
    const press = Object.assign(document.createElement('button'), { type: 'button', className: 'learn-answer' });
    press.append(...row.childNodes);
    press.addEventListener('click', () => picked(layer, digit));
    row.append(press);
    return press;
  });
  return {
    layer,
    element: bars.element,
    /** @param {Float64Array} values @param {(value: number) => string} words */
    show(values, words) {
      const most = Math.max(...values.map(Math.abs));
      bars.show(values, words);
      // Logits are no shares: the largest fills the bar.
      if (layer === 'logits') [...bars.element.querySelectorAll('i')].forEach((fill, digit) => /** @type {HTMLElement} */ (fill).style.setProperty('--share', String(Math.max(0, values[digit] / most))));
    },
    /** @param {number} digit */
    mark(digit) {
      buttons.forEach((press, at) => press.setAttribute('aria-pressed', String(at === digit)));
    },
  };
}

/** The number that the address picks; -1 where it picks none. @param {string | undefined} written @returns {[LayerName, number]} */
function readPlace(written) {
  const [name, place] = (written ?? '').split('.');
  const count = { ...Object.fromEntries(MAPS.map(({ name: layer, maps, side }) => [layer, maps * side * side])), hidden: HIDDEN.columns * HIDDEN.rows, logits: 10, uncalibrated: 10 }[name];
  const isGood = count && /^\d{1,4}$/.test(place ?? '') && Number(place) < count;
  return isGood ? [/** @type {LayerName} */ (name), Number(place)] : ['conv1', -1];
}
