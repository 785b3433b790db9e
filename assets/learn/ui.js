// What stops are built from: elements, sliders, choices, pictures of numbers, charts and planes.

import { contextOf, create } from '../page/dom.js';
import { decimal, text } from '../room/room.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {string} [className] @param {(Node | string)[]} [content] */
export function box(tag, className = '', content = []) {
  const made = create(/** @type {'div'} */ (tag), className);
  made.append(...content);
  return made;
}

/** Arithmetic runs from left to right in every language. @param {string} words @param {string} [className] */
export function formula(words, className = '') {
  const made = create('bdi', className, words);
  made.dir = 'ltr';
  return made;
}

/** @param {string} key @param {() => void} press @param {string} [className] */
export function button(key, press, className = 'learn-button') {
  const made = Object.assign(create('button', className, text(key)), { type: 'button' });
  made.addEventListener('click', press);
  return made;
}

/**
 * A slider with its name and value.
 * @param {string} key @param {{ min: number, max: number, step: number, value: number, show?: (value: number) => string, moved: (value: number) => void }} options
 */
export function slider(key, { min, max, step, value, show = decimal, moved }) {
  const output = create('output', 'learn-value', show(value));
  const input = Object.assign(create('input'), { type: 'range', min: String(min), max: String(max), step: String(step), value: String(value) });
  const label = box('label', 'learn-slider', [create('span', '', text(key)), input, output]);
  const set = (/** @type {number} */ wanted) => {
    input.value = String(wanted);
    output.textContent = show(wanted);
    input.setAttribute('aria-valuetext', show(wanted));
  };
  input.addEventListener('input', () => {
    set(Number(input.value));
    moved(Number(input.value));
  });
  set(value);
  return Object.assign(label, { set, input });
}

/**
 * One of several, as buttons in a row.
 * @param {string} key names the group @param {[value: string, words: string][]} choices @param {string} value @param {(value: string) => void} chosen
 */
export function choice(key, choices, value, chosen) {
  const made = box('div', 'learn-choice');
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', text(key));
  const buttons = choices.map(([code, words]) => Object.assign(create('button', '', words), { type: 'button', value: code }));
  const show = (/** @type {string} */ wanted) => buttons.forEach((one) => one.setAttribute('aria-pressed', String(one.value === wanted)));
  buttons.forEach((one) =>
    one.addEventListener('click', () => {
      show(one.value);
      chosen(one.value);
    }),
  );
  made.append(...buttons);
  show(value);
  return Object.assign(made, { show });
}

/** @param {Node} content @param {string} caption @param {string} [className] */
export function figure(content, caption, className = '') {
  return box('figure', `learn-figure ${className}`, [content, create('figcaption', '', caption)]);
}

/** The page's colours as red, green and blue. @param {string} name of a custom property */
function colourOf(name) {
  const sheet = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const context = contextOf(sheet);
  context.fillStyle = getComputedStyle(document.body).getPropertyValue(name);
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** @type {Record<string, number[]>} */
let colours = {};
/** Colours are read anew when the scheme has changed. */
export function readColours() {
  colours = Object.fromEntries(['--pad-paper', '--ink', '--for', '--against'].map((name) => [name, colourOf(name)]));
}

/** A canvas that shows numbers as a picture, one pixel each. @param {number} side @param {string} label for who does not see it */
export function newPicture(side, label) {
  const canvas = Object.assign(create('canvas', 'learn-picture'), { width: side, height: side });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  return canvas;
}

/**
 * Shows numbers: 0 as paper, the largest as ink; where some are below 0, for and against in two colours.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {{ peak?: number, isSigned?: boolean, offset?: number }} [how]
 */
export function showPicture(canvas, values, { peak, isSigned = false, offset = 0 } = {}) {
  if (!colours['--ink']) readColours();
  const count = canvas.width * canvas.height;
  let most = peak ?? 0;
  if (peak === undefined) for (let at = 0; at < count; at += 1) most = Math.max(most, Math.abs(values[offset + at]));
  const image = new ImageData(canvas.width, canvas.height);
  const paper = colours['--pad-paper'];
  for (let at = 0; at < count; at += 1) {
    const share = most ? Math.max(-1, Math.min(1, values[offset + at] / most)) : 0;
    const ink = isSigned ? colours[share < 0 ? '--against' : '--for'] : colours['--ink'];
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[4 * at + channel] = paper[channel] + (ink[channel] - paper[channel]) * Math.abs(share);
    }
    image.data[4 * at + 3] = 255;
  }
  contextOf(canvas).putImageData(image, 0, 0);
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {(Node | string)[]} [content] */
export function svg(tag, attributes, content = []) {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, String(value)));
  made.append(...content);
  return made;
}

/** A drawing of lines with a name for who does not see it. @param {number} width @param {number} height @param {string} label @param {string} className */
export function newDrawing(width, height, label, className) {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: className });
}

/**
 * A line chart that grows: `add` gives it a point.
 * @param {string} label @param {{ high: number, low?: number }} bounds
 */
export function newChart(label, { high, low = 0 }) {
  const [width, height] = [300, 120];
  const line = svg('polyline', { class: 'learn-line' });
  const most = svg('text', { x: 4, y: 14, class: 'learn-tick' }, [decimal(high)]);
  const drawing = newDrawing(width, height, label, 'learn-chart');
  drawing.append(svg('path', { d: `M0 ${height}H${width}`, class: 'learn-axis' }), most, line);
  /** @type {number[]} */
  let values = [];
  const show = () => {
    const step = width / Math.max(60, values.length - 1);
    const y = (/** @type {number} */ value) => height - (Math.min(high, Math.max(low, value)) - low) / (high - low) * height;
    line.setAttribute('points', values.map((value, at) => `${(at * step).toFixed(1)},${y(value).toFixed(1)}`).join(' '));
  };
  return {
    element: drawing,
    /** @param {number} value */
    add(value) {
      values.push(value);
      // Twice as many as can be told apart: every other one goes.
      if (values.length > 2 * width) values = values.filter((_, at) => at % 2 === 0);
      show();
    },
    clear() {
      values = [];
      show();
    },
  };
}

/** The ten digits, each with a bar and its share. @param {string} label */
export function newBars(label) {
  const list = box('ol', 'learn-bars');
  list.setAttribute('aria-label', label);
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const [fill, share] = [create('i'), create('span', 'learn-share')];
    list.append(box('li', '', [create('b', '', String(digit)), box('span', 'bar', [fill]), share]));
    return { fill, share };
  });
  return {
    element: list,
    /** @param {ArrayLike<number> | null} shares @param {(value: number) => string} words */
    show(shares, words) {
      const most = shares ? Math.max(...Array.from(shares)) : -1;
      rows.forEach(({ fill, share }, digit) => {
        fill.style.setProperty('--share', (shares?.[digit] ?? 0).toFixed(4));
        share.textContent = shares ? words(shares[digit]) : '';
        list.children[digit].toggleAttribute('data-best', shares?.[digit] === most);
      });
    },
  };
}
