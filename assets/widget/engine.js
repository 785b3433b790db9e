// ONNX Runtime for the web, one for each folder that it is served from: plain WebAssembly on one thread.

import constants from './constants.js';
import engine from './engine.json' with { type: 'json' };
import { EngineError, reasonOf } from './errors.js';
import { Model } from './model.js';
import { fetchProgram, forgetProgram, programIn } from './program.js';

/** @import { Compute, Tensor } from './model.js' */

/**
 * What is used of it.
 * @typedef {{ run(inputs: Record<string, Tensor>, outputs?: string[]): Promise<Record<string, Tensor>>, release(): Promise<void> }} Session
 * @typedef {{
 *   env: { logLevel: string, wasm: { numThreads: number, wasmBinary?: ArrayBuffer } },
 *   Tensor: new (type: 'uint8', data: Uint8Array, dims: number[]) => Tensor,
 *   InferenceSession: { create(graph: Uint8Array, options: object): Promise<Session> },
 * }} Runtime
 */

const { image_size: SIZE } = constants.contract;

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

/** Opens the engine in a folder, once. @param {string} folder @returns {Promise<Runtime>} */
export function openEngine(folder) {
  if (typeof WebAssembly !== 'object') {
    return Promise.reject(new EngineError('no-webassembly', 'This browser has no WebAssembly, or it is switched off: ask a server instead.'));
  }
  const runtime = opened.get(folder) ?? importRuntime(folder);
  if (!opened.has(folder)) {
    opened.set(folder, runtime);
    runtime.catch(() => forget(folder, runtime));
  }
  return runtime;
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
    /** @type {Compute} */
    const compute = (images, names) => {
      const count = images.length / (SIZE * SIZE);
      return session.run({ images: new runtime.Tensor('uint8', images, [count, SIZE, SIZE]) }, names);
    };
    return await Model.open(compute, () => session.release());
  } catch (error) {
    if (!isEngines(error)) {
      throw new EngineError('damaged', `The engine cannot open ${name}: ${reasonOf(error)}. Put bundle and engine of one release there, or ask a server.`, error);
    }
    releaseProgram(folder, runtime);
    forget(folder, opening);
    throw notStarted(folder, error);
  }
}
