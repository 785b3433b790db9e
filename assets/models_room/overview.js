// All models at once: a table to sort, and accuracy against what it costs.

/** @import { ModelRow } from './figures.js' */
/** @import { Column } from './parts.js' */

import { create } from '../page/dom.js';
import { text, titleOf } from '../room/room.js';
import { newChart, roundTicks } from './charts.js';
import { frontier } from './figures.js';
import { chooser, sortableTable } from './parts.js';
import * as say from './texts.js';

const SETS = ['pen_strokes_heldout', 'unipen_heldout', 'canvas_stress', 'mnist_test', 'mnist_c'];
const POINTS = { convolutional: 'circle', dense: 'rect', kernel: 'triangle', neighbours: 'rectRot', trees: 'star', linear: 'cross' };
const COSTS = {
  milliseconds: { valueOf: (model) => model.milliseconds, words: say.milliseconds },
  bytes: { valueOf: (model) => model.bytes, words: say.size },
};
const NAME_FONT = '600 12px';
const NAME_GAP = 9;
const NAME_HEIGHT = 14;

const order = { key: SETS[0], isDescending: true };
const shown = { set: SETS[0], cost: 'milliseconds' };

/** The sets on which any of the models was measured, the known ones first. @param {ModelRow[]} models */
function measuredSets(models) {
  return SETS.filter((set) => models.some(({ accuracies }) => set in accuracies));
}

/** @param {ModelRow} model @param {(name: string) => void} open */
function opener(model, open) {
  const button = create('button', 'open', titleOf(model));
  button.type = 'button';
  button.addEventListener('click', () => open(model.name));
  return button;
}

/** @param {ModelRow[]} models @param {(name: string) => void} open */
export function overviewTable(models, open) {
  /** @type {Column<ModelRow>[]} */
  const columns = [
    { key: 'name', label: text('models_model'), value: titleOf, show: (model) => opener(model, open), isText: true },
    ...measuredSets(models).map((set) => ({
      key: set,
      label: say.named('short', set),
      value: ({ accuracies }) => accuracies[set],
      show: ({ accuracies }) => say.share(accuracies[set]),
      isBestHigh: true,
    })),
    { key: 'milliseconds', label: text('models_one_image'), value: (model) => model.milliseconds, show: (model) => say.milliseconds(model.milliseconds) },
    { key: 'bytes', label: text('models_size'), value: ({ bytes }) => bytes, show: ({ bytes }) => say.size(bytes) },
    { key: 'parameters', label: text('models_parameters'), value: ({ parameters }) => parameters, show: ({ parameters }) => say.count(parameters) },
    { key: 'family', label: text('models_family'), value: ({ family }) => text(`family_${family}`), show: ({ family }) => text(`family_${family}`), isText: true },
  ];
  return sortableTable(text('models_all_caption', { count: models.length }), columns, models, order);
}

/** @param {ModelRow[]} models */
function pointsOf(models) {
  const { valueOf } = COSTS[shown.cost];
  const points = models.map((model) => ({ x: valueOf(model), y: 1 - model.accuracies[shown.set], model }));
  // A logarithmic axis has no place for nothing.
  return points.filter(({ x, y }) => x > 0 && y > 0);
}

/** @param {number[]} one left, right and baseline @param {number[]} other */
function overlap(one, other) {
  return one[0] < other[1] && other[0] < one[1] && Math.abs(one[2] - other[2]) < NAME_HEIGHT;
}

/** Names the points of the frontier from the best on, on the side where there is room; where there is none, not. @param {string} ink */
function names(ink) {
  return {
    id: 'names',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, data } = chart;
      const place = data.datasets.findIndex(({ isFrontier }) => isFrontier);
      ctx.save();
      ctx.fillStyle = ink;
      ctx.font = `${NAME_FONT} ${getComputedStyle(document.body).fontFamily}`;
      ctx.direction = document.documentElement.dir;
      ctx.textAlign = 'left';
      const taken = [];
      const points = chart.getDatasetMeta(place).data.map(({ x, y }, index) => ({ across: x, down: y, index }));
      points.reverse().forEach(({ across, down, index }) => {
        const name = titleOf(data.datasets[place].data[index].model);
        const { width } = ctx.measureText(name);
        const left = across < (chartArea.left + chartArea.right) / 2 ? across + NAME_GAP : across - NAME_GAP - width;
        const box = [left, left + width, down - NAME_GAP];
        if (taken.some((other) => overlap(box, other))) return;
        taken.push(box);
        ctx.fillText(name, left, down - NAME_GAP);
      });
      ctx.restore();
    },
  };
}

/** @param {ReturnType<typeof pointsOf>} points @param {import('./charts.js').Paint} paint */
function datasetsOf(points, { quiet, colour }) {
  const families = [...new Set(points.map(({ model }) => model.family))];
  const groups = families.map((family) => ({
    label: text(`family_${family}`),
    data: points.filter(({ model }) => model.family === family),
    pointStyle: POINTS[family] ?? 'circle',
    backgroundColor: colour(`family-${family}`) || quiet,
    borderColor: colour(`family-${family}`) || quiet,
    borderWidth: 2,
    pointRadius: 6,
    pointHoverRadius: 9,
  }));
  const best = { label: text('models_frontier'), isFrontier: true, type: 'line', data: frontier(points), stepped: 'before', borderColor: quiet, borderDash: [5, 5], borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0, pointStyle: 'line' };
  return [...groups, best];
}

/** @param {ModelRow[]} models @param {(name: string) => void} open */
function scatter(models, open) {
  const points = pointsOf(models);
  const { words } = COSTS[shown.cost];
  const costTitle = text(shown.cost === 'bytes' ? 'models_size' : 'models_one_image');
  const title = text('models_scatter', { set: say.named('set', shown.set), cost: costTitle });
  const rows = [...points].sort((one, other) => one.x - other.x).map(({ x, y, model }) => [titleOf(model), words(x), say.share(y)]);
  return newChart({
    title,
    heads: [text('models_model'), costTitle, text('models_errors')],
    rows,
    configure: (paint) => ({
      type: 'scatter',
      data: { datasets: datasetsOf(points, paint) },
      plugins: [names(paint.ink)],
      options: {
        onClick: (_, [element], chart) => element && open(chart.data.datasets[element.datasetIndex].data[element.index].model.name),
        layout: { padding: { top: 16 } },
        scales: {
          x: { type: 'logarithmic', title: { text: costTitle }, ticks: { callback: roundTicks(words) } },
          y: { type: 'logarithmic', title: { text: text('models_errors') }, ticks: { callback: roundTicks((value) => say.share(value, value < 0.01 ? 1 : 0)) } },
        },
        plugins: { tooltip: { callbacks: { label: ({ raw }) => `${titleOf(raw.model)}: ${words(raw.x)}, ${say.share(raw.y)}` } } },
      },
    }),
  });
}

/** Accuracy against what it costs, as the visitor chooses both. @param {Element} root @param {ModelRow[]} models @param {(name: string) => void} open */
export function showScatter(root, models, open) {
  const choices = create('div', 'models-choices');
  const again = (change) => {
    Object.assign(shown, change);
    root.querySelector('.chart')?.replaceWith(scatter(models, open));
  };
  const sets = measuredSets(models);
  if (!sets.includes(shown.set)) [shown.set] = sets;
  choices.append(
    chooser(text('models_measured_on'), sets.map((set) => [set, say.named('set', set)]), shown.set, (set) => again({ set })),
    chooser(text('models_against'), [['milliseconds', text('models_one_image')], ['bytes', text('models_size')]], shown.cost, (cost) => again({ cost })),
  );
  root.replaceChildren(choices, scatter(models, open));
}
