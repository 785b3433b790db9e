// Reads what a served graph, an ONNX file, holds: its nodes, and the arrays that it stores. Protocol Buffers are read as far as
// ONNX needs them here: each field carries its number and length, and one message after another of the same kind is read as both
// joined.

/**
 * @typedef {Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array | Uint16Array} Values
 * `type`: as onnx.proto numbers it · `isRaw`: whether it is stored as bytes, not as numbers
 * @typedef {{ dims: number[], values: Values, type: number, isRaw: boolean }} Tensor
 * `attributes`: of those that are whole numbers, these; of others, nothing
 * @typedef {{ type: string, inputs: string[], outputs: string[], attributes: Record<string, number[]> }} GraphNode
 * @typedef {{ nodes: GraphNode[], tensors: Map<string, Tensor> }} Graph
 */

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
/** Numbers of fields in onnx.proto. */
export const FIELD = { graph: 7, node: 1, initializer: 5, graphOutput: 12, valueName: 1, input: 1, output: 2, opType: 4, attribute: 5, attributeName: 1, integer: 3, integers: 8, dims: 1, dataType: 2, floats: 4, ints: 5, longs: 7, name: 8, raw: 9 };
export const FLOAT = 1;
const FLOAT16 = 10;
export const LONG = 7;
const NEGATIVE_LENGTH = 10;
const KINDS = { [FLOAT]: Float32Array, 2: Uint8Array, 3: Int8Array, 4: Uint16Array, 6: Int32Array, [LONG]: BigInt64Array };

/** @param {DataView} view @param {number} place @returns {[number, number]} the value, and the place behind it */
function varint(view, place) {
  let [value, scale, at] = [0, 1, place];
  let complement = 0; // of a negative number, whose own digits a number cannot hold
  for (;;) {
    const byte = view.getUint8(at);
    at += 1;
    value += (byte & 127) * scale;
    if (at - place < NEGATIVE_LENGTH) complement += (~byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return [at - place === NEGATIVE_LENGTH ? -1 - complement : value, at];
  }
}

/** Every field of a message, in order. @param {Uint8Array} bytes @returns {Generator<[number, number | Uint8Array]>} */
function* fieldsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    let key;
    let value;
    [key, at] = varint(view, at);
    const wire = key % 8;
    if (wire === WIRE.varint) {
      [value, at] = varint(view, at);
      yield [key >>> 3, value];
      continue;
    }
    let length = wire === WIRE.fixed64 ? 8 : 4;
    if (wire === WIRE.bytes) [length, at] = varint(view, at);
    else if (wire !== WIRE.fixed64 && wire !== WIRE.fixed32) throw new TypeError(`a graph has no field of wire type ${wire}`);
    yield [key >>> 3, bytes.subarray(at, at + length)];
    at += length;
  }
}

const words = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

/** @param {Uint16Array} halves @returns {Float32Array} */
function fromHalves(halves) {
  return Float32Array.from(halves, (half) => {
    const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
  });
}

/** @param {number} type @param {Uint8Array} raw @returns {Values} */
function valuesOf(type, raw) {
  // A copy, for numbers of several bytes must begin where machines can read them.
  const { buffer } = raw.slice();
  if (type === FLOAT16) return fromHalves(new Uint16Array(buffer));
  const Kind = KINDS[type];
  if (!Kind) throw new TypeError(`a graph's numbers are of type ${type}, which is not read here`);
  return type === LONG ? Float64Array.from(new BigInt64Array(buffer), Number) : new Kind(buffer);
}

/** Small tensors may stand as a packed list of varints. @param {Uint8Array | number} listed */
function listOf(listed) {
  if (typeof listed === 'number') return [listed];
  const view = new DataView(listed.buffer, listed.byteOffset, listed.byteLength);
  const found = [];
  for (let at = 0, value = 0; at < listed.length; ) {
    [value, at] = varint(view, at);
    found.push(value);
  }
  return found;
}

/** @param {Uint8Array} bytes @returns {[string, Tensor]} */
function tensorOf(bytes) {
  const tensor = { name: '', type: 0, dims: /** @type {number[]} */ ([]), values: /** @type {Values} */ (new Float32Array()), isRaw: false };
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === FIELD.dims) tensor.dims.push(...listOf(value));
    else if (field === FIELD.dataType) tensor.type = Number(value);
    else if (field === FIELD.name) tensor.name = words(/** @type {Uint8Array} */ (value));
    else if (field === FIELD.raw) Object.assign(tensor, { values: valuesOf(tensor.type, /** @type {Uint8Array} */ (value)), isRaw: true });
    else if (field === FIELD.floats) tensor.values = valuesOf(FLOAT, /** @type {Uint8Array} */ (value));
    else if (field === FIELD.ints || field === FIELD.longs) tensor.values = Float64Array.from(listOf(value));
  }
  const { name, ...found } = tensor;
  return [name, found];
}

/** @param {Uint8Array} bytes @returns {[string, number[]]} */
function attributeOf(bytes) {
  let name = '';
  const values = [];
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === FIELD.attributeName) name = words(/** @type {Uint8Array} */ (value));
    else if (field === FIELD.integer || field === FIELD.integers) values.push(...listOf(value));
  }
  return [name, values];
}

/** @param {Uint8Array} bytes @returns {GraphNode} */
function nodeOf(bytes) {
  /** @type {GraphNode} */
  const node = { type: '', inputs: [], outputs: [], attributes: {} };
  for (const [field, value] of fieldsOf(bytes)) {
    const held = /** @type {Uint8Array} */ (value);
    if (field === FIELD.input) node.inputs.push(words(held));
    else if (field === FIELD.output) node.outputs.push(words(held));
    else if (field === FIELD.opType) node.type = words(held);
    else if (field === FIELD.attribute) Object.assign(node.attributes, Object.fromEntries([attributeOf(held)]));
  }
  return node;
}

/** What a graph holds of one kind. @param {Uint8Array} bytes of a .onnx file @param {number} wanted @returns {Uint8Array[]} */
function partsOf(bytes, wanted) {
  const held = (/** @type {Uint8Array} */ message, /** @type {number} */ field) =>
    [...fieldsOf(message)].filter(([found]) => found === field).map(([, value]) => /** @type {Uint8Array} */ (value));
  const graphs = held(bytes, FIELD.graph);
  if (!graphs.length) throw new TypeError('the file holds no ONNX graph');
  return graphs.flatMap((graph) => held(graph, wanted));
}

/** The nodes of a graph, in its order. @param {Uint8Array} bytes of a .onnx file @returns {GraphNode[]} */
export function nodesOf(bytes) {
  return partsOf(bytes, FIELD.node).map(nodeOf);
}

/** Reads a graph. @param {Uint8Array} bytes of a .onnx file @returns {Graph} */
export function readGraph(bytes) {
  return { nodes: nodesOf(bytes), tensors: new Map(partsOf(bytes, FIELD.initializer).map(tensorOf)) };
}
