// A confusion matrix to walk through: what was written goes down, what was read goes across.

import { ARROWS, create } from '../page/dom.js';
import { text } from '../room/room.js';
import { CLASSES, sum, tint } from './figures.js';
import { scrolling } from './parts.js';
import { count, share } from './texts.js';

const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);

/** @param {number[][]} matrix */
function mostMistakes(matrix) {
  return Math.max(1, ...matrix.flatMap((row, truth) => row.filter((_, read) => read !== truth)));
}

/** What a cell says in words. @param {number[][]} matrix @param {number} truth @param {number} read */
export function cellWords(matrix, truth, read) {
  const times = matrix[truth][read];
  const rows = sum(matrix[truth]);
  const values = { truth, read, count: count(times), rows: count(rows), share: share(rows ? times / rows : null) };
  return text(truth === read ? 'models_cell_right' : 'models_cell_wrong', values);
}

/** @param {number} digit @param {'col' | 'row'} scope */
function heading(digit, scope) {
  const head = create('th', '', String(digit));
  head.scope = scope;
  return head;
}

/** The arrow keys lead from cell to cell; the Tab key knows one of them. @param {HTMLTableElement} table */
function walk(table) {
  const cells = /** @type {HTMLButtonElement[]} */ ([...table.querySelectorAll('tbody button')]);
  const rest = (button) => cells.forEach((cell) => (cell.tabIndex = cell === button ? 0 : -1));
  rest(cells[0]);
  table.addEventListener('focusin', ({ target }) => rest(target));
  table.addEventListener('keydown', (event) => {
    const place = cells.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const [across, down] = ARROWS[event.key] ?? [0, 0];
    if (place < 0 || !(across || down)) return;
    event.preventDefault();
    // The columns stand from left to right in every language.
    const [row, column] = [Math.floor(place / CLASSES) + down, (place % CLASSES) + across];
    if (row >= 0 && row < CLASSES && column >= 0 && column < CLASSES) cells[row * CLASSES + column].focus();
  });
}

/**
 * @param {string} title
 * @param {number[][]} matrix
 * @param {(truth: number, read: number) => void} choose
 */
export function confusionTable(title, matrix, choose) {
  const table = create('table', 'confusion');
  table.setAttribute('role', 'grid');
  const caption = create('caption', '', title);
  caption.dir = 'auto';
  table.append(caption);
  const head = table.createTHead().insertRow();
  const corner = create('td');
  corner.append(create('span', 'visually-hidden', text('models_true_by_read')));
  head.append(corner, ...DIGITS.map((digit) => heading(digit, 'col')));
  const body = table.createTBody();
  const most = mostMistakes(matrix);
  DIGITS.forEach((truth) => {
    const row = body.insertRow();
    row.append(heading(truth, 'row'));
    DIGITS.forEach((read) => row.insertCell().append(cell(matrix, truth, read, most, choose)));
  });
  walk(table);
  const region = scrolling(table, title);
  region.dir = 'ltr';
  return region;
}

/** @param {number[][]} matrix @param {number} truth @param {number} read @param {number} most @param {(truth: number, read: number) => void} choose */
function cell(matrix, truth, read, most, choose) {
  const times = matrix[truth][read];
  const button = create('button', truth === read ? 'is-right' : '', times ? count(times) : '·');
  button.type = 'button';
  button.setAttribute('aria-label', cellWords(matrix, truth, read));
  button.setAttribute('aria-pressed', 'false');
  button.style.setProperty('--tint', tint(truth === read ? 0 : times, most).toFixed(2));
  button.addEventListener('click', () => {
    const wasPressed = button.getAttribute('aria-pressed') === 'true';
    button.closest('table')?.querySelectorAll('[aria-pressed=true]').forEach((other) => other.setAttribute('aria-pressed', 'false'));
    button.setAttribute('aria-pressed', String(!wasPressed));
    choose(truth, wasPressed ? -1 : read);
  });
  return button;
}
