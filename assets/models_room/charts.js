// Charts, drawn by Chart.js, which is fetched when the first of them comes into sight. Behind each stands its table.

import { create } from '../page/dom.js';
import { locale, text } from '../room/room.js';
import pin from './charts.json' with { type: 'json' };
import { plainTable } from './parts.js';
import { numberTag } from './texts.js';

/**
 * What a chart needs: `configure` is called whenever it is drawn anew, with the colours of then.
 * @typedef {{ ink: string, quiet: string, line: string, colour: (name: string) => string }} Paint
 * @typedef {{ title: string, heads: string[], rows: (string | Node)[][], configure: (paint: Paint) => any }} ChartContent
 */

const ROUND = [1, 2, 5];
const DARK = matchMedia('(prefers-color-scheme: dark)');
const FORCED = matchMedia('(forced-colors: active)');

/** What draws each canvas. @type {WeakMap<Element, () => void>} */
const drawn = new WeakMap();
/** @type {Promise<any> | null} */
let library = null;

/** @returns {Promise<any>} the class Chart */
function openLibrary() {
  const url = new URL(`../charts/${pin.module}?${pin.version}`, import.meta.url).href;
  // It is no module of its own: it leaves its class in the page.
  library ??= import(url).then(() => /** @type {any} */ (globalThis).Chart);
  library.catch(() => {
    library = null;
  });
  return library;
}

/** @returns {Paint} */
function paint() {
  const style = getComputedStyle(document.body);
  // Where visitors choose the colours, shapes and dashes tell lines apart.
  const colour = (name) => (FORCED.matches ? style.color : style.getPropertyValue(`--${name}`).trim());
  return { ink: colour('ink'), quiet: colour('quiet'), line: colour('line'), colour };
}

/** @param {any} options @param {Paint} paint */
function withManners(options, { ink, quiet, line }) {
  const rtl = document.documentElement.dir === 'rtl';
  const textDirection = rtl ? 'rtl' : 'ltr';
  const { scales = {}, plugins = {}, ...others } = options;
  const axis = (scale) => ({ ...scale, ticks: { color: quiet, ...scale.ticks }, grid: { color: line }, title: { display: true, color: ink, ...scale.title } });
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    locale: numberTag(),
    scales: Object.fromEntries(Object.entries(scales).map(([name, scale]) => [name, axis(scale)])),
    plugins: {
      ...plugins,
      legend: { rtl, textDirection, labels: { usePointStyle: true, boxHeight: 8, color: ink, ...plugins.legend?.labels }, ...(plugins.legend?.display === false && { display: false }) },
      tooltip: { rtl, textDirection, ...plugins.tooltip },
    },
    ...others,
  };
}

/** Words for the round values of a logarithmic axis. @param {(value: number) => string} words */
export function roundTicks(words) {
  return (value) => {
    const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    return ROUND.some((round) => Math.abs(lead - round) < 1e-6) ? words(value) : null;
  };
}

/** @param {HTMLCanvasElement} canvas @param {ChartContent['configure']} configure */
async function draw(canvas, configure) {
  const Chart = await openLibrary();
  if (!canvas.isConnected) return;
  // The library keeps charts that have left the page.
  Object.values(Chart.instances)
    .filter((chart) => chart.canvas === canvas || !chart.canvas?.isConnected)
    .forEach((chart) => chart.destroy());
  const painted = paint();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  const { options, ...config } = configure(painted);
  void new Chart(canvas, { ...config, options: withManners(options, painted) });
  canvas.dataset.drawn = locale();
}

const sight = new IntersectionObserver(
  (entries) =>
    entries
      .filter(({ isIntersecting }) => isIntersecting)
      .forEach(({ target }) => {
        sight.unobserve(target);
        drawn.get(target)?.();
      }),
  { rootMargin: '300px' },
);

function drawAnew() {
  document.querySelectorAll('.chart canvas[data-drawn]').forEach((canvas) => drawn.get(canvas)?.());
}

/** A chart with its table behind it. @param {ChartContent} content */
export function newChart({ title, heads, rows, configure }) {
  const figure = create('figure', 'chart');
  const frame = create('div', 'chart-frame');
  const canvas = create('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', text('models_chart', { title }));
  frame.append(canvas);
  const details = create('details');
  details.append(create('summary', '', text('models_as_table')), plainTable(title, heads, rows));
  figure.append(create('figcaption', '', title), frame, details);
  const redraw = () => {
    // Without the library the table is there still; a failure must not be silent to whoever looks after the page.
    draw(canvas, configure).catch((error) => {
      details.open = true;
      console.error(error);
    });
  };
  drawn.set(canvas, redraw);
  sight.observe(canvas);
  return figure;
}

DARK.addEventListener('change', drawAnew);
FORCED.addEventListener('change', drawAnew);
