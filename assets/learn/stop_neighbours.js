// Two models that one can look in the eye: the digits that a drawing lies nearest to, and the questions that a tree asks it.

/** @import { Tools } from './learn.js' */

import { create } from '../page/dom.js';
import { decimal, percent, text } from '../room/room.js';
import { wholeWithin } from './address.js';
import { Neighbours, Tree } from './neighbours.js';
import { pickOn } from './pick.js';
import { servedGraph } from './served.js';
import { box, button, figure, newBars, newPicture, showPicture, slider } from './ui.js';

const SIZE = 28;
const SHOWN = 9;
const PIXEL_MAX = 255;

/** @param {Neighbours} neighbours @param {Tools} tools */
function newNeighbours(neighbours, tools) {
  let count = wholeWithin(tools.settings.k, 1, SHOWN, neighbours.k);
  const kept = newPicture(SIZE, text('learn_knn_kept'));
  const pictures = Array.from({ length: SHOWN }, () => ({ canvas: newPicture(SIZE, ''), words: create('figcaption') }));
  const list = box('div', 'learn-neighbours', pictures.map(({ canvas, words }) => box('figure', 'learn-figure', [canvas, words])));
  const state = box('p', 'learn-state');
  /** @type {import('./neighbours.js').Neighbour[]} */
  let nearest = [];

  function vote() {
    const votes = new Array(10).fill(0);
    nearest.slice(0, count).forEach(({ label }) => (votes[label] += 1));
    const winner = votes.indexOf(Math.max(...votes));
    state.textContent = nearest.length ? text('learn_knn_vote', { votes: votes[winner], count, digit: winner }) : '';
    [...list.children].forEach((one, at) => one.toggleAttribute('data-far', at >= count));
  }

  const counts = slider('learn_knn_k', {
    min: 1, max: SHOWN, step: 1, value: count, show: String,
    moved: (value) => {
      count = value;
      tools.remember({ k: count });
      vote();
    },
  });
  return {
    element: box('section', 'learn-panel', [
      create('h2', '', text('learn_knn')),
      create('p', '', text('learn_knn_lead', { count: neighbours.count, width: neighbours.width })),
      counts,
      state,
      box('div', 'learn-kept', [figure(kept, text('learn_knn_kept')), list]),
    ]),
    /** @param {Uint8Array | null} image */
    show(image) {
      nearest = image ? neighbours.nearest(image, SHOWN) : [];
      showPicture(kept, image ? neighbours.picture(neighbours.describe(image)) : new Uint8Array(SIZE * SIZE), { peak: PIXEL_MAX });
      pictures.forEach(({ canvas, words }, at) => {
        const one = nearest[at];
        showPicture(canvas, one ? neighbours.pictureOf(one.index) : new Uint8Array(SIZE * SIZE), { peak: PIXEL_MAX });
        words.textContent = one ? text('learn_knn_near', { digit: one.label, distance: decimal(one.distance) }) : '';
        canvas.setAttribute('aria-label', words.textContent);
      });
      vote();
    },
  };
}

/** @param {Tree} tree @param {Tools} tools */
function newTree(tree, tools) {
  let at = 0;
  const picture = newPicture(SIZE, text('learn_tree'));
  const pixel = pickOn(picture, {});
  const question = box('p', 'learn-said');
  question.setAttribute('role', 'status');
  const steps = box('ol', 'learn-questions');
  steps.dir = 'ltr';
  const bars = newBars(text('learn_tree_leaf'));
  /** @type {ReturnType<Tree['path']>} */
  let found = { questions: [], shares: [] };

  function paint() {
    const asked = found.questions[at];
    pixel.show(asked ? asked.pixel : -1);
    [...steps.children].forEach((step, place) => step.toggleAttribute('data-current', place === at));
    if (!asked) {
      const digit = found.shares.indexOf(Math.max(...found.shares));
      question.textContent = found.shares.length ? text('learn_tree_end', { digit }) : '';
    } else {
      const place = { row: Math.floor(asked.pixel / SIZE) + 1, column: (asked.pixel % SIZE) + 1 };
      question.textContent = text(asked.isAbove ? 'learn_tree_yes' : 'learn_tree_no', { ...place, threshold: asked.threshold, value: asked.value });
    }
    bars.show(asked || !found.shares.length ? null : found.shares, percent);
  }

  function next() {
    at = at >= found.questions.length ? 0 : at + 1;
    paint();
    return at < found.questions.length;
  }

  const play = tools.player('learn_play', next, 450);
  return {
    element: box('section', 'learn-panel', [
      create('h2', '', text('learn_tree')),
      create('p', '', text('learn_tree_lead')),
      box('div', 'learn-buttons', [button('learn_tree_next', next, 'learn-button learn-main'), play.button]),
      question,
      box('div', 'learn-pair', [figure(pixel.element, text('learn_seen')), bars.element]),
      steps,
    ]),
    /** @param {Uint8Array | null} image */
    show(image) {
      play.stop();
      found = image ? tree.path(image) : { questions: [], shares: [] };
      at = 0;
      if (image) showPicture(picture, image, { peak: PIXEL_MAX });
      steps.replaceChildren(...found.questions.map(({ isAbove }, place) => create('li', '', `${place + 1}: ${isAbove ? '✓' : '×'}`)));
      paint();
    },
  };
}

/** @param {HTMLElement} stage @param {Tools} tools */
export async function neighboursStop(stage, tools) {
  const [knn, small] = await Promise.all(['knn', 'decision_tree_small'].map(servedGraph));
  if (tools.signal.aborted) return;
  const [neighbours, tree] = [newNeighbours(new Neighbours(knn), tools), newTree(new Tree(small), tools)];
  stage.append(neighbours.element, tree.element);
  const show = () => [neighbours, tree].forEach((one) => one.show(tools.drawing.image));
  tools.whenDrawn((isResting) => isResting && show());
  show();
}
