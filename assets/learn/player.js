// A button that runs something frame by frame, and pauses it.

import { text } from '../room/room.js';
import { button } from './ui.js';

const MOST_AT_ONCE = 2000;

/**
 * @param {string} key what the button says while nothing runs
 * @param {() => boolean} tick does one step; says whether there is another
 * @param {AbortSignal} signal ends it
 * @param {number} [everyMs] the time between steps; with 0 there is one in each frame
 * @param {string} [className]
 */
export function newPlayer(key, tick, signal, everyMs = 0, className) {
  let frame = 0;
  let last = 0;
  const press = button(key, () => (frame ? stop() : start()), className);

  function show() {
    press.textContent = text(frame ? 'learn_pause' : key);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    show();
  }

  function run(/** @type {number} */ now) {
    if (signal.aborted) return;
    if (now - last >= everyMs) {
      last = now;
      if (!tick()) return stop();
    }
    // A step may have stopped it.
    if (frame) frame = requestAnimationFrame(run);
  }

  function start() {
    // Who wants no motion is shown where it leads.
    const isStill = everyMs > 0 && matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isStill) {
      for (let count = 0; count < MOST_AT_ONCE && tick(); count += 1);
      return;
    }
    frame = requestAnimationFrame(run);
    show();
  }

  return { button: press, stop };
}
