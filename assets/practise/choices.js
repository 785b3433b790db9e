// The choices of the page: what is practised, in which language and with which digits; and what a teacher makes of them.

/** @import { Settings } from './settings.js' */

import { percent, text } from '../room/room.js';
import { SCRIPTS, TRADITIONS, numeral } from './models.js';
import rules from './rules.json' with { type: 'json' };
import { RANGES, levelsOf, linkTo, sensible } from './settings.js';
import { LANGUAGES } from './words.js';

/** @param {HTMLSelectElement} select @param {[string, string][]} options @param {string} chosen */
function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  select.value = chosen;
}

/** How often the reader is wrong, as it was measured. */
function measured() {
  const { figures } = rules;
  return text('practise_measured', {
    refused: percent(figures['digits refused']),
    wrong: percent(figures['digits counted as another']),
    mirrored: percent(figures['mirrored digits recognised']),
    scribbles: percent(figures['scribbles counted']),
  });
}

/** @param {Settings['script']} script */
function nameOfScript(script) {
  return [...Array(10).keys()].map((digit) => numeral(digit, script)).join('');
}

/**
 * @param {HTMLElement} panel
 * @param {Settings} settings
 * @param {(settings: Settings) => void} chosen
 */
export function startChoices(panel, settings, chosen) {
  const select = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (panel.querySelector(`[name="${name}"]`));
  const link = /** @type {HTMLInputElement} */ (panel.querySelector('[name="link"]'));
  let current = settings;

  function show() {
    const { language, level, script, style, from, to } = current;
    const levels = levelsOf(script).map((name) => /** @type {[string, string]} */ ([name, text(`practise_level_${name}`)]));
    fill(select('level'), levels, level);
    fill(select('language'), Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]), language);
    fill(select('script'), SCRIPTS.map((name) => [name, nameOfScript(name)]), script);
    fill(select('style'), TRADITIONS.map((name) => [name, text(`practise_style_${name}`)]), style);
    const known = RANGES.some(([first, last]) => first === from && last === to);
    const ranges = known ? RANGES : [[from, to], ...RANGES];
    fill(select('range'), ranges.map(([first, last]) => [`${first} ${last}`, `${first}–${last}`]), `${from} ${to}`);
    /** @type {HTMLElement} */ (select('style').closest('label')).hidden = script !== 'latin';
    link.value = linkTo(current);
    /** @type {HTMLElement} */ (panel.querySelector('.practise-measured')).textContent = measured();
  }

  panel.addEventListener('change', ({ target }) => {
    const { name, value } = /** @type {HTMLSelectElement} */ (target);
    const [from, to] = value.split(' ').map(Number);
    // Another language brings the digits of its schools.
    const kept = name === 'language' ? { ...current, script: undefined } : current;
    current = sensible({ ...kept, ...(name === 'range' ? { from, to } : { [name]: value }) });
    show();
    chosen(current);
  });
  link.addEventListener('focus', () => link.select());
  show();
  return { show };
}
