// Reads a graph, an ONNX file: its nodes, and the arrays that it stores. Each field of such a file carries its number and
// length, and one message after another of the same kind is read as both joined.

/** @typedef {{ dims: number[], data: Float32Array | number[] }} Stored what whole numbers are stored as is a list */
/** @typedef {{ operator: string, inputs: string[], outputs: string[], attributes: Record<string, number[]> }} Node */
/** @typedef {{ number: number, value: number, bytes: Uint8Array }} Field a number, or the bytes of a text or message */

const MODEL_GRAPH = 7;
const [GRAPH_NODE, GRAPH_STORED] = [1, 5];
const [NODE_INPUT, NODE_OUTPUT, NODE_OPERATOR, NODE_ATTRIBUTE] = [1, 2, 4, 5];
const [ATTRIBUTE_NAME, ATTRIBUTE_INTEGER, ATTRIBUTE_INTEGERS] = [1, 3, 8];
const [STORED_DIMS, STORED_TYPE, STORED_NAME, STORED_RAW] = [1, 2, 8, 9];
const [VARINT, BYTES] = [0, 2];
const FLOAT32 = 1;
const INT64 = 7;
/** @type {Record<number, number>} */
const FIXED_LENGTHS = { 1: 8, 5: 4 };
const NEGATIVE_LENGTH = 10;
const NOTHING = new Uint8Array();
const decoder = new TextDecoder();

/** Reads a whole number, seven bits to a byte, the lowest first; returns it and where the next field begins. @param {Uint8Array} message @param {number} place */
function readVarint(message, place) {
  let value = 0;
  let complement = 0; // of a negative number, whose own digits a number cannot hold
  for (let scale = 1, at = place; ; scale *= 128, at += 1) {
    value += (message[at] & 127) * scale;
    if (at - place < NEGATIVE_LENGTH - 1) complement += (~message[at] & 127) * scale;
    if (message[at] < 128) return [at - place + 1 === NEGATIVE_LENGTH ? -1 - complement : value, at + 1];
  }
}

/** The fields of a message, one after the other. @param {Uint8Array} message @returns {Generator<Field>} */
function* fields(message) {
  for (let place = 0; place < message.length; ) {
    const [key, start] = readVarint(message, place);
    const kind = key & 7;
    const [value, next] = kind === BYTES || kind === VARINT ? readVarint(message, start) : [FIXED_LENGTHS[kind], start];
    place = kind === VARINT ? next : next + value;
    yield { number: Math.floor(key / 8), value, bytes: kind === BYTES ? message.subarray(next, place) : NOTHING };
  }
}

/** @param {Uint8Array} message @param {number} wanted */
function fieldsOf(message, wanted) {
  return [...fields(message)].filter(({ number }) => number === wanted);
}

/** @param {Uint8Array} message @param {number} wanted */
function textsOf(message, wanted) {
  return fieldsOf(message, wanted).map(({ bytes }) => decoder.decode(bytes));
}

/** Whole numbers, one to a field or all of them in one. @param {Uint8Array} message @param {number} wanted */
function integersOf(message, wanted) {
  return fieldsOf(message, wanted).flatMap(({ value, bytes }) => {
    if (!bytes.length) return [value];
    const found = [];
    for (let place = 0; place < bytes.length; ) {
      const [integer, next] = readVarint(bytes, place);
      found.push(integer);
      place = next;
    }
    return found;
  });
}

/** @param {ArrayBuffer} content */
function graphsOf(content) {
  return fieldsOf(new Uint8Array(content), MODEL_GRAPH).map(({ bytes }) => bytes);
}

/** @param {Uint8Array} message @returns {Node} */
function readNode(message) {
  const attributes = fieldsOf(message, NODE_ATTRIBUTE).map(({ bytes }) => {
    const values = [...integersOf(bytes, ATTRIBUTE_INTEGERS), ...integersOf(bytes, ATTRIBUTE_INTEGER)];
    return [textsOf(bytes, ATTRIBUTE_NAME)[0], values];
  });
  return {
    operator: textsOf(message, NODE_OPERATOR)[0],
    inputs: textsOf(message, NODE_INPUT),
    outputs: textsOf(message, NODE_OUTPUT),
    attributes: Object.fromEntries(attributes),
  };
}

/** @param {Uint8Array} message @returns {[string, Stored]} */
function readStored(message) {
  const [{ bytes }] = fieldsOf(message, STORED_RAW);
  const [type] = integersOf(message, STORED_TYPE);
  const name = textsOf(message, STORED_NAME)[0];
  const raw = bytes.slice().buffer;
  const dims = integersOf(message, STORED_DIMS);
  if (type === FLOAT32) return [name, { dims, data: new Float32Array(raw) }];
  if (type === INT64) return [name, { dims, data: Array.from(new BigInt64Array(raw), Number) }];
  throw new TypeError(`the array ${name} is of type ${type}, which is not read here`);
}

/** The nodes of a graph, in its order. @param {ArrayBuffer} content @returns {Node[]} */
export function nodesOf(content) {
  return graphsOf(content).flatMap((graph) => fieldsOf(graph, GRAPH_NODE).map(({ bytes }) => readNode(bytes)));
}

/** The arrays that a graph stores, by their names. @param {ArrayBuffer} content @returns {Map<string, Stored>} */
export function storedIn(content) {
  return new Map(graphsOf(content).flatMap((graph) => fieldsOf(graph, GRAPH_STORED).map(({ bytes }) => readStored(bytes))));
}
