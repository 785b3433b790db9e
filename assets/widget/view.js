// What the component shows beside its pad: each model's answer, what is to be said of it, and what was asked for in vain.

import { create, fillBar, newBar, resize, setText } from '../page/dom.js';
import { announcer } from '../page/wording.js';

/**
 * @import { ModelName, Reading } from './readers.js'
 * @import { Words } from './words.js'
 * @typedef {'idle' | 'answered' | 'blank' | 'failed'} State
 * @typedef {{ state: State, note?: string, made?: string, reading?: Reading | null }} Shown
 */

// A quick answer comes before that: nothing flickers.
const OLD_AFTER_MS = 120;
const WAITING_AFTER_MS = 2000;
// What would be said as 0.0% fills no row.
const MIN_SHOWN = 0.001;
const PARTS = {
  '.pad': 'pad',
  '.pad-surface': 'surface',
  '.pad-canvas': 'canvas',
  '.pad-hint': 'hint',
  '.pad-tools': 'tools',
  '.tool': 'tool',
};

/**
 * @param {ShadowRoot} root holds the markup of widget.html
 * @param {() => Words} words
 */
export function newView(root, words) {
  const widget = root.querySelector('.widget');
  const list = root.querySelector('.widget-answers');
  const note = root.querySelector('.widget-note');
  const made = root.querySelector('.widget-made');
  const faults = root.querySelector('.widget-faults');
  const template = /** @type {HTMLTemplateElement} */ (root.querySelector('template'));
  const announce = announcer(root.querySelector('[role="status"]'));

  /** @type {ModelName[]} */
  let models = [{ name: '', title: '', isDefault: true }];
  /** @type {Reading | null} */
  let reading = null;
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];

  function newReading() {
    return /** @type {Element} */ (template.content.firstElementChild).cloneNode(true);
  }

  function bars(part) {
    return part.querySelector('.reading-bars');
  }

  function showAnswers() {
    [...list.children].forEach((part, place) => {
      const model = models[place];
      const answer = reading?.answers[model.name];
      part.toggleAttribute('data-answered', Boolean(answer));
      setText(part.querySelector('.reading-model'), words().title(model));
      setText(part.querySelector('.reading-digit span'), answer ? String(answer.label) : '?');
      [...bars(part).children].forEach((item, rank) => {
        const choice = answer?.confidences[rank];
        if (choice && (!rank || choice.confidence >= MIN_SHOWN)) {
          fillBar(item, String(choice.label), choice.confidence, words().percent(choice.confidence));
        } else fillBar(item, '', 0, '');
      });
    });
  }

  /** What a screen reader says: the answer, or all models' answers by name. */
  function sentence() {
    const said = models.flatMap((model) => {
      const [best] = reading?.answers[model.name]?.confidences ?? [];
      if (!best) return [];
      const values = { digit: best.label, confidence: words().percent(best.confidence) };
      if (models.length === 1) return words().text('embed_announce', values);
      return words().text('announce', { title: words().title(model), ...values, summary: '' }).trim();
    });
    return [note.textContent, ...said].filter(Boolean).join(' ');
  }

  function fresh() {
    timers.forEach(clearTimeout);
    timers = [];
    widget.dataset.freshness = 'fresh';
  }

  return {
    /** Names the parts that the page around may style. */
    namePartsOfPad() {
      Object.entries(PARTS).forEach(([selector, name]) => {
        root.querySelectorAll(selector).forEach((part) => part.setAttribute('part', name));
      });
    },

    /** Says which models answer, and how many answers of each are shown. @param {ModelName[]} wanted @param {number} topK */
    arrange(wanted, topK) {
      models = wanted;
      resize(list, models.length, newReading);
      [...list.children].forEach((part) => {
        resize(bars(part), topK, () => {
          const item = newBar();
          item.setAttribute('part', 'bar');
          return item;
        });
      });
      showAnswers();
    },

    /** @param {Shown} shown */
    show({ state, note: said = '', made: how = '', reading: given = null }) {
      fresh();
      reading = given;
      widget.dataset.state = state;
      const first = reading?.answers[models[0].name];
      widget.dataset.isDigit = String(first?.isDigit ?? null);
      setText(note, said);
      setText(made, how);
      showAnswers();
      announce(sentence);
    },

    /** What is shown answers an earlier drawing: it steps back and, where its successor is long in coming, goes. @param {() => string} waitingFor */
    old(waitingFor) {
      if (timers.length) return;
      timers = [
        setTimeout(() => {
          widget.dataset.freshness = 'old';
        }, OLD_AFTER_MS),
        setTimeout(() => {
          reading = null;
          setText(note, waitingFor());
          setText(made, '');
          showAnswers();
        }, WAITING_AFTER_MS),
      ];
    },

    /** @param {string[]} sentences */
    complain(sentences) {
      faults.replaceChildren(...sentences.map((words_) => create('li', '', words_)));
      faults.hidden = !sentences.length;
    },
  };
}
