// A round of ten numbers: asks, looks at what was written, tells, and goes on.

/** @import { Box } from './boxes.js' */
/** @import { Path } from './models.js' */
/** @import { Settings } from './settings.js' */
/** @import { Told } from './feedback.js' */
/** @import { Task } from './tasks.js' */
/** @import { Done } from './result.js' */

import { tellOfAll, tellOfReading, tellOfTracing } from './feedback.js';
import { isReversible, modelOf } from './models.js';
import { noteAnswer, noteDigit, weakness } from './progress.js';
import { read } from './reader.js';
import { ROUND, nextTask } from './tasks.js';
import { compareAlong } from './tracing.js';
import { judge } from './verdict.js';

const TRIES_BEFORE_HELP = 2;

export class Round {
  /** @type {Done[]} */
  done = [];
  /** @type {Task} */
  task;
  tries = 0;
  /** @type {number | null} */
  #last = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.task = this.#choose();
  }

  #choose() {
    return nextTask(this.settings, this.#last, (digit) => weakness(this.settings.script, digit));
  }

  get isOver() {
    return this.done.length === ROUND;
  }

  /** The digits of the answer. @returns {number[]} */
  get digits() {
    return [...String(this.task.answer)].map(Number);
  }

  /** How much of the model is seen below the ink. @returns {'dots' | 'faint' | 'none'} */
  get guide() {
    const { level } = this.task;
    if (level === 'trace') return 'dots';
    return level === 'faint' || this.tries >= TRIES_BEFORE_HELP ? 'faint' : 'none';
  }

  /** @param {number} digit */
  model(digit) {
    return modelOf(digit, this.settings.script, this.settings.style);
  }

  /** @param {Box} box @param {number} digit @returns {Promise<Told>} rejects where nothing can read */
  async #lookAt(box, digit) {
    const [strokes, model] = [box.strokes(), this.model(digit)];
    const { script } = this.settings;
    if (this.task.level === 'trace' || script !== 'latin') return tellOfTracing(compareAlong(strokes, model, isReversible(digit, script)));
    if (!strokes.length) return tellOfReading({ kind: 'blank' }, digit);
    const [reading, flipped] = await read(strokes, box.width());
    return tellOfReading(judge(digit, strokes, model, reading, flipped), digit);
  }

  /** Looks at what is written. @param {Box[]} boxes @returns {Promise<Told>} rejects where nothing can read */
  async check(boxes) {
    /** @type {Told[]} */
    const all = [];
    for (const [index, digit] of this.digits.entries()) all.push(await this.#lookAt(boxes[index], digit));
    if (all.some(({ kind }) => kind === 'blank')) return tellOfAll(all);
    all.forEach(({ isRight }, index) => {
      boxes[index].mark(isRight ? 'right' : 'wrong');
      noteDigit(this.settings.script, this.digits[index], isRight);
    });
    const told = tellOfAll(all);
    noteAnswer(told.isRight, this.tries === 0);
    this.tries += 1;
    return told;
  }

  /** Goes on to the next number, with what was written for this one. @param {Path[][]} written @param {boolean} isRight */
  goOn(written, isRight) {
    this.done.push({ written, isRight });
    this.#last = this.task.answer;
    this.tries = 0;
    if (!this.isOver) this.task = this.#choose();
  }
}
