// What the room is built from: tables, lists of figures, drawings, choices.

import { create } from '../page/dom.js';
import { locale, text } from '../room/room.js';
import { sorted } from './figures.js';

/**
 * A column of a table: `value` is what it is sorted by, `show` what stands there, as words or as an element.
 *
 * @template Row
 * @typedef {{
 *   key: string, label: string, value: (row: Row) => number | string | null | undefined, show: (row: Row) => string | Node,
 *   isText?: boolean, isBestHigh?: boolean,
 * }} Column
 */

/** A region that scrolls by keyboard, too, where its table is wider than the window. @param {HTMLTableElement} table @param {string} label */
export function scrolling(table, label) {
  const region = create('div', 'scrolling');
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', label);
  region.append(table);
  return region;
}

/** @param {string} words @param {'col' | 'row'} scope */
function heading(words, scope) {
  const cell = create('th', '', words);
  cell.scope = scope;
  return cell;
}

/** A table to read; each row begins with its heading. @param {string} caption @param {string[]} heads @param {(string | Node)[][]} rows */
export function plainTable(caption, heads, rows) {
  const table = create('table', 'figures');
  table.append(create('caption', '', caption));
  table.createTHead().insertRow().append(...heads.map((words) => heading(words, 'col')));
  const body = table.createTBody();
  rows.forEach(([first, ...others]) => {
    const head = heading('', 'row');
    head.append(first);
    const row = body.insertRow();
    row.append(head);
    others.forEach((cell) => row.insertCell().append(cell));
  });
  return scrolling(table, caption);
}

/**
 * A table that its headings sort.
 *
 * @template Row
 * @param {string} caption
 * @param {Column<Row>[]} columns the first names the row
 * @param {Row[]} rows
 * @param {{ key: string, isDescending: boolean }} order which is changed as the visitor sorts
 */
export function sortableTable(caption, columns, rows, order) {
  const table = create('table', 'figures sortable');
  const heads = table.createTHead().insertRow();
  const body = table.createTBody();
  table.prepend(create('caption', '', caption));

  function show() {
    const { value } = columns.find(({ key }) => key === order.key) ?? columns[0];
    [...heads.cells].forEach((cell, place) => {
      if (columns[place].key === order.key) cell.setAttribute('aria-sort', order.isDescending ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    });
    body.replaceChildren(...sorted(rows, value, order.isDescending, locale()).map(rowOf));
  }

  /** @param {Row} row */
  function rowOf(row) {
    const line = create('tr');
    columns.forEach(({ show: shown, isText }, place) => {
      const cell = place ? create('td', isText ? 'words' : '') : heading('', 'row');
      cell.append(shown(row));
      line.append(cell);
    });
    return line;
  }

  columns.forEach(({ key, label, isText, isBestHigh }) => {
    const cell = heading('', 'col');
    if (isText) cell.className = 'words';
    const button = create('button', 'sort', label);
    button.type = 'button';
    button.addEventListener('click', () => {
      Object.assign(order, { key, isDescending: order.key === key ? !order.isDescending : !isText && Boolean(isBestHigh) });
      show();
    });
    cell.append(button);
    heads.append(cell);
  });
  show();
  return scrolling(table, caption);
}

/** Names and figures. @param {[string, string][]} figures */
export function listOfFigures(figures) {
  const list = create('dl', 'key-figures');
  figures.forEach(([name, figure]) => {
    const pair = create('div');
    pair.append(create('dt', '', name), create('dd', '', figure));
    list.append(pair);
  });
  return list;
}

/** A text of the reports, which are in English: `code` as such. @param {'p' | 'span'} tag @param {string} words */
export function english(tag, words) {
  const made = create(tag);
  made.lang = 'en';
  made.dir = 'ltr';
  made.append(...words.split('`').map((piece, place) => (place % 2 ? create('code', '', piece) : piece)));
  return made;
}

/** Fills a list to choose from. @param {HTMLSelectElement} select @param {[string, string][]} options @param {string} chosen */
export function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  select.value = chosen;
}

/** @param {string} label @param {[string, string][]} options @param {string} chosen @param {(value: string) => void} choose */
export function chooser(label, options, chosen, choose) {
  const made = create('label');
  const select = create('select', 'chooser');
  fillSelect(select, options, chosen);
  select.addEventListener('change', () => choose(select.value));
  made.append(create('span', '', label), select);
  return made;
}

/** A drawing as models see it. @param {Uint8Array} image @param {number} size @param {string} label */
function drawing(image, size, label) {
  const canvas = Object.assign(create('canvas'), { width: size, height: size });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  const pixels = new ImageData(size, size);
  image.forEach((ink, place) => pixels.data.set([0, 0, 0, ink], place * 4));
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}

/**
 * Drawings in a row, each with what was read.
 *
 * @param {{ index: number, truth: number, said: string }[]} drawings
 * @param {{ size: number, images: Uint8Array[] }} gallery
 */
export function tiles(drawings, { size, images }) {
  const list = create('ul', 'tiles');
  list.append(
    ...drawings.map(({ index, truth, said }) => {
      const item = create('li');
      const words = create('span', '', said);
      words.ariaHidden = 'true';
      item.append(drawing(images[index], size, text('models_tile', { truth, said })), words);
      return item;
    }),
  );
  return list;
}
