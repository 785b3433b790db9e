"""A linear map from features to scores as a graph."""

import numpy as np
import onnx
from onnx import helper

from digit_recognizer.contract import PROBABILITIES
from training.graphs.contract import FEATURES, constant, scaled_features, served_model


def linear_graph(weights: np.ndarray, biases: np.ndarray) -> onnx.ModelProto:
    """Writes softmax over linear scores, of weights [10, 784] and biases [10], as a graph."""
    nodes, constants = scaled_features()
    nodes += [
        helper.make_node("Gemm", [FEATURES, "weights", "biases"], ["scores"], transB=1),
        helper.make_node("Softmax", ["scores"], [PROBABILITIES], axis=-1),
    ]
    constants += [constant("weights", weights.astype(np.float32)), constant("biases", biases.astype(np.float32))]
    return served_model(nodes, constants)
