"""A linear map from features to scores as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx

from training.graphs.tracing import scaled_features, stored, traced_model

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder


def linear_graph(weights: np.ndarray, biases: np.ndarray) -> onnx.ModelProto:
    """Writes softmax over linear scores, of weights [10, 784] and biases [10], as a graph."""

    def probabilities(op: OpBuilder, images: Value) -> Value:
        kept = stored(op, "weights", weights.astype(np.float32)), stored(op, "biases", biases.astype(np.float32))
        return op.Softmax(op.Gemm(scaled_features(op, images), *kept, transB=1), axis=-1)

    return traced_model(probabilities)
