// For who teaches: five lessons by link, what to ask a class, and how to cite.

/** @import { Tools } from './learn.js' */

import { create } from '../page/dom.js';
import { text } from '../room/room.js';
import { addressOf } from './address.js';
import citation from './citation.json' with { type: 'json' };
import { LESSONS } from './course.js';
import { box } from './ui.js';

/** @param {import('./course.js').Lesson} lesson @param {Tools} tools */
function lessonCard({ name, stops, settings }, tools) {
  const address = addressOf({ stop: stops[0], lesson: name, ...settings });
  const link = Object.assign(create('a', 'learn-button learn-main', text('learn_lesson_open')), { href: address });
  link.setAttribute('aria-label', `${text('learn_lesson_open')}: ${text(`learn_lesson_${name}`)}`);
  const titles = stops.map((stop) => text(`learn_${stop}_title`)).join(' · ');
  return box('li', 'learn-lesson', [
    create('h2', '', text(`learn_lesson_${name}`)),
    create('p', 'learn-size', titles),
    create('p', '', text(`learn_lesson_${name}_ask`)),
    box('div', 'learn-buttons', [link, tools.copier(() => new URL(address, location.href).href)]),
  ]);
}

/** @param {HTMLElement} stage @param {Tools} tools */
export function teachStop(stage, tools) {
  const { title, author, version, date, license } = citation;
  const year = date.slice(0, 4);
  const plain = `${author} (${year}). ${title} (${version}) [${license}].`;
  const bibtex = `@software{draw_a_digit,\n  author  = {{${author}}},\n  title   = {${title}},\n  version = {${version}},\n  year    = {${year}}\n}`;
  const source = create('pre', 'learn-source', bibtex);
  source.tabIndex = 0;
  source.dir = 'ltr';
  const words = create('p', '', plain);
  words.lang = 'en';
  words.dir = 'ltr';
  stage.append(
    box('ol', 'learn-lessons', LESSONS.map((lesson) => lessonCard(lesson, tools))),
    box('section', 'learn-panel', [create('h2', '', text('learn_cite')), words, source, box('div', 'learn-buttons', [tools.copier(() => bibtex, 'learn_copy')])]),
  );
}
