// /embed: the web component in a frame of any page. Its address says what it is to show; the page around it is told the
// answers. The server reads until engine and models are here, and where the browser cannot.

import { canReadHere } from '../page/device.js';
import { toDrawing } from '../page/links.js';
import '../widget/digit-pad.js';
import { fromPublic } from '../widget/drawing.js';
import { THEMES, readAddress } from './address.js';
import { newHost } from './host.js';
import { wordsOf } from './words.js';

/** @import { DigitPad } from '../widget/digit-pad.d.ts' */
/** @import { Props } from './words.js' */

const AROUND = new URL('./', location.href).href;
const root = document.documentElement;
const main = document.querySelector('main');
const link = document.querySelector('a.embed-link');
const faults = document.querySelector('.embed-faults');
const darkness = matchMedia('(prefers-color-scheme: dark)');
/** @type {Props} */
const props = JSON.parse(document.querySelector('script[type="application/json"]').textContent ?? '');
const words = wordsOf(props);
const address = readAddress(props, words, complain);
const pad = /** @type {DigitPad} */ (document.createElement('digit-pad'));
const host = newHost(address.audience, address.model, {
  clear: () => pad.clear(),
  setTheme: (wanted) => THEMES.includes(String(wanted)) && showTheme(String(wanted)),
});
let { theme } = address;

/** @param {string} sentence */
function complain(sentence) {
  faults.append(Object.assign(document.createElement('li'), { textContent: sentence }));
  faults.hidden = false;
}

function showTheme(wanted = theme) {
  theme = wanted;
  root.dataset.theme = theme ?? '';
  pad.setAttribute('theme', theme ?? 'auto');
  document.body.classList.toggle('dark', theme ? theme === 'dark' : darkness.matches);
}

function showWords() {
  root.lang = words.locale;
  root.dir = words.direction;
  document.title = words.text('title');
  document.querySelectorAll('[data-text]').forEach((part) => {
    part.textContent = words.text(String(part.dataset.text));
  });
}

// Who reads, as the address says or the visitor's device allows.
function placesOf({ engine } = address) {
  const isHere = engine === 'browser' || (engine !== 'server' && canReadHere());
  return { ...(isHere && { src: `${AROUND}models/` }), ...(engine !== 'browser' && { server: AROUND }) };
}

// The drawing goes along to the page that compares all models.
function followWithLink() {
  const strokes = fromPublic(pad.strokes);
  link.href = strokes.length ? toDrawing('draw', strokes, { model: address.model }, words.locale, AROUND) : AROUND;
  link.search = words.isNamed ? `lang=${words.locale}` : '';
}

function showHeight() {
  main.toggleAttribute('data-unbounded', true);
  const height = Math.ceil(main.getBoundingClientRect().height);
  main.removeAttribute('data-unbounded');
  host.tellHeight(height);
}

Object.entries({ model: address.model, 'top-k': String(address.k), ...placesOf() }).forEach(([name, value]) => pad.setAttribute(name, value));
pad.addEventListener('answer', ({ detail }) => {
  host.tellAnswer(detail);
  if (detail.isFinal) followWithLink();
});
['clear', 'error'].forEach((type) =>
  pad.addEventListener(type, () => {
    host.tellAnswer(null);
    followWithLink();
  }),
);
darkness.addEventListener('change', () => showTheme());
showTheme();
showWords();
followWithLink();
root.style.setProperty('--rows', String(address.k));
main.prepend(pad);
new ResizeObserver(showHeight).observe(main);
