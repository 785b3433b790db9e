// Looks into a graph, an ONNX file, as digit_recognizer/explanation/graph.py does: names what its nodes compute, and has it
// answer with more of that. Each field of such a file carries its number and length, and one message after another of the same
// kind is read as both joined.

const MODEL_GRAPH = 7;
const [GRAPH_NODE, GRAPH_OUTPUT] = [1, 12];
const [NODE_OUTPUT, NODE_OPERATOR] = [2, 4];
const VALUE_NAME = 1;
const [VARINT, BYTES] = [0, 2];
/** @type {Record<number, number>} */
const FIXED_LENGTHS = { 1: 8, 5: 4 };
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

/** Reads a whole number, seven bits to a byte, the lowest first; returns it and where the next field begins. @param {Uint8Array} message @param {number} place */
function readVarint(message, place) {
  let value = 0;
  for (let scale = 1, at = place; ; scale *= 128, at += 1) {
    value += (message[at] & 127) * scale;
    if (message[at] < 128) return [value, at + 1];
  }
}

/** The fields of that number that hold bytes: texts and messages. @param {Uint8Array} message @param {number} wanted @returns {Uint8Array[]} */
function fieldsOf(message, wanted) {
  const found = [];
  for (let place = 0; place < message.length; ) {
    const [key, start] = readVarint(message, place);
    const kind = key & 7;
    const [length, next] = kind === BYTES || kind === VARINT ? readVarint(message, start) : [FIXED_LENGTHS[kind], start];
    if (kind === BYTES && Math.floor(key / 8) === wanted) found.push(message.subarray(next, next + length));
    place = kind === VARINT ? next : next + length;
  }
  return found;
}

/** The names of what the nodes of one operator compute, in the graph's order. @param {ArrayBuffer} content @param {string} operator such as "Relu" @returns {string[]} */
export function outputsOf(content, operator) {
  const texts = (message, field) => fieldsOf(message, field).map((text) => decoder.decode(text));
  const nodes = fieldsOf(new Uint8Array(content), MODEL_GRAPH).flatMap((graph) => fieldsOf(graph, GRAPH_NODE));
  return nodes.filter((node) => texts(node, NODE_OPERATOR).includes(operator)).flatMap((node) => texts(node, NODE_OUTPUT));
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
