"""Writes a graph as a function: onnxscript records the operators it calls and names what lies between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto

from digit_recognizer.contract import IMAGE_SIZE, IMAGES, PIXEL_MAX, PROBABILITIES
from training.graphs.contract import OPSETS, renamed_nodes, served_model

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder

# Given as text: onnxscript takes a second to import, and only a trace needs it.
Build = Callable[["OpBuilder", "Value"], "Value"]
PIXEL_COUNT = IMAGE_SIZE * IMAGE_SIZE


def traced_model(build: Build) -> onnx.ModelProto:
    """Returns the served model whose `probabilities` [n, 10] `build` makes of `images`, checked."""
    nodes, constants = trace(build, PROBABILITIES)
    return served_model(nodes, constants)


def trace(build: Build, output: str) -> tuple[list[onnx.NodeProto], list[TensorProto]]:
    """Returns the nodes and constants that turn `images` uint8 [n, 28, 28] into a value of the name `output`.

    Args:
        build: calls operators as methods of its first argument, on values such as its second, the images. Python's
            numbers and lists become constants of the type that the operator asks for; arrays go through `stored`.
        output: the name of what `build` returns; everything else is named by number.
    """
    import onnx_ir
    from onnxscript import build_graph

    images = onnx_ir.val(IMAGES, onnx_ir.DataType.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])
    opsets = {opset.domain: opset.version for opset in OPSETS}
    graph = onnx_ir.to_proto(build_graph(build, [images], [onnx_ir.val(output)], opset_imports=opsets))
    # The recorder's names, and its notes on where it met each node, take more bytes than the nodes themselves.
    between = [name for node in graph.node for name in node.output if name != output]
    nodes = renamed_nodes(graph.node, {name: f"v{number}" for number, name in enumerate(between)})
    for node in nodes:
        node.ClearField("metadata_props")
        node.ClearField("name")
    return nodes, list(graph.initializer)


def stored(op: OpBuilder, name: str, values: np.ndarray) -> Value:
    """Keeps an array in the graph, of its own type, under that name."""
    import onnx_ir

    return op.initializer(onnx_ir.tensor(np.ascontiguousarray(values)), name)


def flat_pixels(op: OpBuilder, images: Value) -> Value:
    """Returns the images as uint8 [n, 784]."""
    return op.Reshape(images, [-1, PIXEL_COUNT])


def scaled_features(op: OpBuilder, images: Value) -> Value:
    """Returns the images as float32 [n, 784] in 0 to 1."""
    return op.Div(op.Cast(flat_pixels(op, images), to=TensorProto.FLOAT), float(PIXEL_MAX))
