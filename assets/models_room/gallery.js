// The drawings that a model gets wrong, by true and read digit: it reads them here, when the visitor asks for it.

/** @import { ModelRow } from './figures.js' */

import { create } from '../page/dom.js';
import { text, titleOf } from '../room/room.js';
import { fetchDrawings } from './data.js';
import { CLASSES, mistakesOf, splitsOf } from './figures.js';
import { chooser, tiles } from './parts.js';
import { answersOf, hasRead } from './reading.js';
import { count, share } from './texts.js';

const MOST_SHOWN = 120;
const MOST_OF_EACH = 30;
const ANY = '';

/** What is shown of the mistakes. */
const filter = { truth: ANY, read: ANY };

/** @param {Element} root @param {string} words @param {() => void} start */
function offer(root, words, start) {
  const button = create('button', 'action', words);
  button.type = 'button';
  const status = create('p', 'models-progress');
  status.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    button.disabled = true;
    start();
  });
  root.append(button, status);
}

/** @param {Element} root @param {unknown} error */
function sayFault(root, error) {
  const status = root.querySelector('.models-progress');
  const button = root.querySelector('button');
  if (button) button.disabled = false;
  if (status) status.textContent = text('models_not_read');
  console.error(error);
}

/** @param {Element} root @param {ModelRow} model */
function progress(root, model) {
  const status = root.querySelector('.models-progress');
  return (done) => {
    if (status) status.textContent = text('models_reading', { title: titleOf(model), share: share(done, 0) });
  };
}

/** @returns {[string, string][]} */
function digits() {
  return [[ANY, text('models_any')], ...Array.from({ length: CLASSES }, (_, digit) => /** @type {[string, string]} */ ([String(digit), String(digit)]))];
}

/** @param {Element} root @param {ModelRow} model @param {{ size: number, labels: number[], images: Uint8Array[] }} drawings @param {number[]} answers */
function showMistakes(root, model, drawings, answers) {
  const mistakes = mistakesOf(drawings.labels, answers);
  const again = (change) => {
    Object.assign(filter, change);
    showMistakes(root, model, drawings, answers);
  };
  const isShown = ({ truth, read }) => [[filter.truth, truth], [filter.read, read]].every(([wanted, digit]) => wanted === ANY || wanted === String(digit));
  const found = mistakes.filter(isShown);
  const choices = create('div', 'models-choices');
  choices.append(
    chooser(text('models_true'), digits(), filter.truth, (truth) => again({ truth })),
    chooser(text('models_read'), digits(), filter.read, (read) => again({ read })),
  );
  const values = { title: titleOf(model), wrong: count(mistakes.length), count: count(drawings.labels.length), shown: count(Math.min(found.length, MOST_SHOWN)) };
  const summary = create('p', 'models-count', text('models_misread', values));
  summary.setAttribute('role', 'status');
  const list = tiles(found.slice(0, MOST_SHOWN).map(({ index, truth, read }) => ({ index, truth, said: String(read) })), drawings);
  root.replaceChildren(...intro(), choices, summary, list);
}

function intro() {
  return [create('h3', '', text('models_gallery')), create('p', 'models-lead', text('models_gallery_lead'))];
}

/** @param {Element} root @param {ModelRow} model */
async function read(root, model) {
  try {
    const [drawings, answers] = await Promise.all([fetchDrawings(), answersOf(model, progress(root, model))]);
    if (/** @type {HTMLElement} */ (root).dataset.model === model.name) showMistakes(root, model, drawings, answers);
  } catch (error) {
    sayFault(root, error);
  }
}

/** @param {HTMLElement} root @param {ModelRow} model */
export function showGallery(root, model) {
  root.dataset.model = model.name;
  Object.assign(filter, { truth: ANY, read: ANY });
  root.replaceChildren(...intro());
  offer(root, text('models_let_read', { title: titleOf(model) }), () => void read(root, model));
  if (hasRead(model)) void read(root, model);
}

/** Shows the drawings of one cell of the confusion matrix; of all where `read` is -1. @param {HTMLElement} root @param {ModelRow} model @param {number} truth @param {number} said */
export function filterGallery(root, model, truth, said) {
  const isAll = said < 0 || truth === said;
  Object.assign(filter, isAll ? { truth: ANY, read: ANY } : { truth: String(truth), read: String(said) });
  if (hasRead(model)) void read(root, model);
}

/** @param {string} title @param {ReturnType<typeof splitsOf>} found @param {{ size: number, images: Uint8Array[] }} drawings */
function splitPart(title, found, drawings) {
  const part = create('div');
  const said = ({ index, truth, answers }) => ({ index, truth, said: answers.join(' · ') });
  part.append(create('h4', '', title), tiles(found.slice(0, MOST_OF_EACH).map(said), drawings));
  return part;
}

/** @param {HTMLElement} root @param {[ModelRow, ModelRow]} models */
async function readBoth(root, models) {
  try {
    const drawings = await fetchDrawings();
    const one = await answersOf(models[0], progress(root, models[0]));
    const other = await answersOf(models[1], progress(root, models[1]));
    if (root.dataset.models !== models.map(({ name }) => name).join()) return;
    const splits = splitsOf(drawings.labels, one, other);
    const parts = models.map((model, place) => {
      const found = splits.filter(({ truth, answers }) => answers[place] === truth);
      return splitPart(text('models_only', { title: titleOf(model), count: count(found.length) }), found, drawings);
    });
    const grid = create('div', 'models-grid');
    grid.append(...parts);
    const order = create('p', 'models-lead', text('models_split_order', { first: titleOf(models[0]), second: titleOf(models[1]) }));
    root.replaceChildren(create('h3', '', text('models_splits')), order, grid);
  } catch (error) {
    sayFault(root, error);
  }
}

/** The drawings that exactly one of two models reads correctly. @param {HTMLElement} root @param {[ModelRow, ModelRow]} models */
export function showSplits(root, models) {
  root.dataset.models = models.map(({ name }) => name).join();
  root.replaceChildren(create('h3', '', text('models_splits')));
  offer(root, text('models_let_both'), () => void readBoth(root, models));
  if (models.every(hasRead)) void readBoth(root, models);
}
