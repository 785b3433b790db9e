"""Runs part of a graph, whose output need not be probabilities."""

import numpy as np
from onnx import TensorProto, helper

from digit_recognizer.contract import IMAGE_SIZE, IMAGES
from digit_recognizer.model import open_session
from training.graphs.contract import IR_VERSION, OPSETS


def run_nodes(nodes: list, constants: list, output: str, images: np.ndarray) -> np.ndarray:
    """Returns the float32 values of that name for images uint8 [n, 28, 28]."""
    wanted = helper.make_tensor_value_info(output, TensorProto.FLOAT, None)
    given = helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])
    graph = helper.make_graph(nodes, "part", [given], [wanted], constants)
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)
    return open_session(model.SerializeToString()).run([output], {IMAGES: images})[0]
