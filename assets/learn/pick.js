// A picture of numbers from which one is picked, by pointer or arrow keys; a frame shows which, or where it came from.

import { ARROWS } from '../page/dom.js';
import { box } from './ui.js';

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ label?: string, span?: number, picked?: (place: number) => void }} options without `picked` it only shows; `span`: pixels in the frame's side
 */
export function pickOn(canvas, { label = '', span = 1, picked }) {
  const frame = box('i', 'learn-frame');
  frame.hidden = true;
  const element = box('div', 'learn-pick', [canvas, frame]);
  const { width, height } = canvas;
  let current = 0;

  /** @param {number} place of the frame's corner; -1 hides it @param {number} [size] */
  function show(place, size = span) {
    frame.hidden = place < 0;
    if (place < 0) return;
    current = place;
    const share = (/** @type {number} */ pixels, /** @type {number} */ of) => `${(100 * pixels) / of}%`;
    Object.assign(frame.style, { left: share(place % width, width), top: share(Math.floor(place / width), height), width: share(size, width), height: share(size, height) });
  }

  function pick(/** @type {number} */ x, /** @type {number} */ y) {
    const within = (/** @type {number} */ value, /** @type {number} */ count) => Math.min(count - 1, Math.max(0, value));
    current = within(y, height) * width + within(x, width);
    picked?.(current);
  }

  function pickAt(/** @type {PointerEvent} */ event) {
    const bounds = canvas.getBoundingClientRect();
    pick(Math.floor(((event.clientX - bounds.left) / bounds.width) * width), Math.floor(((event.clientY - bounds.top) / bounds.height) * height));
  }

  if (picked) {
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-label', label);
    element.classList.add('learn-pickable');
    canvas.addEventListener('pointerdown', pickAt);
    canvas.addEventListener('pointermove', (event) => {
      if (event.buttons) pickAt(event);
    });
    element.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      pick((current % width) + arrow[0], Math.floor(current / width) + arrow[1]);
    });
  }
  return { element, show };
}
