"""Graphs that skl2onnx makes, brought into the served form."""

from collections.abc import Sequence

import onnx
from onnx import helper

from digit_recognizer.contract import IMAGE_SIZE, PROBABILITIES
from training.graphs.contract import FEATURES, served_model
from training.graphs.tracing import scaled_features, trace


def converted_graph(model) -> onnx.ModelProto:
    """Converts a scikit-learn model with skl2onnx and puts the prelude before it."""
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    converted = to_onnx(
        model,
        initial_types=[(FEATURES, FloatTensorType([None, IMAGE_SIZE * IMAGE_SIZE]))],
        options={"zipmap": False},
        target_opset={"": 18, "ai.onnx.ml": 3},
    )
    probabilities = next(output.name for output in converted.graph.output if "prob" in output.name)
    nodes, constants = trace(scaled_features, FEATURES)
    kept = _nodes_leading_to(converted.graph.node, probabilities)
    joined = [*nodes, *kept]
    if probabilities != PROBABILITIES:
        joined.append(helper.make_node("Identity", [probabilities], [PROBABILITIES]))
    used = {name for node in kept for name in node.input}
    constants += [constant for constant in converted.graph.initializer if constant.name in used]
    return served_model(joined, constants, converted.opset_import)


def _nodes_leading_to(nodes: Sequence, output: str) -> list:
    """Returns the nodes that `output` depends on, in order."""
    needed, kept = {output}, []
    for node in reversed(nodes):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    return kept[::-1]
