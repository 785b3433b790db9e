"""Runs part of a graph, whose output need not be probabilities."""

import numpy as np
from onnx import TensorProto, helper

from digit_recognizer.contract import IMAGE_SIZE, IMAGES
from digit_recognizer.model import open_session
from training.graphs.contract import IR_VERSION, OPSETS
from training.graphs.tracing import Build, trace

PART = "part"


def run_part(build: Build, images: np.ndarray) -> np.ndarray:
    """Returns the float32 values that `build` makes of images uint8 [n, 28, 28]."""
    given = helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])
    returned = helper.make_tensor_value_info(PART, TensorProto.FLOAT, None)
    nodes, constants = trace(build, PART)
    graph = helper.make_graph(nodes, PART, [given], [returned], constants)
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)
    return open_session(model.SerializeToString()).run([PART], {IMAGES: images})[0]
