"""Stores a graph's rounded weights as bytes, which ONNX Runtime turns back into float32 once, when it loads."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.estimators.byte_weights import MIN_ROUNDED_SIZE, split_levels
from training.graphs.contract import constant, served_model

CONVOLUTION_RANK = 4
MAX_LOSS = 1e-6


def with_byte_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replaces each large float32 matrix or convolution kernel of a graph by int8 levels and scales.

    Only weights that have been through `training.estimators.byte_weights.rounded` change their form, so nothing is
    lost. Plain Cast and Mul rather than DequantizeLinear: they are folded into a constant, the latter is kept for
    integer kernels.
    """
    nodes, constants = [], []
    for initializer in model.graph.initializer:
        weights = numpy_helper.to_array(initializer)
        name = initializer.name
        if weights.dtype != np.float32 or weights.ndim < 2 or weights.size < MIN_ROUNDED_SIZE:
            constants.append(initializer)
            continue
        # ONNX keeps a convolution's outputs first, a matrix product's last.
        levels, scales = split_levels(weights, 0 if weights.ndim == CONVOLUTION_RANK else -1)
        is_rounded = np.abs(levels * scales - weights).max() <= MAX_LOSS * np.abs(weights).max()
        if not is_rounded:
            constants.append(initializer)
            continue
        constants += [constant(f"{name}_levels", levels), constant(f"{name}_scales", scales)]
        nodes += [
            helper.make_node("Cast", [f"{name}_levels"], [f"{name}_float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}_float", f"{name}_scales"], [name]),
        ]
    return served_model([*nodes, *model.graph.node], constants, model.opset_import)
