// ONNX Runtime for the web, one for each folder that it is served from: plain WebAssembly on one thread.

import constants from './constants.js';
import engine from './engine.json' with { type: 'json' };
import { EngineError, reasonOf } from './errors.js';
import { fetchProgram, forgetProgram, programIn } from './program.js';

/**
 * What is used of it.
 * @typedef {{ data: ArrayLike<number>, dims: readonly number[] }} Tensor
 * @typedef {{ run(inputs: Record<string, Tensor>, outputs?: string[]): Promise<Record<string, Tensor>>, release(): Promise<void> }} Session
 * @typedef {{
 *   env: { logLevel: string, wasm: { numThreads: number, wasmBinary?: ArrayBuffer } },
 *   Tensor: new (type: 'uint8', data: Uint8Array, dims: number[]) => Tensor,
 *   InferenceSession: { create(graph: Uint8Array, options: object): Promise<Session> },
 * }} Runtime
 */

/** What a model says of one image; `digitProbability` is null where it does not judge that. @typedef {{ probabilities: number[], digitProbability: number | null }} Output */

const { image_size: SIZE, class_count: CLASSES } = constants.contract;

/** @type {Map<string, Promise<Runtime>>} */
const opened = new Map();
/** Those that have started their program. @type {WeakSet<Runtime>} */
const running = new WeakSet();
// What failed once stays failed under its address: each further try has another.
let tries = 0;

/** @param {string} folder @returns {Promise<Runtime>} */
async function importRuntime(folder) {
  const version = `?${engine.version}${tries ? `-${tries}` : ''}`;
  const url = new URL(engine.module + version, folder).href;
  // Left to the engine, it would be fetched once there is a model to open. Who opens one hears of a failure.
  fetchProgram(folder);
  try {
    /** @type {Runtime} */
    const runtime = await import(url);
    runtime.env.logLevel = 'error';
    // More threads need a page that is isolated from others, as few are.
    runtime.env.wasm.numThreads = 1;
    return runtime;
  } catch (error) {
    throw new EngineError('engine', `The engine ${url} could not be loaded: ${reasonOf(error)}. Check the connection and what may block the file, or ask a server.`, error);
  }
}

/** Forgets an engine that failed, unless another try is under way. @param {string} folder @param {Promise<Runtime>} failed */
function forget(folder, failed) {
  if (opened.get(folder) !== failed) return;
  tries += 1;
  opened.delete(folder);
}

/** Throws where the engine cannot run, whatever is fetched. */
export function checkSupport() {
  if (typeof WebAssembly === 'object') return;
  throw new EngineError('no-webassembly', 'This browser has no WebAssembly, or it is switched off: ask a server instead.');
}

/** Opens the engine in a folder, once. @param {string} folder @returns {Promise<Runtime>} */
export function openEngine(folder) {
  const runtime = opened.get(folder) ?? importRuntime(folder);
  if (!opened.has(folder)) {
    opened.set(folder, runtime);
    runtime.catch(() => forget(folder, runtime));
  }
  return runtime;
}

/** An open graph. */
export class Model {
  #runtime;
  #session;

  /** @param {Runtime} runtime @param {Session} session */
  constructor(runtime, session) {
    this.#runtime = runtime;
    this.#session = session;
  }

  /** What it computes of images, as it is: all, or what is named. @param {Uint8Array[]} images @param {string[]} [names] */
  outputs(images, names) {
    const joined = new Uint8Array(images.length * SIZE * SIZE);
    images.forEach((image, index) => joined.set(image, index * SIZE * SIZE));
    const tensor = new this.#runtime.Tensor('uint8', joined, [images.length, SIZE, SIZE]);
    return this.#session.run({ images: tensor }, names);
  }

  /** Gives its memory back. */
  close() {
    return this.#session.release();
  }

  /** @param {Uint8Array[]} images each 28 rows of 28, 0 = paper, 255 = ink @returns {Promise<Output[]>} */
  async run(images) {
    const outputs = await this.outputs(images);
    const probabilities = Array.from(outputs.probabilities.data);
    return images.map((_, index) => ({
      probabilities: probabilities.slice(index * CLASSES, (index + 1) * CLASSES),
      digitProbability: outputs.digit_probability ? outputs.digit_probability.data[index] : null,
    }));
  }
}

/** Whether the engine itself did not start. @param {unknown} error */
function isEngines(error) {
  return reasonOf(error).includes('no available backend');
}

/** @param {string} folder @param {unknown} error */
function notStarted(folder, error) {
  return new EngineError('engine', `The engine ${programIn(folder)} could not be started: ${reasonOf(error)}. Check the connection and what may block the file, or ask a server.`, error);
}

/** Gives the engine its program, unless it runs. @param {string} folder @param {Runtime} runtime */
async function giveProgram(folder, runtime) {
  if (!running.has(runtime)) runtime.env.wasm.wasmBinary ??= await fetchProgram(folder);
}

/** Lets go of a program that runs, or that did not start: 14 MB. @param {string} folder @param {Runtime} runtime */
function releaseProgram(folder, runtime) {
  delete runtime.env.wasm.wasmBinary;
  forgetProgram(folder);
}

/** Opens a graph. @param {string} folder the engine's @param {string} name what the graph is called @param {ArrayBuffer} content @returns {Promise<Model>} */
export async function openModel(folder, name, content) {
  const opening = openEngine(folder);
  const runtime = await opening;
  try {
    await giveProgram(folder, runtime);
  } catch (error) {
    forget(folder, opening);
    throw notStarted(folder, error);
  }
  try {
    const session = await runtime.InferenceSession.create(new Uint8Array(content), { executionProviders: ['wasm'] });
    running.add(runtime);
    releaseProgram(folder, runtime);
    const model = new Model(runtime, session);
    // The first run compiles what it needs: nobody is to wait for it who draws.
    await model.run([new Uint8Array(SIZE * SIZE)]);
    return model;
  } catch (error) {
    if (!isEngines(error)) {
      throw new EngineError('damaged', `The engine cannot open ${name}: ${reasonOf(error)}. Put bundle and engine of one release there, or ask a server.`, error);
    }
    releaseProgram(folder, runtime);
    forget(folder, opening);
    throw notStarted(folder, error);
  }
}
