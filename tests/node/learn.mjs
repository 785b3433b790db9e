// What the lessons compute with the served graphs: `node learn.mjs FOLDER < job.json`. FOLDER holds <name>/model.onnx; the job is
// {images}, each 28 rows of 28 in base64; the answer is what lenet, the neighbours and the tree make of each.

import { readFileSync } from 'node:fs';
import { Lenet, numbersOf } from '../../assets/learn/lenet.js';
import { Neighbours, Tree } from '../../assets/learn/neighbours.js';
import { readGraph } from '../../assets/widget/onnx.js';

const [folder] = process.argv.slice(2);
const { images } = JSON.parse(readFileSync(0, 'utf8'));
const graphOf = (name) => readGraph(new Uint8Array(readFileSync(`${folder}/${name}/model.onnx`)));
const [lenet, neighbours, tree] = [new Lenet(graphOf('lenet')), new Neighbours(graphOf('knn')), new Tree(graphOf('decision_tree_small'))];
const list = (values) => Array.from(values);

const answers = images.map((encoded) => {
  const image = new Uint8Array(Buffer.from(encoded, 'base64'));
  const layers = lenet.run(image);
  const nearest = neighbours.nearest(image);
  return {
    layers: Object.fromEntries(['conv1', 'pool1', 'conv2', 'pool2'].map((name) => [name, list(layers[name].values)])),
    hidden: list(layers.hidden),
    uncalibrated: list(layers.uncalibrated),
    probabilities: list(layers.probabilities),
    slopes: list(lenet.slopes(layers, 3)),
    // Every number's arithmetic must come out at the number.
    explained: ['conv1', 'pool1', 'conv2', 'pool2', 'hidden', 'logits', 'uncalibrated'].map((name) => {
      const values = numbersOf(layers, name);
      const place = list(values).indexOf(Math.max(...values));
      const { kind, terms, sum, value } = lenet.explain(layers, name, place);
      const inside = kind === 'pooling' ? Math.max(...terms.map(({ input }) => input)) : kind === 'softmax' ? terms[place].weight / sum : sum;
      return [inside, value, values[place]];
    }),
    nearest: nearest.map(({ index }) => index),
    labels: nearest.map(({ label }) => label),
    redrawn: list(neighbours.picture(neighbours.describe(image))),
    tree: tree.path(image).shares,
    questions: tree.path(image).questions.length,
  };
});
process.stdout.write(JSON.stringify({ parameters: lenet.parameterCount, answers }));
