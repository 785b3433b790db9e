// Reads what a served graph holds: its weights and how they are wired. So a lesson shows the very numbers that answer on
// the page, and there is no second copy of them to go stale. Protocol Buffers are read as far as ONNX needs them here.

/**
 * @typedef {Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array | Uint16Array} Values
 * @typedef {{ dims: number[], values: Values }} Tensor
 * @typedef {{ type: string, inputs: string[], outputs: string[] }} GraphNode
 * @typedef {{ nodes: GraphNode[], tensors: Map<string, Tensor> }} Graph
 */

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
/** Numbers of fields in onnx.proto. */
const FIELD = { graph: 7, node: 1, initializer: 5, input: 1, output: 2, opType: 4, dims: 1, dataType: 2, floats: 4, ints: 5, longs: 7, name: 8, raw: 9 };
const FLOAT = 1;
const FLOAT16 = 10;
const LONG = 7;
const KINDS = { [FLOAT]: Float32Array, 2: Uint8Array, 3: Int8Array, 4: Uint16Array, 6: Int32Array, [LONG]: BigInt64Array };

/** @param {DataView} view @param {number} place @returns {[number, number]} the value, and the place behind it */
function varint(view, place) {
  let [value, scale, at] = [0, 1, place];
  for (;;) {
    const byte = view.getUint8(at);
    at += 1;
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return [value, at];
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
  if (!Kind) throw new TypeError(`a graph's numbers are of type ${type}, which no lesson reads`);
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
  const tensor = { name: '', type: 0, dims: /** @type {number[]} */ ([]), values: /** @type {Values} */ (new Float32Array()) };
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === FIELD.dims) tensor.dims.push(...listOf(value));
    else if (field === FIELD.dataType) tensor.type = Number(value);
    else if (field === FIELD.name) tensor.name = words(/** @type {Uint8Array} */ (value));
    else if (field === FIELD.raw) tensor.values = valuesOf(tensor.type, /** @type {Uint8Array} */ (value));
    else if (field === FIELD.floats) tensor.values = valuesOf(FLOAT, /** @type {Uint8Array} */ (value));
    else if (field === FIELD.ints || field === FIELD.longs) tensor.values = Float64Array.from(listOf(value));
  }
  return [tensor.name, { dims: tensor.dims, values: tensor.values }];
}

/** @param {Uint8Array} bytes @returns {GraphNode} */
function nodeOf(bytes) {
  const node = { type: '', inputs: /** @type {string[]} */ ([]), outputs: /** @type {string[]} */ ([]) };
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === FIELD.input) node.inputs.push(words(/** @type {Uint8Array} */ (value)));
    else if (field === FIELD.output) node.outputs.push(words(/** @type {Uint8Array} */ (value)));
    else if (field === FIELD.opType) node.type = words(/** @type {Uint8Array} */ (value));
  }
  return node;
}

/** Reads a graph. @param {Uint8Array} bytes of a .onnx file @returns {Graph} */
export function readGraph(bytes) {
  const graph = { nodes: /** @type {GraphNode[]} */ ([]), tensors: new Map() };
  const [, body] = [...fieldsOf(bytes)].find(([field]) => field === FIELD.graph) ?? [];
  if (!(body instanceof Uint8Array)) throw new TypeError('the file holds no ONNX graph');
  for (const [field, value] of fieldsOf(body)) {
    if (field === FIELD.node) graph.nodes.push(nodeOf(/** @type {Uint8Array} */ (value)));
    else if (field === FIELD.initializer) graph.tensors.set(...tensorOf(/** @type {Uint8Array} */ (value)));
  }
  return graph;
}

/** A tensor that a graph must have. @param {Graph} graph @param {string} name @returns {Tensor} */
export function tensorNamed(graph, name) {
  const tensor = graph.tensors.get(name);
  if (!tensor) throw new TypeError(`the graph holds no tensor called ${name}`);
  return tensor;
}

/** The weights of every node of a kind, in the order of work. @param {Graph} graph @param {string} type @returns {Tensor[][]} */
export function weightsOf(graph, type) {
  return graph.nodes
    .filter((node) => node.type === type)
    .map(({ inputs }) => inputs.flatMap((name) => graph.tensors.get(name) ?? []))
    .filter((tensors) => tensors.length);
}
