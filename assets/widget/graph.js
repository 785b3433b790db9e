// Looks into a graph, an ONNX file, as digit_recognizer/explanation/graph.py does: names what its nodes compute, and has it
// answer with more of that.

import { FIELD, WIRE, nodesOf } from './onnx.js';

const encoder = new TextEncoder();

/** The names of what the nodes of one operator compute, in the graph's order. @param {ArrayBuffer} content @param {string} operator such as "Relu" @returns {string[]} */
export function outputsOf(content, operator) {
  return nodesOf(new Uint8Array(content)).filter(({ type }) => type === operator).flatMap((node) => node.outputs);
}

/** @param {number} value @returns {number[]} */
function writtenVarint(value) {
  return value > 127 ? [(value & 127) | 128, ...writtenVarint(Math.floor(value / 128))] : [value];
}

/** @param {number} number @param {number[]} content */
function field(number, content) {
  return [...writtenVarint(number * 8 + WIRE.bytes), ...writtenVarint(content.length), ...content];
}

/** The graph with more outputs, each the name of what a node computes or of a stored array. @param {ArrayBuffer} content @param {string[]} names @returns {Promise<ArrayBuffer>} */
export function withOutputs(content, names) {
  const outputs = names.flatMap((name) => field(FIELD.graphOutput, field(FIELD.valueName, [...encoder.encode(name)])));
  return new Blob([content, Uint8Array.from(field(FIELD.graph, outputs))]).arrayBuffer();
}
