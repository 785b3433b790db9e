"""Reads the weights back out of a served graph: every product with stored numbers, in the order of the graph."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
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
        name: of the stored kernel; steps that use one kernel share it.
        kernel: float32, in the layout of Keras and TensorFlow: [height, width, inputs, outputs], or [inputs, outputs].
        scale: float32 [outputs], or None where nothing is scaled.
        offset: float32 [outputs], or None where nothing is added.
    """

    name: str
    kernel: np.ndarray
    scale: np.ndarray | None
    offset: np.ndarray | None


@dataclass(frozen=True)
class LoneNormalization:
    """A scale and an offset before a ReLU that no weighted step has just before them, float32 [channels] both."""

    scale: np.ndarray
    offset: np.ndarray


Followers = Mapping[str, Sequence[onnx.NodeProto]]


def read_weighted_steps(model: onnx.ModelProto) -> list[WeightedStep]:
    """Returns the weighted steps of a graph in its order, whatever its nodes are called.

    What the exporter has folded together stays so: a normalisation that was multiplied into the kernel before it
    shows as its offset alone.
    """
    constants, followers = _constants(model.graph), _followers(model.graph)
    return [_read_step(node, constants, followers) for node in model.graph.node if _is_weighted(node, constants)]


def read_lone_normalizations(model: onnx.ModelProto) -> list[LoneNormalization]:
    """Returns what is scaled and offset before a ReLU and is no weighted step's, in the order of the graph."""
    constants, followers = _constants(model.graph), _followers(model.graph)
    of_steps = {
        after.output[0]
        for node in model.graph.node
        if _is_weighted(node, constants)
        for after, _ in _following(node, constants, followers)
    }
    pairs = (
        tuple(_stored(one, constants) for one in (node, offset))
        for node in model.graph.node
        if node.output[0] not in of_steps
        for offset, bend in itertools.islice(itertools.pairwise(_chain(node, followers)), 1)
        if [one.op_type for one in (node, offset, bend)] == ["Mul", "Add", "Relu"]
    )
    return [LoneNormalization(scale, offset) for scale, offset in pairs if scale is not None and offset is not None]


def _is_weighted(node: onnx.NodeProto, constants: Mapping[str, np.ndarray]) -> bool:
    return node.op_type in (_CONVOLUTION, _PRODUCT) and node.input[1] in constants


def _followers(graph: onnx.GraphProto) -> Followers:
    """Returns which nodes take each value."""
    followers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            followers.setdefault(name, []).append(node)
    return followers


def _stored(node: onnx.NodeProto, constants: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """Returns the stored numbers, flat, that a product or a sum takes beside what is computed."""
    return next((constants[name].ravel() for name in node.input if name in constants), None)


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


def _read_step(node: onnx.NodeProto, constants: Mapping[str, np.ndarray], followers: Followers) -> WeightedStep:
    kernel = constants[node.input[1]]
    scale, offset = None, None
    if node.op_type == _CONVOLUTION:
        kernel = kernel.transpose(2, 3, 1, 0)
        offset = constants[node.input[2]].ravel() if len(node.input) > 2 else None
    for after, numbers in _following(node, constants, followers):
        if after.op_type == "Mul" and offset is None and scale is None:
            scale = numbers
        elif after.op_type == "Add" and offset is None:
            offset = numbers
        else:
            break
    return WeightedStep(node.input[1], np.ascontiguousarray(kernel), scale, offset)


def _following(
    node: onnx.NodeProto, constants: Mapping[str, np.ndarray], followers: Followers
) -> Iterator[tuple[onnx.NodeProto, np.ndarray]]:
    """Yields the products and sums with stored numbers that come next, and these numbers."""
    for after in _chain(node, followers):
        numbers = _stored(after, constants)
        if after.op_type not in ("Mul", "Add") or numbers is None:
            return
        yield after, numbers


def _chain(node: onnx.NodeProto, followers: Followers) -> Iterator[onnx.NodeProto]:
    """Yields what comes next, pooling left out, as long as each value is taken by one node alone."""
    while len(after := followers.get(node.output[0], ())) == 1:
        (node,) = after
        if node.op_type not in _PASSED:
            yield node
