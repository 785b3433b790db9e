// What the five reports said of their systems, beside what was measured here, and what could not be right.

import { create } from '../page/dom.js';
import { text } from '../room/room.js';
import { fetchReference } from './data.js';
import { english, sortableTable } from './parts.js';
import * as say from './texts.js';

const order = { key: 'row', isDescending: false };
const DASH = '–';

/** @param {any} system */
function measured({ measure, measured: words, mean, deviation }) {
  if (words) return english('span', words);
  if (measure === 'rmse') return `RMSE ${say.significant(mean, 4)}`;
  return deviation === null ? say.share(mean) : `${say.share(mean)} ± ${say.share(deviation)}`;
}

/** @param {any} system */
function verdict({ is_reached: isReached }) {
  if (isReached === null) return DASH;
  return text(isReached ? 'models_reached' : 'models_below');
}

/** Row numbers sort as numbers; what no report had stands last. @param {any} system */
function rowOf({ row }) {
  return row === DASH ? null : Number(row);
}

/** @param {any[]} systems */
function systemsTable(systems) {
  /** @type {import('./parts.js').Column<any>[]} */
  const columns = [
    { key: 'name', label: text('models_system'), value: ({ name }) => name, show: ({ name }) => english('span', `\`${name}\``), isText: true },
    { key: 'row', label: text('models_row'), value: rowOf, show: ({ row }) => row },
    { key: 'split', label: text('models_split'), value: ({ split }) => split, show: ({ split }) => english('span', split), isText: true },
    { key: 'reported', label: text('models_reported_figure'), value: ({ reported }) => (reported === DASH ? null : reported), show: ({ reported }) => english('span', reported), isText: true },
    { key: 'mean', label: text('models_measured_figure'), value: ({ mean, measure }) => (measure === 'accuracy' ? mean : null), show: measured, isBestHigh: true },
    { key: 'seeds', label: text('models_seeds'), value: ({ seeds }) => seeds, show: ({ seeds }) => (seeds ? say.count(seeds) : DASH), isBestHigh: true },
    { key: 'seconds', label: text('models_training'), value: ({ training_seconds: seconds }) => seconds, show: ({ training_seconds: seconds }) => say.duration(seconds) },
    { key: 'verdict', label: text('models_verdict'), value: ({ is_reached: isReached }) => (isReached === null ? null : Number(isReached)), show: verdict },
  ];
  return sortableTable(text('models_systems_caption', { count: systems.length }), columns, systems, order);
}

/** @param {string} title @param {string[]} paragraphs */
function reason(title, paragraphs) {
  const part = create('details', 'reason');
  const summary = create('summary');
  summary.append(english('span', title));
  part.append(summary, ...paragraphs.map((words) => english('p', words)));
  return part;
}

/** @param {HTMLElement} root */
export async function showReported(root) {
  const { systems, concepts, mistakes } = await fetchReference();
  const rows = [...systems, ...concepts.map((concept) => ({ seeds: null, training_seconds: null, mean: null, ...concept }))];
  const notes = systems.filter(({ is_reached: isReached, note }) => isReached === false && note);
  root.replaceChildren(
    systemsTable(rows),
    create('h3', '', text('models_mistakes')),
    ...mistakes.map(({ row, title, paragraphs }) => reason(`Row ${row}: ${title}`, paragraphs)),
    create('h3', '', text('models_not_reached')),
    ...notes.map(({ name, note }) => reason(`\`${name}\``, [note])),
  );
}
