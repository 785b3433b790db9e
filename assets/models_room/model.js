// One model: what it is, what was measured, its mistakes, how sure it is, and how it learnt.

/** @import { ModelRow } from './figures.js' */

import { create } from '../page/dom.js';
import { locale, text, titleOf } from '../room/room.js';
import { newChart } from './charts.js';
import { fetchConfig, fetchMetrics } from './data.js';
import { FEWEST_ANSWERS, curvesOf, levelsOf, reliabilityOf } from './figures.js';
import { cellWords, confusionTable } from './matrix.js';
import { chooser, english, listOfFigures } from './parts.js';
import * as say from './texts.js';

const STRESS = 'canvas_stress';
const shown = { disturbance: 'rotation' };

/** The sets of which a model has a confusion matrix. @param {any} metrics */
export function matrixSets(metrics) {
  return Object.keys(metrics.sets).filter((set) => metrics.sets[set].confusion_matrix);
}

/** What it is: how its kind works, and what is special in it. @param {ModelRow} model @param {any} config */
function description(model, config) {
  const about = `models_about_${model.name}`;
  const special = text(about);
  const words = create('p', 'models-what', `${text(`kind_${model.family}`)} `);
  // One that came after the translations is described as its recipe does.
  words.append(special === about ? english('span', config.recipe.source) : special);
  return words;
}

/** @param {ModelRow} model @param {any} metrics @returns {[string, string][]} */
function keyFigures(model, metrics) {
  const sets = Object.entries(model.accuracies).map(([set, accuracy]) => [say.named('set', set), say.share(accuracy)]);
  const { by_style: styles, real_characters: characters, repeats } = metrics;
  const found = [
    ...sets,
    styles && [text('models_by_style'), say.share(styles.accuracy)],
    characters && [text('models_refused'), say.share(characters.refused_digits, 1)],
    characters && [text('models_passed'), say.share(characters.passed_characters, 1)],
    repeats && [text('models_repeats', { count: repeats.seeds.length }), `${say.share(repeats.mean)} ± ${say.share(repeats.standard_deviation)}`],
    [text('models_one_image'), say.milliseconds(model.milliseconds)],
    [text('models_size'), say.size(model.bytes)],
    [text('models_parameters'), say.count(model.parameters)],
    [text('models_training'), say.duration(model.trainingSeconds)],
    model.temperature && [text('models_temperature'), say.significant(model.temperature, 3)],
  ];
  return /** @type {[string, string][]} */ (found.filter(Boolean));
}

/** @param {string} title @param {any} figures */
function reliabilityChart(title, figures) {
  const bins = reliabilityOf(figures.reliability);
  return newChart({
    title: text('models_reliability', { set: title, ece: say.share(figures.ece) }),
    heads: [text('models_confidence'), text('models_right'), text('models_answers')],
    rows: bins.map(({ confidence, accuracy, answers }) => [say.share(confidence, 1), say.share(accuracy, 1), say.count(answers)]),
    configure: ({ quiet, colour }) => ({
      type: 'scatter',
      data: {
        datasets: [
          { label: text('models_measured'), data: bins.map(({ confidence, accuracy, answers }) => ({ x: confidence, y: accuracy, answers })), showLine: true, borderColor: colour('accent'), backgroundColor: ({ raw }) => (raw?.answers < FEWEST_ANSWERS ? 'transparent' : colour('accent')), pointRadius: 5 },
          { label: text('models_ideal'), data: [{ x: 0, y: 0 }, { x: 1, y: 1 }], showLine: true, borderColor: quiet, borderDash: [5, 5], borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0, pointStyle: 'line' },
        ],
      },
      options: {
        scales: {
          x: { min: 0, max: 1, title: { text: text('models_confidence') }, ticks: { callback: (value) => say.share(value, 0) } },
          y: { min: 0, max: 1, title: { text: text('models_right') }, ticks: { callback: (value) => say.share(value, 0) } },
        },
        plugins: { tooltip: { callbacks: { label: ({ raw }) => text('models_bin', { confidence: say.share(raw.x, 1), right: say.share(raw.y, 1), count: say.count(raw.answers) }) } } },
      },
    }),
  });
}

/** @param {string} title @param {[string, number[]][]} lines @param {number[]} places @param {string} along @param {(value: number) => string} words */
function curveChart(title, lines, places, along, words) {
  const names = lines.map(([measure]) => say.named('curve', measure));
  return newChart({
    title,
    heads: [along, ...names],
    rows: places.map((place, index) => [say.count(place), ...lines.map(([, values]) => words(values[index]))]),
    configure: ({ colour }) => ({
      type: 'line',
      data: {
        labels: places,
        datasets: lines.map(([, values], index) => {
          const one = colour(index % 2 ? 'dissent' : 'accent');
          return { label: names[index], data: values, borderColor: one, backgroundColor: one, borderDash: index % 2 ? [6, 4] : [], borderWidth: 2, pointRadius: 2, pointStyle: index % 2 ? 'rect' : 'circle' };
        }),
      },
      options: {
        scales: { x: { title: { text: along } }, y: { title: { display: false }, ticks: { callback: words } } },
        interaction: { mode: 'index', intersect: false },
      },
    }),
  });
}

/** @param {any} history */
function curveCharts(history) {
  const { losses, accuracies, places, isBySteps } = curvesOf(history);
  const along = text(isBySteps ? 'models_step' : 'models_epoch');
  return [
    losses.length ? curveChart(text('models_losses'), losses, places, along, (value) => say.significant(value, 3)) : null,
    accuracies.length ? curveChart(text('models_accuracies'), accuracies, places, along, (value) => say.share(value, 1)) : null,
  ].filter((chart) => chart !== null);
}

/** @param {any} disturbance @param {string} name */
function stressChart(disturbance, name) {
  const levels = levelsOf(disturbance);
  const words = (level) => (typeof level === 'number' ? say.significant(level, 3) : level);
  return newChart({
    title: text('models_disturbed_by', { name: say.named('disturbance', name) }),
    heads: [say.named('disturbance', name), text('models_right')],
    rows: levels.map(({ level, accuracy }) => [words(level), say.share(accuracy, 1)]),
    configure: ({ colour }) => ({
      type: 'line',
      data: { labels: levels.map(({ level }) => words(level)), datasets: [{ data: levels.map(({ accuracy }) => accuracy), borderColor: colour('accent'), backgroundColor: colour('accent'), pointRadius: 4 }] },
      options: {
        scales: {
          x: { title: { text: say.named('disturbance', name) } },
          y: { suggestedMin: 0.5, max: 1, title: { text: text('models_right') }, ticks: { callback: (value) => say.share(value, 0) } },
        },
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: ({ raw }) => say.share(raw, 1) } } },
      },
    }),
  });
}

/** @param {Record<string, any>} disturbances */
function stressPart(disturbances) {
  const part = create('div', 'models-stress');
  const names = Object.keys(disturbances);
  if (!names.includes(shown.disturbance)) [shown.disturbance] = names;
  const show = () => part.querySelector('.chart')?.replaceWith(stressChart(disturbances[shown.disturbance], shown.disturbance));
  const choice = chooser(text('models_disturbance'), names.map((name) => [name, say.named('disturbance', name)]), shown.disturbance, (name) => {
    shown.disturbance = name;
    show();
  });
  choice.className = 'models-choice';
  part.append(choice, stressChart(disturbances[shown.disturbance], shown.disturbance));
  return part;
}

/** @param {Element} root @param {string} set @param {any} figures @param {(truth: number, read: number) => void} choose */
function showConfusion(root, set, figures, choose) {
  const said = create('p', 'models-cell', text('models_cell_hint'));
  said.setAttribute('role', 'status');
  const title = text('models_confusion', { set: say.named('set', set), errors: say.count(figures.errors), rows: say.count(figures.rows) });
  const table = confusionTable(title, figures.confusion_matrix, (truth, read) => {
    said.textContent = read < 0 ? text('models_cell_hint') : cellWords(figures.confusion_matrix, truth, read);
    choose(truth, read);
  });
  root.replaceChildren(table, said);
}

/**
 * @param {Element} section
 * @param {ModelRow} model
 * @param {string} set on which its mistakes were counted
 * @param {(truth: number, read: number) => void} choose told of a cell of the matrix
 */
export async function showModel(section, model, set, choose) {
  const wanted = `${model.name} ${set} ${locale()}`;
  /** @type {HTMLElement} */ (section).dataset.wanted = wanted;
  const [metrics, config] = await Promise.all([fetchMetrics(model), fetchConfig(model)]);
  if (/** @type {HTMLElement} */ (section).dataset.wanted !== wanted) return;
  const part = (name) => /** @type {Element} */ (section.querySelector(`.models-${name}`));
  part('about').replaceChildren(create('h3', '', titleOf(model)), description(model, config), listOfFigures(keyFigures(model, metrics)));
  const figures = metrics.sets[set];
  showConfusion(part('confusion'), set, figures, choose);
  const stress = metrics.sets[STRESS]?.disturbances;
  part('charts').replaceChildren(
    ...(figures.reliability ? [reliabilityChart(say.named('set', set), figures)] : []),
    ...curveCharts(metrics.history),
    ...(stress ? [stressPart(stress)] : []),
  );
}
