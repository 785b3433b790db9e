// A folder of models as the app, the Hub and a checkout hold it: manifest.json, and models/<name>/model.onnx.

/** @import { BundledFile } from './files.js' */
/** @import { Model } from './model.js' */

import { openEngine, openModel } from './engine.js';
import { EngineError, reasonOf } from './errors.js';
import { fetchFrom, forgetAllBut, readFile } from './files.js';
import { openLight } from './light.js';
import { ENGINE_FOLDER } from './program.js';

/**
 * What the manifest says of a model; `rejectionThreshold`: the least probability of being a digit of what is taken for
 * one, null where the model does not judge that; `bytes`: of its graph.
 * @typedef {{ name: string, title: string, family: string, isDefault: boolean, bytes: number, rejectionThreshold: number | null }} ModelInfo
 */

const MANIFEST = 'manifest.json';
const MANIFEST_VERSION = 1;
const LIGHT_BYTES = 256_000; // graphs up to this run without the engine in a third of a frame

/** @param {{ files: BundledFile[] }} entry @returns {BundledFile} */
function graphOf({ files }) {
  const graph = files.find(({ path }) => path.endsWith('.onnx'));
  if (!graph) throw new TypeError('it lists no graph for a model');
  return graph;
}

/** @param {string} url @param {unknown} error */
function damaged(url, error) {
  return new EngineError('damaged', `${url} is damaged: ${reasonOf(error)}. Put the bundle there again, or ask a server.`, error);
}

/** Whether it is the engine that cannot be had. @param {unknown} error */
function isOfEngine(error) {
  return error instanceof EngineError && ['engine', 'no-webassembly'].includes(error.code);
}

/** The models of one folder, those that were asked for open. */
export class Bundle {
  /** @type {Map<string, Promise<Model>>} */
  #open = new Map();
  /** @type {Map<string, BundledFile>} */
  #graphs = new Map();

  /** @param {string} src @param {string} engine @param {any} manifest @param {boolean} runsLight */
  constructor(src, engine, manifest, runsLight) {
    this.src = src;
    this.engine = engine;
    /** Whether small networks run without the engine, and where it cannot be had, all that can. */
    this.runsLight = runsLight;
    /** @type {ModelInfo[]} */
    this.models = Object.entries(manifest.models).map(([name, entry]) => {
      const graph = graphOf(entry);
      this.#graphs.set(name, graph);
      const isDefault = name === manifest.default_model;
      const { title, family, rejection_threshold: rejectionThreshold = null } = entry;
      return { name, title, family, isDefault, bytes: graph.bytes, rejectionThreshold };
    });
  }

  /** Reads the manifest of a folder. @param {string} src @param {string} [engine] the engine's folder, by default the app's @param {boolean} [runsLight] */
  static async open(src, engine = ENGINE_FOLDER, runsLight = false) {
    const url = new URL(MANIFEST, src).href;
    const response = await fetchFrom(url);
    try {
      const manifest = await response.json();
      if (manifest.manifest_version !== MANIFEST_VERSION) {
        throw new TypeError(`its version is ${manifest.manifest_version}, and this program reads version ${MANIFEST_VERSION}`);
      }
      return new Bundle(src, engine, manifest, runsLight);
    } catch (error) {
      throw damaged(url, error);
    }
  }

  get defaultModel() {
    return (this.models.find(({ isDefault }) => isDefault) ?? this.models[0]).name;
  }

  /** Forgets what the browser keeps of earlier bundles. */
  tidy() {
    return forgetAllBut([...this.#graphs.values()]);
  }

  /** @param {string} name @returns {BundledFile} */
  #graph(name) {
    const graph = this.#graphs.get(name);
    if (graph) return graph;
    throw new EngineError('unknown-model', `No model is called ${JSON.stringify(name)}. Known models: ${[...this.#graphs.keys()].join(', ')}.`);
  }

  /** The content of a model's graph. @param {string} name @returns {Promise<ArrayBuffer>} */
  async content(name) {
    return readFile(this.src, this.#graph(name));
  }

  /** Opens a graph that was made of a model's. @param {string} name the model's @param {ArrayBuffer} content @returns {Promise<Model>} */
  open(name, content) {
    return openModel(this.engine, this.#graph(name).path, content);
  }

  /** @param {string} name @returns {Promise<Model>} */
  async #openOwn(name) {
    const graph = this.#graph(name);
    const isLight = this.runsLight && graph.bytes <= LIGHT_BYTES;
    // Meanwhile; whoever opens a graph in it hears of a failure.
    if (!isLight) openEngine(this.engine).catch(() => {});
    const content = await readFile(this.src, graph);
    const light = isLight && (await openLight(content));
    return light || this.open(name, content).catch((error) => this.#withoutEngine(content, error));
  }

  /** @param {ArrayBuffer} content @param {unknown} error why the engine did not open it @returns {Promise<Model>} */
  async #withoutEngine(content, error) {
    const light = this.runsLight && isOfEngine(error) && (await openLight(content));
    if (light) return light;
    throw error;
  }

  /** The open graph of a model, fetched when it is first asked for. @param {string} name @returns {Promise<Model>} */
  model(name) {
    const known = this.#open.get(name);
    if (known) return known;
    const model = this.#openOwn(name);
    this.#open.set(name, model);
    // The next who asks tries again.
    model.catch(() => this.#open.delete(name));
    return model;
  }
}
