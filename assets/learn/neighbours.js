// Nearest neighbours and a decision tree, read out of their served graphs: which digits a drawing lies near, which questions
// it is asked.

/** @import { Graph } from '../widget/onnx.js' */

import { tensorNamed } from './onnx.js';

const PIXEL_MAX = 255;

/** @typedef {{ index: number, label: number, distance: number }} Neighbour */

export class Neighbours {
  /** @param {Graph} graph */
  constructor(graph) {
    const values = (name) => tensorNamed(graph, name).values;
    const examples = tensorNamed(graph, 'example_bytes');
    const [count, width] = examples.dims;
    this.count = count;
    this.width = width;
    this.examples = examples.values;
    this.labels = values('labels');
    this.mean = values('mean');
    this.components = values('components');
    this.scale = values('steps_per_unit')[0];
    this.bounds = [values('smallest_step')[0], values('largest_step')[0]];
    this.k = values('k')[0];
  }

  /** A drawing as the model keeps it: some forty whole numbers. @param {ArrayLike<number>} image 0 to 255 */
  describe(image) {
    const described = new Float64Array(this.width);
    for (let pixel = 0; pixel < image.length; pixel += 1) {
      const value = image[pixel] / PIXEL_MAX - this.mean[pixel];
      for (let at = 0; at < this.width; at += 1) described[at] += value * this.components[pixel * this.width + at];
    }
    const [low, high] = this.bounds;
    return described.map((value) => Math.min(high, Math.max(low, Math.round(value * this.scale))));
  }

  /** The nearest examples, the nearest first. @param {ArrayLike<number>} image @param {number} [count] @returns {Neighbour[]} */
  nearest(image, count = this.k) {
    const query = this.describe(image);
    const distances = Float64Array.from({ length: this.count }, (_, index) => {
      let sum = 0;
      for (let at = 0; at < this.width; at += 1) sum += (this.examples[index * this.width + at] - query[at]) ** 2;
      return sum;
    });
    const order = Uint32Array.from({ length: this.count }, (_, index) => index).sort((one, other) => distances[one] - distances[other] || one - other);
    return Array.from(order.subarray(0, count), (index) => ({ index, label: this.labels[index], distance: Math.sqrt(distances[index]) / this.scale }));
  }

  /** What forty numbers still show of a digit, 0 to 255. @param {ArrayLike<number>} described @returns {Uint8Array} */
  picture(described) {
    return Uint8Array.from(this.mean, (mean, pixel) => {
      let value = mean;
      for (let at = 0; at < this.width; at += 1) value += (described[at] / this.scale) * this.components[pixel * this.width + at];
      return Math.round(Math.min(1, Math.max(0, value)) * PIXEL_MAX);
    });
  }

  /** @param {number} index @returns {Uint8Array} */
  pictureOf(index) {
    return this.picture(this.examples.subarray(index * this.width, (index + 1) * this.width));
  }
}

/** One question of a tree: is the pixel's ink above the threshold? @typedef {{ pixel: number, threshold: number, value: number, isAbove: boolean }} Question */

export class Tree {
  /** @param {Graph} graph */
  constructor(graph) {
    const values = (name) => tensorNamed(graph, name).values;
    this.pixel = values('pixel');
    this.threshold = values('threshold');
    this.left = values('left');
    this.leaf = values('leaf');
    this.root = values('roots')[0];
    this.shares = values('shares');
    this.classes = tensorNamed(graph, 'shares').dims[1];
  }

  /** The way of a drawing from the root to its leaf. @param {ArrayLike<number>} image 0 to 255 @returns {{ questions: Question[], shares: number[] }} */
  path(image) {
    const questions = [];
    let node = this.root;
    // A leaf leads to itself.
    while (this.left[node] !== node) {
      const [pixel, threshold] = [this.pixel[node], this.threshold[node]];
      const isAbove = image[pixel] > threshold;
      questions.push({ pixel, threshold, value: image[pixel], isAbove });
      node = this.left[node] + Number(isAbove);
    }
    const found = Array.from(this.shares.slice(this.leaf[node] * this.classes, (this.leaf[node] + 1) * this.classes), Number);
    const total = found.reduce((sum, share) => sum + share, 0);
    return { questions, shares: found.map((share) => share / total) };
  }
}
