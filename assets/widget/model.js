// A graph that is open, in the engine (engine.js) or without it (light.js).

import constants from './constants.js';

/** An array, as the engine gives it. @typedef {{ data: ArrayLike<number>, dims: readonly number[] }} Tensor */
/** What a model says of one image; `digitProbability` is null where it does not judge that. @typedef {{ probabilities: number[], digitProbability: number | null }} Output */
/** Computes what a graph answers of images one after the other, 28 rows of 28 each: all, or what is named. @typedef {(images: Uint8Array, names?: string[]) => Promise<Record<string, Tensor>>} Compute */

const { image_size: SIZE, class_count: CLASSES } = constants.contract;

/** An open graph. */
export class Model {
  #compute;
  #release;

  /** @param {Compute} compute @param {() => Promise<void>} release */
  constructor(compute, release) {
    this.#compute = compute;
    this.#release = release;
  }

  /** Opens one, and runs it once: what that compiles, nobody is to wait for who draws. @param {Compute} compute @param {() => Promise<void>} [release] gives its memory back */
  static async open(compute, release = async () => {}) {
    const model = new Model(compute, release);
    await model.run([new Uint8Array(SIZE * SIZE)]);
    return model;
  }

  /** What it computes of images, as it is: all, or what is named. @param {Uint8Array[]} images @param {string[]} [names] */
  outputs(images, names) {
    const joined = new Uint8Array(images.length * SIZE * SIZE);
    images.forEach((image, index) => joined.set(image, index * SIZE * SIZE));
    return this.#compute(joined, names);
  }

  /** Gives its memory back. */
  close() {
    return this.#release();
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
