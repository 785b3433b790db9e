// Practise: the room where a child learns to write numbers. It is asked for a number, writes it, and is told what was read.

/** @import { Box } from './boxes.js' */

import { announcer, plural, text, translate, whenLanguageChanges } from '../room/room.js';
import { putUpBoxes } from './boxes.js';
import { startChoices } from './choices.js';
import { forgetProgress, reached, weakDigits } from './progress.js';
import { isHeardOnly, showPrompt, spokenOf } from './prompt.js';
import { numeral } from './models.js';
import { prepare } from './reader.js';
import { printPart, showResult, showSheet } from './result.js';
import { Round } from './round.js';
import { keepSettings, readSettings } from './settings.js';
import { ROUND } from './tasks.js';
import { speak, voiceFor, whenVoicesChange } from './words.js';

/** @param {string} name @returns {any} */
const part = (name) => document.querySelector(`.practise-${name}`);
const [stage, prompt, boxesHolder, told, choices, result] = ['stage', 'prompt', 'boxes', 'told', 'choices', 'result'].map(part);
const [checkButton, nextButton, clearButton, showButton, hearButton] = ['check', 'next', 'clear', 'show', 'hear'].map(part);
const template = /** @type {HTMLElement} */ (part('pad').querySelector('.pad'));
const announce = announcer(part('status'));
const narrow = matchMedia('(width < 900px)');

const opened = readSettings();
let { settings } = opened;
let round = new Round(settings);
/** @type {Box[]} */
let boxes = [];
let isRight = false;
let isBusy = false;

function say(words, state = '') {
  told.textContent = words;
  stage.dataset.told = state;
  if (words) announce(() => words);
}

function showReached() {
  const { stars, streak } = reached();
  part('stars').textContent = `★ ${stars}`;
  part('stars').setAttribute('aria-label', plural('practise_stars', stars));
  part('streak').textContent = streak > 1 ? plural('practise_streak', streak) : '';
  part('step').textContent = text('practise_step', { step: Math.min(round.done.length + 1, ROUND), all: ROUND });
  const weak = weakDigits(settings.script).map((digit) => numeral(digit, settings.script));
  part('weak').textContent = weak.length ? text('practise_weak', { digits: weak.join(' ') }) : '';
}

function showGuides() {
  round.digits.forEach((digit, index) => boxes[index].showGuide(round.model(digit), round.guide));
}

function hear() {
  speak(settings.language, spokenOf(round.task, settings));
}

function showVoice() {
  hearButton.hidden = !voiceFor(settings.language) || !spokenOf(round.task, settings);
  part('voiceless').hidden = settings.level !== 'hear' || isHeardOnly(round.task, settings);
  showPrompt(prompt, round.task, settings);
}

function showButtons() {
  checkButton.hidden = isRight;
  nextButton.hidden = !isRight && round.tries === 0;
  nextButton.textContent = text(isRight ? 'practise_next' : 'practise_skip');
  nextButton.toggleAttribute('data-is-main', isRight);
  showButton.hidden = round.guide === 'none';
}

function ask() {
  isRight = false;
  boxes = putUpBoxes(boxesHolder, template, round.digits.length, { touched: touched, rested: () => {} });
  say('');
  showGuides();
  showVoice();
  showButtons();
  showReached();
  hear();
}

function touched() {
  if (stage.dataset.told) say('');
  boxes.forEach((box) => box.mark(''));
  void prepare().catch(() => {});
}

async function check() {
  if (isBusy || isRight) return;
  isBusy = true;
  stage.dataset.told = 'busy';
  try {
    const { isRight: good, kind, words } = await round.check(boxes);
    isRight = good;
    showGuides();
    say(words, good ? 'right' : kind);
  } catch {
    say(text('practise_unable'), 'unable');
  }
  isBusy = false;
  showButtons();
  showReached();
  if (isRight) nextButton.focus();
}

function goOn() {
  round.goOn(boxes.map((box) => box.strokes()), isRight);
  if (!round.isOver) return ask();
  showResult(result, round.done, settings);
  stage.hidden = true;
  result.hidden = false;
  result.focus();
}

function begin() {
  round = new Round(settings);
  stage.hidden = false;
  result.hidden = true;
  ask();
}

function showSettings() {
  part('unread').hidden = settings.script === 'latin';
  part('summary').textContent = text(`practise_level_${settings.level}`);
}

const { show: showChoices } = startChoices(choices, settings, (chosen) => {
  settings = chosen;
  keepSettings(settings);
  showSettings();
  begin();
});
choices.hidden = opened.isFixed;
part('fixed').hidden = !opened.isFixed;
const openWhereThereIsRoom = () => choices.toggleAttribute('open', !narrow.matches);
narrow.addEventListener('change', openWhereThereIsRoom);
openWhereThereIsRoom();

checkButton.addEventListener('click', check);
nextButton.addEventListener('click', goOn);
hearButton.addEventListener('click', hear);
part('again').addEventListener('click', begin);
clearButton.addEventListener('click', () => {
  boxes.forEach((box) => box.clear());
  if (!isRight) touched();
});
showButton.addEventListener('click', () => round.digits.forEach((digit, index) => boxes[index].demonstrate(round.model(digit))));
part('print').addEventListener('click', () => printPart('result'));
part('sheet-open').addEventListener('click', () => {
  showSheet(part('sheet'), settings);
  printPart('sheet');
});
part('forget').addEventListener('click', () => {
  forgetProgress();
  showReached();
});
whenLanguageChanges(() => {
  showChoices();
  showSettings();
  boxes.forEach(({ element }) => translate(element));
  if (!result.hidden) showResult(result, round.done, settings);
  say('');
  showVoice();
  showButtons();
  showReached();
});
whenVoicesChange(showVoice);
showSettings();
ask();
// The first answer waits for nothing but the pen.
if (!(/** @type {any} */ (navigator).connection?.saveData)) void prepare().catch(() => {});
