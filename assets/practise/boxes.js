// The boxes that an answer is written into, one for each digit, each a pad of its own with its guide below the ink.

/** @import { Path } from './models.js' */

import { openSurface } from '../pad/surface.js';
import { text, translate } from '../room/room.js';
import { demonstration, guide, picture } from './drawn.js';
import { PAD_SIDE } from './models.js';

/** @typedef {'dots' | 'faint' | 'none'} Guide */
/**
 * @typedef {{ element: HTMLElement, strokes(): Path[], width(): number, clear(): void, demonstrate(model: Path[]): void,
 *   showGuide(model: Path[], guide: Guide): void, mark(state: string): void }} Box
 */

const PLACES = ['practise_ones', 'practise_tens', 'practise_hundreds'];

/**
 * @param {HTMLElement} template a pad
 * @param {string} name begins its ids
 * @param {string | null} place the key of what its place is called; null where it stands alone
 * @param {{ touched(): void, rested(): void }} told
 * @returns {Box}
 */
function newBox(template, name, place, told) {
  const element = /** @type {HTMLElement} */ (template.cloneNode(true));
  const paper = /** @type {HTMLElement} */ (element.querySelector('.pad-surface'));
  translate(element);
  if (place) element.querySelector('canvas')?.setAttribute('aria-label', text(place));
  const surface = openSurface(element, { name, width: PAD_SIDE, height: PAD_SIDE }, { touched: told.touched, changed: () => {}, rested: told.rested });
  const layers = document.createElement('div');
  layers.className = 'practise-layers';
  paper.prepend(layers);

  return {
    element,
    strokes: () => surface.strokes.filter(({ erases }) => !erases).map(({ points }) => points.map(({ x, y }) => [x, y])),
    width: () => surface.strokes[0]?.width ?? 0,
    clear: () => surface.clear(),
    demonstrate(model) {
      layers.querySelector('.practise-demonstration')?.remove();
      const { layer, seconds } = demonstration(model);
      layer.classList.add('practise-demonstration');
      layers.append(layer);
      setTimeout(() => layer.remove(), (seconds + 1) * 1000);
    },
    showGuide(model, kind) {
      layers.replaceChildren(...(kind === 'none' ? [] : [kind === 'dots' ? guide(model) : picture(model, 'drawn-faint')]));
    },
    mark(state) {
      element.dataset.state = state;
    },
  };
}

/**
 * Puts up boxes for the digits of an answer, the highest place first, whatever the language's direction.
 *
 * @param {HTMLElement} holder
 * @param {HTMLElement} template
 * @param {number} count
 * @param {{ touched(): void, rested(): void }} told
 * @returns {Box[]}
 */
export function putUpBoxes(holder, template, count, told) {
  const boxes = Array.from({ length: count }, (_, index) =>
    newBox(template, `practise-${index}`, count > 1 ? PLACES[count - 1 - index] : null, told),
  );
  holder.dataset.count = String(count);
  holder.replaceChildren(...boxes.map(({ element }) => element));
  return boxes;
}
