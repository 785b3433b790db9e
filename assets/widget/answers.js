// What is read of a pad: who reads, what was answered to what is on the pad now, and what went wrong.

import { asReadingError } from './failure.js';
import { newQuestions } from './questions.js';
import { openReader } from './readers.js';

/**
 * @import { ReadingError } from './failure.js'
 * @import { Drawing, PlacedReading, Reader, Where } from './readers.js'
 */

/**
 * @typedef {{ where: Where, names: string[], topK: number }} Wishes
 * @typedef {{ drawing(): Drawing, wishes(): Wishes }} Pad what is on it, and what its attributes ask for
 * @typedef {{ opened(reader: Reader): void, answered(reading: PlacedReading): void, failed(error: ReadingError): void }} Told
 */

/** @param {Pad} pad @param {Told} told */
export function newAnswers(pad, told) {
  /** @type {Promise<Reader> | null} */
  let opening = null;
  /** @type {Reader | null} */
  let reader = null;
  /** @type {PlacedReading | null} */
  let reading = null;
  /** @type {ReadingError | null} */
  let failure = null;
  const questions = newQuestions(read, { answered: take, failed: (error) => fail(error, true) });

  /** @param {PlacedReading} found */
  function take(found) {
    reading = found;
    failure = null;
    told.answered(found);
  }

  /** @param {ReadingError} error @param {boolean} isOfDrawing */
  function fail(error, isOfDrawing) {
    // Without a drawing, a server that is away may yet come.
    if (isOfDrawing || !error.isPassing) {
      reading = null;
      failure = error;
    }
    told.failed(error);
  }

  // Opens what reads, unless it is open or being opened; failing, it is tried again with the next drawing.
  function open() {
    if (opening) return opening;
    const { where, names } = pad.wishes();
    const mine = openReader(where, names);
    opening = mine;
    mine.then(
      (opened) => {
        if (opening !== mine) return;
        reader = opened;
        failure = null;
        told.opened(opened);
      },
      (error) => {
        if (opening !== mine) return;
        opening = null;
        // A drawing that waits is told by what asks for it.
        if (questions.isSettled()) fail(asReadingError(error), false);
      },
    );
    return mine;
  }

  /** @param {AbortSignal} signal */
  async function read(signal) {
    const { read: ask, models } = await open();
    return ask(pad.drawing(), { models: models.map(({ name }) => name), topK: pad.wishes().topK, signal });
  }

  return {
    get reader() {
      return reader;
    },
    /** The answers to what is on the pad now. */
    get reading() {
      return reading;
    },
    get failure() {
      return failure;
    },
    /** The first model's. */
    get answer() {
      const [model] = reader?.models ?? [];
      return model && reading?.answers[model.name];
    },
    /** Whether nothing more is to come for now. */
    get isSettled() {
      return questions.isSettled() || Boolean(failure);
    },
    open,
    /** Others are to read, or elsewhere: they are opened if those before were. @returns {boolean} whether those were */
    reopen() {
      const wasOpen = Boolean(opening);
      opening = reader = reading = null;
      if (wasOpen) open();
      return wasOpen;
    },
    /** The drawing is another one now. */
    changed() {
      reading = null;
      questions.changed();
    },
    /** Asks once more about the same drawing. */
    again() {
      reading = null;
      questions.again();
    },
    /** The pen is lifted. @returns {boolean} whether what is there was answered while it moved */
    rested() {
      if (reading && questions.isSettled()) return true;
      questions.rested();
      return false;
    },
    /** Nothing is to be read. */
    empty() {
      questions.nothing();
      reading = failure = null;
    },
    /** What is under way is given up, unless it was answered. */
    leave() {
      if (!reading) questions.nothing();
    },
  };
}
