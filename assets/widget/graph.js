// Looks into a graph, an ONNX file, as digit_recognizer/explanation/graph.py does: names what its nodes compute, and has it
// answer with more of that.

import { nodesOf } from './onnx.js';

const MODEL_GRAPH = 7;
const GRAPH_OUTPUT = 12;
const VALUE_NAME = 1;
const BYTES = 2;
const encoder = new TextEncoder();

/** The names of what the nodes of one operator compute, in the graph's order. @param {ArrayBuffer} content @param {string} operator such as "Relu" @returns {string[]} */
export function outputsOf(content, operator) {
  return nodesOf(content).filter((node) => node.operator === operator).flatMap((node) => node.outputs);
}

/** @param {number} value @returns {number[]} */
function writtenVarint(value) {
  return value > 127 ? [(value & 127) | 128, ...writtenVarint(Math.floor(value / 128))] : [value];
}

/** @param {number} number @param {number[]} content */
function field(number, content) {
  return [...writtenVarint(number * 8 + BYTES), ...writtenVarint(content.length), ...content];
}

/** The graph with more outputs, each the name of what a node computes or of a stored array. @param {ArrayBuffer} content @param {string[]} names @returns {Promise<ArrayBuffer>} */
export function withOutputs(content, names) {
  const outputs = names.flatMap((name) => field(GRAPH_OUTPUT, field(VALUE_NAME, [...encoder.encode(name)])));
  return new Blob([content, Uint8Array.from(field(MODEL_GRAPH, outputs))]).arrayBuffer();
}
