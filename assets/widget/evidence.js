// What a model of a given kind goes by, read off its graph as digit_recognizer/explanation/evidence.py does: the examples nearest
// to an image, a tree's questions, weights, feature maps.

/** @import { Bundle } from './bundle.js' */
/** @import { Tensor } from './model.js' */

import { log } from './changes.js';
import constants from './constants.js';
import { outputsOf, withOutputs } from './graph.js';
import { clamp, largest } from './plane.js';

/**
 * @typedef {{ label: number | null, width: number, values: ArrayLike<number> }} Picture values from -1 to 1
 * @typedef {{ kind: Evidence['kind'], pictures: Picture[], steps: Evidence['steps'] }} Found
 * Says what one model goes by.
 * @typedef {(image: Uint8Array, label: number) => Promise<Found>} Witness
 * @typedef {(bundle: Bundle, name: string) => Promise<Witness | null>} Opens
 */

const { contract: CONTRACT, evidence: SHAPE } = constants;
const { image_size: SIZE, class_count: CLASSES, pixel_max: PIXEL_MAX } = CONTRACT;
const AREA = SIZE * SIZE;
const BLANK = new Uint8Array(AREA);
const NEAREST = 'nearest';
const EXAMPLES = ['labels', 'mean', 'components', 'steps_per_unit', 'example_bytes'];
const TABLES = ['pixel', 'threshold', 'left', 'roots'];
const PIXELS_AT_ONCE = 50; // images of one pixel

/** @param {Bundle} bundle @param {string} name @param {string[]} names of the further outputs */
async function openWith(bundle, name, names) {
  return bundle.open(name, await withOutputs(await bundle.content(name), names));
}

/** The examples of a nearest-neighbours graph, which keeps no pictures but 40 numbers of each: blurred pictures. @type {Opens} */
async function neighbours(bundle, name) {
  if (!outputsOf(await bundle.content(name), 'TopK').includes(NEAREST)) return null;
  const model = await openWith(bundle, name, [NEAREST, ...EXAMPLES]);
  const stored = await model.outputs([BLANK], EXAMPLES);
  const [labels, mean, components, steps, examples] = EXAMPLES.map((array) => stored[array].data);
  const count = components.length / AREA;
  const pictureOf = (index) => {
    const point = Array.from({ length: count }, (_, axis) => examples[index * count + axis] / steps[axis % steps.length]);
    const values = Float32Array.from({ length: AREA }, (_, at) =>
      clamp(point.reduce((sum, value, axis) => sum + value * components[at * count + axis], mean[at]), 0, 1),
    );
    return { label: labels[index], width: SIZE, values };
  };
  return async (image) => {
    const { [NEAREST]: nearest } = await model.outputs([image], [NEAREST]);
    return { kind: 'neighbours', pictures: Array.from(nearest.data, (index) => pictureOf(Number(index))), steps: [] };
  };
}

/** The questions on the way from a root to a leaf, which is its own left child. @param {ArrayLike<number>[]} tables @param {number} root @param {Uint8Array} image @returns {Evidence['steps']} */
function pathOf([pixel, threshold, left], root, image) {
  /** @type {Evidence['steps']} */
  const steps = [];
  for (let node = root; left[node] !== node; ) {
    const isInked = image[pixel[node]] > threshold[node];
    steps.push([Math.floor(pixel[node] / SIZE), pixel[node] % SIZE, isInked]);
    node = left[node] + Number(isInked);
  }
  return steps;
}

/** The tables of a tree or a forest: one tree's questions, or how many of the trees ask for each pixel. @type {Opens} */
async function trees(bundle, name) {
  // Not every graph keeps its trees this way.
  const model = await openWith(bundle, name, TABLES).catch(() => null);
  if (!model) return null;
  const stored = await model.outputs([BLANK], TABLES);
  await model.close();
  const [pixel, threshold, left, roots] = TABLES.map((table) => stored[table].data);
  return async (image, label) => {
    const paths = Array.from(roots, (root) => pathOf([pixel, threshold, left], root, image));
    if (paths.length === 1) return { kind: 'path', pictures: [], steps: paths[0] };
    const counts = new Float32Array(AREA);
    paths.flat().forEach(([row, column]) => (counts[row * SIZE + column] += 1));
    const most = Math.max(1, largest(counts));
    return { kind: 'pixels', pictures: [{ label, width: SIZE, values: counts.map((count) => count / most) }], steps: [] };
  };
}

/** The value below which a share of the values lies. @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

/** How much each pixel counts for each digit in a linear model, where it moves the log-probabilities by the same on any image. @type {Opens} */
async function weights(bundle, name) {
  const model = await bundle.model(name);
  const single = [...BLANK.keys()].map((pixel) => BLANK.map((_, at) => (at === pixel ? PIXEL_MAX : 0)));
  const rows = [];
  for (let at = 0; at <= AREA; at += PIXELS_AT_ONCE) rows.push(...(await model.run([...single, BLANK].slice(at, at + PIXELS_AT_ONCE))));
  const centred = rows.map(({ probabilities }) => {
    const logs = probabilities.map(log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / CLASSES;
    return logs.map((value) => value - mean);
  });
  const blank = centred[AREA];
  return async (_, label) => {
    const values = centred.slice(0, AREA).map((row) => row[label] - blank[label]);
    // A few pixels at the edge, which hardly any digit reaches, have the greatest weights by far.
    const strong = Math.max(quantile(values.map(Math.abs), SHAPE.strong_share), 1e-9);
    return { kind: 'weights', pictures: [{ label, width: SIZE, values: values.map((value) => clamp(value / strong, -1, 1)) }], steps: [] };
  };
}

/** The maps of a layer, each with how much the image excites it, the strongest first. @param {Tensor} layer */
function strongestMaps({ data, dims }) {
  const area = dims[2] * dims[3];
  const maps = Array.from({ length: dims[1] }, (_, index) => Array.from({ length: area }, (_ignored, at) => data[index * area + at]));
  const sumOf = (map) => map.reduce((sum, value) => sum + value, 0);
  return maps.sort((one, other) => sumOf(other) - sumOf(one)).slice(0, SHAPE.maps);
}

/** The feature maps of a convolutional network: of its last layer whose maps are not yet small. @type {Opens} */
async function maps(bundle, name) {
  const names = outputsOf(await bundle.content(name), 'Relu');
  const model = await openWith(bundle, name, names);
  const answers = await model.outputs([BLANK], names);
  const layer = names.findLast((output) => answers[output].dims.length === 4 && answers[output].dims[3] >= SHAPE.min_map_side);
  if (!layer) return null;
  return async (image) => {
    const { [layer]: found } = await model.outputs([image], [layer]);
    const strongest = strongestMaps(found);
    const peak = Math.max(largest(strongest.map(largest)), 1e-9);
    const pictures = strongest.map((map) => ({ label: null, width: found.dims[3], values: map.map((value) => value / peak) }));
    return { kind: 'maps', pictures, steps: [] };
  };
}

/** Who speaks for the models of each family; nobody can look into others. @type {Record<string, Opens>} */
const WITNESSES = { convolutional: maps, linear: weights, neighbours, trees };
/** @type {WeakMap<Bundle, Map<string, Promise<Witness | null>>>} */
const known = new WeakMap();

/** What a model goes by; its graph is looked into once. @param {Bundle} bundle @param {string} name @param {Uint8Array} image @param {number} label @returns {Promise<Found | null>} */
export async function evidenceOf(bundle, name, image, label) {
  const witnesses = known.get(bundle) ?? new Map();
  known.set(bundle, witnesses);
  const family = bundle.models.find((model) => model.name === name)?.family ?? '';
  if (!witnesses.has(name)) witnesses.set(name, WITNESSES[family]?.(bundle, name) ?? Promise.resolve(null));
  const opening = /** @type {Promise<Witness | null>} */ (witnesses.get(name));
  opening.catch(() => witnesses.delete(name));
  const witness = await opening;
  return witness && witness(image, label);
}
