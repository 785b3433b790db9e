// The weights of a served graph, and how they are wired. So a lesson shows the very numbers that answer on the page, and there
// is no second copy of them to go stale.

/** @import { Graph, Tensor } from '../widget/onnx.js' */

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
