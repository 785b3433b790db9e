// Asks about a drawing that goes on changing: one question at a time, and the last one always. An answer to a drawing that
// is no longer the one on the pad is dropped. While the reason for a failure may pass, it asks again, at longer intervals.

import { asReadingError } from './failure.js';

/**
 * @import { ReadingError } from './failure.js'
 * @import { Reading } from './readers.js'
 */

const ASK_EVERY_MS = 100;
const RETRY_MS = [1000, 2000, 4000, 8000];

/**
 * @param {(signal: AbortSignal) => Promise<Reading>} read reads what is on the pad now
 * @param {{ answered(reading: Reading): void, failed(error: ReadingError): void }} told
 */
export function newQuestions(read, told) {
  let version = 0;
  /** The drawing that was answered last, or cannot be. */
  let settled = 0;
  let asked = 0;
  let failures = 0;
  let lastAsked = -Infinity;
  /** @type {AbortController | null} */
  let underWay = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function stop() {
    clearTimeout(timer);
    timer = undefined;
    underWay?.abort();
    underWay = null;
  }

  /** @param {number} wait */
  function askIn(wait) {
    timer ??= setTimeout(ask, Math.max(0, wait));
  }

  /** @param {ReadingError} error */
  function fail(error) {
    failures += 1;
    told.failed(error);
    if (error.isPassing) askIn(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
    else settled = version;
  }

  async function ask() {
    stop();
    const question = new AbortController();
    asked = version;
    underWay = question;
    lastAsked = performance.now();
    const outcome = await read(question.signal).then(
      (reading) => ({ reading, error: null }),
      (error) => ({ reading: null, error: asReadingError(error) }),
    );
    if (underWay !== question) return;
    underWay = null;
    if (outcome.error) return void fail(outcome.error);
    failures = 0;
    if (asked !== version) return askIn(lastAsked + ASK_EVERY_MS - performance.now());
    settled = version;
    told.answered(outcome.reading);
  }

  return {
    /** The drawing is another one now. */
    changed() {
      version += 1;
      if (!underWay) askIn(lastAsked + ASK_EVERY_MS - performance.now());
    },
    /** Nothing more is coming for now: what is there is asked about at once. */
    rested() {
      if (settled !== version && !(underWay && asked === version)) ask();
    },
    /** There is nothing to ask about. */
    nothing() {
      stop();
      version += 1;
      settled = version;
      failures = 0;
    },
    /** Asks once more about the same drawing, as of another model. */
    again() {
      version += 1;
      ask();
    },
    isSettled: () => settled === version,
  };
}
