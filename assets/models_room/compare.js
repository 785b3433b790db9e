// Two models side by side: where exactly their mistakes differ, and both on one drawing.

/** @import { ModelRow } from './figures.js' */

import { create } from '../page/dom.js';
import { locale, text, titleOf } from '../room/room.js';
import { newChart } from './charts.js';
import { fetchMetrics } from './data.js';
import { differencesOf, recallsOf } from './figures.js';
import { plainTable } from './parts.js';
import * as say from './texts.js';

const MOST_DIFFERENCES = 12;

/** @param {string[]} titles @param {number[][][]} matrices */
function digitChart(titles, matrices) {
  const errors = matrices.map((matrix) => recallsOf(matrix).map((recall) => (recall === null ? null : 1 - recall)));
  const digits = errors[0].map((_, digit) => String(digit));
  return newChart({
    title: text('models_by_digit'),
    heads: [text('models_digit'), ...titles],
    rows: digits.map((digit, place) => [digit, ...errors.map((each) => say.share(each[place]))]),
    configure: ({ colour, ink }) => ({
      type: 'bar',
      data: {
        labels: digits,
        datasets: errors.map((data, place) => ({ label: titles[place], data, backgroundColor: colour(place ? 'dissent' : 'accent'), borderColor: ink, borderWidth: place ? 1 : 0, pointStyle: place ? 'rect' : 'circle' })),
      },
      options: {
        scales: { x: { title: { text: text('models_digit') } }, y: { beginAtZero: true, title: { text: text('models_errors') }, ticks: { callback: (value) => say.share(value, value % 0.01 ? 1 : 0) } } },
        plugins: { tooltip: { callbacks: { label: ({ raw, dataset }) => `${dataset.label}: ${say.share(raw)}` } } },
        interaction: { mode: 'index', intersect: false },
      },
    }),
  });
}

/** @param {string[]} titles @param {number[][][]} matrices */
function differenceTable(titles, matrices) {
  const found = differencesOf(matrices[0], matrices[1]);
  if (!found.length) return create('p', 'models-lead', text('models_no_difference'));
  const heads = [text('models_mistake'), ...titles, text('models_difference')];
  const signed = new Intl.NumberFormat(say.numberTag(), { signDisplay: 'exceptZero' });
  const rows = found.slice(0, MOST_DIFFERENCES).map(({ truth, read, counts, gap }) => [text('models_mistake_of', { truth, read }), ...counts.map(say.count), signed.format(gap)]);
  return plainTable(text('models_differences', { count: Math.min(found.length, MOST_DIFFERENCES) }), heads, rows);
}

/** @param {HTMLElement} root @param {[ModelRow, ModelRow]} models @param {string} set */
export async function showDifferences(root, models, set) {
  const wanted = `${models.map(({ name }) => name)} ${set} ${locale()}`;
  root.dataset.wanted = wanted;
  const metrics = await Promise.all(models.map(fetchMetrics));
  if (root.dataset.wanted !== wanted) return;
  const titles = models.map(titleOf);
  const matrices = metrics.map(({ sets }) => sets[set]?.confusion_matrix);
  if (!matrices.every(Boolean)) {
    root.replaceChildren(create('p', 'models-lead', text('models_not_measured')));
    return;
  }
  root.replaceChildren(differenceTable(titles, matrices), digitChart(titles, matrices));
}

/** What both say of the drawing. @param {any} answer @param {[ModelRow, ModelRow]} models */
function verdictOf({ answers, label }, models) {
  const said = models.map(({ name }) => answers[name]?.label);
  if (label === null || said.includes(undefined)) return '';
  const values = { first: titleOf(models[0]), second: titleOf(models[1]), one: said[0], other: said[1] };
  return text(said[0] === said[1] ? 'models_agree' : 'models_disagree', values);
}

/** A pad that both models read. */
export class LivePad {
  /** @type {HTMLElement | null} */
  #pad = null;
  /** @type {[ModelRow, ModelRow] | null} */
  #models = null;

  /** @param {HTMLElement} root @param {HTMLElement} verdict @param {string} server */
  constructor(root, verdict, server) {
    // The pad is fetched when it is about to be seen.
    const sight = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        sight.disconnect();
        void this.#put(root, verdict, server);
      },
      { rootMargin: '200px' },
    );
    sight.observe(root);
  }

  /** @param {[ModelRow, ModelRow]} models */
  show(models) {
    this.#models = models;
    this.#dress();
  }

  /** @param {HTMLElement} root @param {HTMLElement} verdict @param {string} server */
  async #put(root, verdict, server) {
    await import('../widget/digit-pad.js');
    const pad = document.createElement('digit-pad');
    if (server) pad.setAttribute('server', new URL(server, location.href).href);
    pad.setAttribute('src', new URL('../models/', import.meta.url).href);
    pad.addEventListener('answer', (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (this.#models && detail.isFinal) verdict.textContent = verdictOf(detail, this.#models);
    });
    pad.addEventListener('clear', () => {
      verdict.textContent = '';
    });
    this.#pad = pad;
    this.#dress();
    root.append(pad);
  }

  #dress() {
    if (!this.#pad || !this.#models) return;
    const [one, other] = this.#models;
    this.#pad.lang = locale();
    this.#pad.setAttribute('model', one.name);
    if (other.name === one.name) this.#pad.removeAttribute('second-model');
    else this.#pad.setAttribute('second-model', other.name);
  }
}
