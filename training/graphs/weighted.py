"""Reads the weights back out of a served graph: every product with stored numbers, in the order of the graph."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

_CONVOLUTION, _PRODUCT = "Conv", "MatMul"
_PASSED = ("MaxPool",)  # pooling stands between a convolution and the normalisation of what it pooled


@dataclass(frozen=True)
class WeightedStep:
    """One convolution or matrix product, and the scale and offset that follow it before anything bends the values.

    Attributes:
        kernel: float32, in the layout of Keras and TensorFlow: [height, width, inputs, outputs], or [inputs, outputs].
        scale: float32 [outputs], or None where nothing is scaled.
        offset: float32 [outputs], or None where nothing is added.
    """

    kernel: np.ndarray
    scale: np.ndarray | None
    offset: np.ndarray | None


def read_weighted_steps(model: onnx.ModelProto) -> list[WeightedStep]:
    """Returns the weighted steps of a graph in its order, whatever its nodes are called.

    What the exporter has folded together stays so: a normalisation that was multiplied into the kernel before it
    shows as its offset alone.
    """
    constants = _constants(model.graph)
    followers = {name: node for node in reversed(model.graph.node) for name in node.input}
    return [
        _read_step(node, constants, followers)
        for node in model.graph.node
        if node.op_type in (_CONVOLUTION, _PRODUCT) and node.input[1] in constants
    ]


def _constants(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Returns every stored array by name, and what is made of stored levels and scales alone."""
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if not node.input or any(name not in held for name in node.input):
            continue
        if node.op_type == "Cast":
            kind = next(attribute.i for attribute in node.attribute if attribute.name == "to")
            held[node.output[0]] = held[node.input[0]].astype(helper.tensor_dtype_to_np_dtype(kind))
        elif node.op_type == "Mul":
            held[node.output[0]] = held[node.input[0]] * held[node.input[1]]
    return held


def _read_step(
    node: onnx.NodeProto, constants: Mapping[str, np.ndarray], followers: Mapping[str, onnx.NodeProto]
) -> WeightedStep:
    kernel = constants[node.input[1]]
    scale, offset = None, None
    if node.op_type == _CONVOLUTION:
        kernel = kernel.transpose(2, 3, 1, 0)
        offset = constants[node.input[2]].ravel() if len(node.input) > 2 else None
    for operation, numbers in _following(node, constants, followers):
        if operation == "Mul" and offset is None and scale is None:
            scale = numbers
        elif operation == "Add" and offset is None:
            offset = numbers
        else:
            break
    return WeightedStep(np.ascontiguousarray(kernel), scale, offset)


def _following(
    node: onnx.NodeProto, constants: Mapping[str, np.ndarray], followers: Mapping[str, onnx.NodeProto]
) -> Iterator[tuple[str, np.ndarray]]:
    """Yields the products and sums with stored numbers that come next, up to the first other operation."""
    while (follower := followers.get(node.output[0])) is not None:
        node = follower
        if node.op_type in _PASSED:
            continue
        stored = [constants[name] for name in node.input if name in constants]
        if node.op_type not in ("Mul", "Add") or not stored:
            return
        yield node.op_type, stored[0].ravel()
