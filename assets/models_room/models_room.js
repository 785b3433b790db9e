// Models: the room where each is measured, looked into and set beside another. Every figure comes from the bundle that is served.

/** @import { ModelRow } from './figures.js' */

import { server, text, titleOf, whenLanguageChanges } from '../room/room.js';
import { LivePad, showDifferences } from './compare.js';
import { fetchMetrics, fetchModels } from './data.js';
import { filterGallery, showGallery, showSplits } from './gallery.js';
import { matrixSets, showModel } from './model.js';
import { overviewTable, showScatter } from './overview.js';
import { fillSelect } from './parts.js';
import { showReported } from './reported.js';
import { named } from './texts.js';

const FIRST_SETS = ['pen_strokes_heldout', 'mnist_test'];
/** @template {HTMLElement} [Part=HTMLElement] @param {string} selector */
const part = (selector) => /** @type {Part} */ (document.querySelector(selector));
const one = part('#one');
const gallery = part('.models-gallery');
const fault = part('.models-fault');
const live = new LivePad(part('.models-pad'), part('.models-verdict'), server);

/** What the visitor has chosen; links carry it. */
const chosen = { model: '', second: '', set: '' };
/** @type {ModelRow[]} */
let models = [];
/** @type {string[]} */
let sets = [];

/** @param {string} name */
function find(name) {
  return /** @type {ModelRow} */ (models.find((model) => model.name === name));
}

/** Says what could not be fetched; the rest of the page stays. @param {unknown} error */
function sayFault(error) {
  fault.hidden = false;
  fault.textContent = text('models_fault', { reason: error instanceof Error ? error.message : String(error) });
}

function keepInAddress() {
  const address = new URL(location.href);
  Object.entries(chosen).forEach(([name, value]) => address.searchParams.set(name, value));
  history.replaceState(history.state, '', address);
}

function fillChoosers() {
  const options = {
    model: models.map((model) => [model.name, titleOf(model)]),
    second: models.map((model) => [model.name, titleOf(model)]),
    set: sets.map((set) => [set, named('set', set)]),
  };
  document.querySelectorAll('select[data-choose]').forEach((each) => {
    const select = /** @type {HTMLSelectElement} */ (each);
    const name = /** @type {string} */ (select.dataset.choose);
    fillSelect(select, options[name], chosen[name]);
  });
}

function showOne() {
  const model = find(chosen.model);
  showModel(one, model, chosen.set, (truth, read) => filterGallery(gallery, model, truth, read)).catch(sayFault);
  showGallery(gallery, model);
}

function showTwo() {
  /** @type {[ModelRow, ModelRow]} */
  const both = [find(chosen.model), find(chosen.second)];
  showDifferences(part('.models-differences'), both, chosen.set).catch(sayFault);
  live.show(both);
  showSplits(part('.models-splits'), both);
}

/** @param {Partial<typeof chosen>} change */
function choose(change) {
  Object.assign(chosen, change);
  keepInAddress();
  fillChoosers();
  if (!('second' in change)) showOne();
  showTwo();
}

/** @param {string} name */
function open(name) {
  choose({ model: name });
  one.scrollIntoView();
  one.querySelector('select')?.focus({ preventScroll: true });
}

function showAll() {
  fillChoosers();
  part('.models-table').replaceChildren(overviewTable(models, open));
  showScatter(part('.models-scatter'), models, open);
  showOne();
  showTwo();
  showReported(part('.models-systems')).catch(sayFault);
}

/** What a link names, and what stands there first. @param {URLSearchParams} asked */
function begin(asked) {
  const known = (name) => models.some((model) => model.name === name);
  const [first] = models.filter(({ isDefault }) => isDefault);
  // Beside the default model stands the best of another kind.
  const other = models.find(({ family }) => family !== first.family) ?? first;
  const wanted = (name, fallback, isKnown) => (isKnown(asked.get(name)) ? asked.get(name) : fallback);
  chosen.model = wanted('model', first.name, known);
  chosen.second = wanted('second', other.name, known);
  chosen.set = wanted('set', FIRST_SETS.find((set) => sets.includes(set)) ?? sets[0], (set) => sets.includes(set));
}

/** The report lies beside the app, where it does. */
async function linkReport() {
  if (!server) return;
  const link = part('.models-report');
  const { ok } = await fetch(new URL('./report', new URL(server, location.href)), { method: 'HEAD' });
  link.hidden = !ok;
}

async function start() {
  models = await fetchModels();
  sets = matrixSets(await fetchMetrics(models.find(({ isDefault }) => isDefault) ?? models[0]));
  begin(new URLSearchParams(location.search));
  showAll();
  part('main').dataset.ready = 'true';
}

document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.dataset.choose) choose({ [target.dataset.choose]: target.value });
});
whenLanguageChanges(showAll);
start().catch(sayFault);
linkReport().catch(() => {});
