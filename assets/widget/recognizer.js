// Reads digits in the visitor's browser, with the models that the server has, and as it does.

/** @import { Found } from './digit.js' */
/** @import { Output } from './model.js' */
/** @import { ModelInfo } from './bundle.js' */
/** @import { Drawing } from './painting.js' */
/** @import { Pixels } from './paper.js' */
/** @typedef {Output & { milliseconds: number }} TimedOutput */

import { Bundle } from './bundle.js';
import { companyOf, imagesOfOthers } from './company.js';
import constants from './constants.js';
import { cutOut, findDigit, hasPoint, isPlain } from './digit.js';
import { EngineError } from './errors.js';
import { normalizeInk } from './normalize.js';
import { paint } from './painting.js';
import { inkOf } from './paper.js';
import { ENGINE_FOLDER, folderOf } from './program.js';
import { breathe, inTurn } from './turns.js';

export { EngineError };

/**
 * What a model says: `digitProbability`, of the drawing being one digit at all, and `isDigit`, whether that is enough, are
 * null where none of the models that were asked judges that. One of them judges for all: the bundle's default model
 * where it was asked, else the first that can.
 * `milliseconds`: what the model took.
 * @typedef {{ label: number, confidences: { label: number, confidence: number }[], digitProbability: number | null, isDigit: boolean | null, milliseconds: number }} Answer
 *
 * `isBlank`: nothing is drawn · `isSuperseded`: a later drawing came in before this one was read; there are no answers ·
 * `image`: what the models see, 28 rows of 28, 0 = paper, 255 = ink · `milliseconds`: from strokes to answers.
 * @typedef {{ isBlank: boolean, isSuperseded: boolean, image: Uint8Array, milliseconds: number, answers: Record<string, Answer> }} Reading
 */

const { image_size: SIZE, class_count: CLASSES } = constants.contract;
const DEFAULT_TOP_K = 3;
const LONG_MS = 4; // a quarter of a frame: then pen and page have their turn, and a later drawing is heard of

/** @type {Map<string, Promise<Bundle>>} */
const bundles = new Map();
/** @param {Drawing | Pixels} drawing */
function inkIn(drawing) {
  const { width, height } = drawing ?? {};
  if (!(width >= 1 && height >= 1)) {
    throw new EngineError('drawing', `A drawing needs a width and a height of at least 1; received ${width} and ${height}.`);
  }
  if ('strokes' in drawing) return paint(drawing);
  const ink = inkOf(drawing);
  if (ink) return ink;
  throw new EngineError('drawing', 'This picture is no drawing on paper of one colour, as photos are not: ask a server to read it.');
}

/** @param {number} topK */
function checkTopK(topK) {
  if (Number.isInteger(topK) && topK >= 1 && topK <= CLASSES) return;
  throw new EngineError('options', `topK must be a whole number from 1 to ${CLASSES}; received ${topK}.`);
}

/** @param {Output} output @param {number} topK */
function ranked({ probabilities }, topK) {
  const confidences = probabilities.map((confidence, label) => ({ label, confidence }));
  return confidences.sort((one, other) => other.confidence - one.confidence).slice(0, topK);
}

/** A line of readings of its own, in which the latest drawing wins; engine and models are shared by all on the page. */
export class Recognizer {
  #bundle;
  #latest = 0;

  /** @param {Bundle} bundle */
  constructor(bundle) {
    this.#bundle = bundle;
  }

  /** @returns {ModelInfo[]} what the bundle holds, in its order */
  get models() {
    return this.#bundle.models;
  }

  /** For what else is asked of its graphs. */
  get bundle() {
    return this.#bundle;
  }

  /** Fetches and opens models; those that are open stay so. @param {string[]} names @returns {Promise<void>} */
  async load(names) {
    await Promise.all(names.map((name) => this.#bundle.model(name)));
  }

  /**
   * Reads a drawing, and opens what models it needs. A drawing that comes in while an earlier one waits or is read takes
   * its place: the earlier promise then resolves to a reading that `isSuperseded`, as does one whose signal is aborted.
   * @param {Drawing | Pixels} drawing strokes, or what a canvas' `getImageData` returns
   * @param {{ models?: string[], topK?: number, signal?: AbortSignal }} [options] by default the bundle's default model
   * @returns {Promise<Reading>}
   */
  async read(drawing, { models = [this.#bundle.defaultModel], topK = DEFAULT_TOP_K, signal } = {}) {
    checkTopK(topK);
    const turn = (this.#latest += 1);
    const isSuperseded = () => turn !== this.#latest || Boolean(signal?.aborted);
    await this.load(models);
    return inTurn(() => this.#read(drawing, models, topK, isSuperseded));
  }

  /** @param {Drawing | Pixels} drawing @param {string[]} models @param {number} topK @param {() => boolean} isSuperseded @returns {Promise<Reading>} */
  async #read(drawing, models, topK, isSuperseded) {
    const started = performance.now();
    /** @param {Record<string, Answer>} answers @param {Uint8Array} [image] @param {boolean} [isBlank] @returns {Reading} */
    const reading = (answers, image = new Uint8Array(SIZE * SIZE), isBlank = false) => ({
      isBlank,
      isSuperseded: isSuperseded(),
      image,
      milliseconds: performance.now() - started,
      answers: isSuperseded() ? {} : answers,
    });
    if (isSuperseded()) return reading({});
    const found = findDigit(inkIn(drawing));
    if (!found) return reading({}, undefined, true);
    const image = normalizeInk(cutOut(found));
    const outputs = await this.#ask(image, models, isSuperseded);
    if (isSuperseded()) return reading({}, image);
    const verdict = await this.#judge(found, models, outputs);
    const answer = (output) => {
      const confidences = ranked(output, topK);
      return { label: confidences[0].label, confidences, milliseconds: output.milliseconds, ...verdict };
    };
    return reading(Object.fromEntries([...outputs].map(([name, output]) => [name, answer(output)])), image);
  }

  /** @param {Uint8Array} image @param {string[]} models @param {() => boolean} isSuperseded @returns {Promise<Map<string, TimedOutput>>} */
  async #ask(image, models, isSuperseded) {
    const outputs = new Map();
    let rested = performance.now();
    for (const name of models) {
      if (performance.now() - rested > LONG_MS) {
        await breathe();
        rested = performance.now();
      }
      if (isSuperseded()) break;
      const model = await this.#bundle.model(name);
      const started = performance.now();
      const [output] = await model.run([image]);
      outputs.set(name, { ...output, milliseconds: performance.now() - started });
    }
    return outputs;
  }

  /** Whether the drawing is one digit, and nothing beside it. @param {Found} found @param {string[]} models @param {Map<string, TimedOutput>} outputs */
  async #judge(found, models, outputs) {
    const { defaultModel } = this.#bundle;
    const byRank = models.toSorted((one, other) => Number(other === defaultModel) - Number(one === defaultModel));
    const judge = byRank.find((name) => typeof outputs.get(name)?.digitProbability === 'number');
    if (judge === undefined) return { digitProbability: null, isDigit: null };
    const alone = /** @type {number} */ (outputs.get(judge)?.digitProbability);
    const digitProbability = alone * (1 - (await this.#company(found, judge)));
    const threshold = this.models.find(({ name }) => name === judge)?.rejectionThreshold ?? null;
    return { digitProbability, isDigit: threshold === null ? null : digitProbability >= threshold };
  }

  /** How probably what was found is not alone: another digit or a point stands beside it, or several digits within it. @param {Found} found @param {string} judge */
  async #company(found, judge) {
    if (hasPoint(found)) return 1;
    if (isPlain(found)) return 0;
    const { beside, within } = imagesOfOthers(found);
    if (!beside.length && !within.length) return 0;
    const outputs = await (await this.#bundle.model(judge)).run([...beside, ...within]);
    const scores = outputs.map(({ probabilities, digitProbability }) => Math.max(...probabilities) * (digitProbability ?? 1));
    return companyOf({ beside: scores.slice(0, beside.length), within: scores.slice(beside.length) });
  }
}

/**
 * Opens a bundle, once for all of a page. Models, and the engine that reads with them, are fetched when they are first
 * asked for.
 * @param {{ src: string, engine?: string, runsLight?: boolean }} where `src`: the folder of manifest.json · `engine`: the
 *   folder of onnxruntime-web's files, by default the one beside this module's folder · `runsLight`: whether small networks
 *   run without it, as they do by default: sooner there, but twice as long for each answer
 * @returns {Promise<Recognizer>} rejects with an EngineError
 */
export async function openRecognizer({ src, engine = ENGINE_FOLDER, runsLight = true }) {
  const [folder, engineFolder] = [folderOf(src), folderOf(engine)];
  const key = `${folder} ${engineFolder} ${runsLight}`;
  const bundle = bundles.get(key) ?? Bundle.open(folder, engineFolder, runsLight);
  if (!bundles.has(key)) {
    bundles.set(key, bundle);
    bundle.then(
      (opened) => opened.tidy(),
      () => bundles.delete(key),
    );
  }
  return new Recognizer(await bundle);
}
