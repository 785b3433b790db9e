"""Turns a trained line reader into the graph that is served."""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from digit_recognizer.contract import LOG_PROBABILITIES, STRIP_HEIGHT, STRIPS
from training.backends import backend_of
from training.backends.keras_backend import exported_graph
from training.graphs.canonical import canonical
from training.graphs.contract import checked_model, renamed_nodes
from training.zoo.spec import ModelSpec

_EXAMPLE_WIDTH = 32


def line_reader_graph(spec: ModelSpec, weights: Path) -> bytes:
    """Returns the graph of native weights, from `strips` to `log_probabilities`, checked and serialized."""
    network = backend_of(spec).load(spec, weights)
    exported = exported_graph(network, np.zeros((1, STRIP_HEIGHT, _EXAMPLE_WIDTH), np.uint8))
    names = {exported.graph.input[0].name: STRIPS, exported.graph.output[0].name: LOG_PROBABILITIES}
    strips = helper.make_tensor_value_info(STRIPS, TensorProto.UINT8, ["n", STRIP_HEIGHT, "width"])
    answers = helper.make_tensor_value_info(
        LOG_PROBABILITIES, TensorProto.FLOAT, ["n", "frames", network.output_shape[-1]]
    )
    nodes = renamed_nodes(exported.graph.node, names)
    model = checked_model(nodes, exported.graph.initializer, [strips], [answers], exported.opset_import)
    return canonical(model).SerializeToString()
