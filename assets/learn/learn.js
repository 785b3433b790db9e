// The room of lessons: a path of stops from one perceptron to the page's network, each with something to move. The address
// says which stop, with which settings.

import { create } from '../page/dom.js';
import { text, whenLanguageChanges } from '../room/room.js';
import { addressOf, readAddress, writeAddress } from './address.js';
import { stopsOf } from './course.js';
import { newPlayer } from './player.js';
import { descentStop } from './stop_descent.js';
import { fooledStop } from './stop_fooled.js';
import { gatesStop } from './stop_gates.js';
import { kernelStop } from './stop_kernel.js';
import { lenetStop } from './stop_lenet.js';
import { neighboursStop } from './stop_neighbours.js';
import { networkStop } from './stop_network.js';
import { poolingStop } from './stop_pooling.js';
import { teachStop } from './stop_teach.js';
import { trainStop } from './stop_train.js';
import { trustStop } from './stop_trust.js';
import { box, button, readColours } from './ui.js';
import { openDrawing } from './your_drawing.js';

/**
 * What a stop works with. `settings`: what the address asks for · `remember`: puts settings into the address ·
 * `whenDrawn`: is told when the drawing changes, and whether it rests · `player`: a button that runs and pauses ·
 * `rest`: lets the page do what is due · `signal`: aborted when the stop is left · `copier`: a button that copies a text.
 * @typedef {{
 *   settings: Record<string, string>, remember(changes: Record<string, string | number>): void,
 *   drawing: ReturnType<typeof openDrawing>, whenDrawn(listener: (isResting: boolean) => void): void,
 *   player(key: string, tick: () => boolean, everyMs?: number, className?: string): ReturnType<typeof newPlayer>,
 *   rest(): Promise<void>, signal: AbortSignal, copier(content: () => string, key?: string): HTMLButtonElement,
 * }} Tools
 * @typedef {{ mount(stage: HTMLElement, tools: Tools): void | Promise<void>, draws?: boolean }} Stop
 */

/** @type {Record<string, Stop>} */
const STOPS = {
  gates: { mount: gatesStop(['and', 'or']) },
  xor: { mount: gatesStop(['xor']) },
  network: { mount: networkStop },
  descent: { mount: descentStop },
  kernel: { mount: kernelStop, draws: true },
  pooling: { mount: poolingStop, draws: true },
  lenet: { mount: lenetStop, draws: true },
  neighbours: { mount: neighboursStop, draws: true },
  trust: { mount: trustStop, draws: true },
  fooled: { mount: fooledStop, draws: true },
  train: { mount: trainStop, draws: true },
  teach: { mount: teachStop },
};
const NAMES = Object.keys(STOPS);
const NUMBERED = 10;
const FIRST = NAMES[0];
const COPIED_MS = 2500;

const room = /** @type {HTMLElement} */ (document.querySelector('.learn'));
const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (room.querySelector(selector));
const stage = find('.learn-stage');
const title = find('h1');
const status = find('[role="status"].visually-hidden');
const projector = find('.learn-projector');

/** @type {Record<string, string>} */
let address = {};
let leaving = new AbortController();
/** @type {((isResting: boolean) => void)[]} */
let listeners = [];

const drawing = openDrawing(find('.pad'), readAddress().drawing, (isResting) => listeners.forEach((listener) => listener(isResting)));

/** What goes along from stop to stop. */
function shared() {
  const { lesson = '', projector: isLarge = '' } = address;
  return { lesson, projector: isLarge };
}

function linkTo(/** @type {string} */ name) {
  return addressOf({ stop: name, ...shared() });
}

function remember(/** @type {Record<string, string | number>} */ changes) {
  Object.entries(changes).forEach(([name, value]) => (address[name] = String(value)));
  writeAddress(address);
}

/** @param {() => string} content @param {string} [key] */
function copier(content, key = 'learn_copy_link') {
  const press = button(key, async () => {
    const words = content();
    // A page in a frame may not reach the clipboard: then the text is shown, to be copied by hand.
    const isCopied = await navigator.clipboard?.writeText(words).then(() => true, () => false);
    press.textContent = isCopied ? text('learn_copied') : words;
    status.textContent = press.textContent;
    if (isCopied) setTimeout(() => (press.textContent = text(key)), COPIED_MS);
  });
  return press;
}

/** @returns {Tools} */
function newTools() {
  const { signal } = leaving;
  return {
    settings: { ...address },
    remember,
    drawing,
    whenDrawn: (listener) => void listeners.push(listener),
    player: (key, tick, everyMs, className) => newPlayer(key, tick, signal, everyMs, className),
    rest: () => new Promise((resolve) => void setTimeout(resolve)),
    signal,
    copier,
  };
}

function showPath() {
  const names = stopsOf(address.lesson, NAMES);
  const items = names.map((name) => {
    const place = NAMES.indexOf(name);
    const link = box('a', 'learn-link', [create('span', 'learn-place', place < NUMBERED ? String(place + 1) : '★'), create('span', 'learn-short', text(`learn_${name}_title`))]);
    link.setAttribute('href', linkTo(name));
    if (name === address.stop) link.setAttribute('aria-current', 'step');
    return box('li', '', [link]);
  });
  if (address.lesson) items.push(box('li', '', [Object.assign(create('a', 'learn-link', text('learn_all_stops')), { href: addressOf({ stop: address.stop, projector: address.projector ?? '' }) })]));
  find('.learn-stops').replaceChildren(...items);
  find('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

function showOnward() {
  const names = stopsOf(address.lesson, NAMES);
  const place = names.indexOf(address.stop);
  const link = (/** @type {string} */ name, /** @type {string} */ key, /** @type {string} */ className) =>
    Object.assign(create('a', `learn-button ${className}`, text(key, { title: text(`learn_${name}_title`) })), { href: linkTo(name) });
  const parts = [copier(() => new URL(addressOf({ ...address, drawing: STOPS[address.stop].draws ? drawing.packed : '' }), location.href).href)];
  if (place > 0) parts.unshift(/** @type {any} */ (link(names[place - 1], 'learn_back', '')));
  if (place < names.length - 1) parts.push(/** @type {any} */ (link(names[place + 1], 'learn_next', 'learn-main')));
  find('.learn-onward').replaceChildren(...parts);
}

function showHead() {
  const name = address.stop;
  const place = NAMES.indexOf(name);
  find('.learn-count').textContent = place < NUMBERED ? text('learn_count', { place: place + 1, count: NUMBERED }) : '';
  title.textContent = text(`learn_${name}_title`);
  find('.learn-lead').textContent = text(`learn_${name}_lead`);
  find('.learn-look').textContent = text(`learn_${name}_look`);
}

function showProjector() {
  const isLarge = Boolean(address.projector);
  document.documentElement.toggleAttribute('data-projector', isLarge);
  projector.setAttribute('aria-pressed', String(isLarge));
}

async function mount() {
  leaving.abort();
  leaving = new AbortController();
  listeners = [];
  const { signal } = leaving;
  const { draws = false, mount: put } = STOPS[address.stop];
  room.toggleAttribute('data-draws', draws);
  room.dataset.stop = address.stop;
  stage.replaceChildren();
  stage.dataset.loading = text('learn_loading');
  [showPath, showHead, showOnward, showProjector].forEach((show) => show());
  drawing.redraw();
  try {
    await put(stage, newTools());
  } catch (error) {
    if (signal.aborted) return;
    console.warn(error);
    stage.replaceChildren(create('p', 'learn-state', text('learn_no_model')), button('learn_again', mount));
  }
}

/** Goes where the address leads. */
function open() {
  const asked = readAddress();
  // The link that skips to the content is no stop.
  if (address.stop && !asked.stop) return writeAddress(address);
  const names = stopsOf(asked.lesson, NAMES);
  const { drawing: _, ...settings } = asked;
  address = { ...settings, stop: names.includes(asked.stop) ? asked.stop : names[0] ?? FIRST };
  return mount();
}

function arrive() {
  const before = address.stop;
  open();
  if (before === address.stop) return;
  title.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: 'instant' });
}

projector.addEventListener('click', () => {
  remember({ projector: address.projector ? '' : '1' });
  [showProjector, showPath, showOnward].forEach((show) => show());
});
addEventListener('hashchange', arrive);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readColours();
  mount();
});
whenLanguageChanges(mount);
open();
