"""Boosted stumps as one graph: every stump is a pixel, a threshold and what passing it adds to one class's score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto

from digit_recognizer.contract import CLASS_COUNT
from training.graphs.tracing import flat_pixels, stored, traced_model
from training.graphs.trees import darkest_levels

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder
    from sklearn.ensemble import HistGradientBoostingClassifier


def stumps_graph(booster: HistGradientBoostingClassifier) -> onnx.ModelProto:
    """Writes a fitted HistGradientBoostingClassifier of two-leaf trees as a graph.

    Stumps of several classes that ask the same question become one, with a weight for each class.
    """
    questions, weights, biases = stump_table(booster)

    def probabilities(op: OpBuilder, images: Value) -> Value:
        pixel = stored(op, "pixel", questions[:, 0].astype(np.int64))
        threshold = stored(op, "threshold", questions[:, 1].astype(np.uint8))
        is_brighter = op.Greater(op.Gather(flat_pixels(op, images), pixel, axis=1), threshold)
        kept = stored(op, "weights", weights.astype(np.float32)), stored(op, "biases", biases.astype(np.float32))
        return op.Softmax(op.Gemm(op.Cast(is_brighter, to=TensorProto.FLOAT), *kept), axis=-1)

    return traced_model(probabilities)


def stump_table(booster: HistGradientBoostingClassifier) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns the distinct questions (pixel, level) [m, 2], their weights [m, 10] and the scores without any [10]."""
    biases = booster._baseline_prediction.reshape(CLASS_COUNT).astype(np.float64)
    questions, changes = [], []
    for predictors in booster._predictors:
        for label, predictor in enumerate(predictors):
            root, *leaves = predictor.nodes
            if not leaves:
                biases[label] += root["value"]
                continue
            left, right = predictor.nodes["value"][[root["left"], root["right"]]]
            biases[label] += left
            questions.append((root["feature_idx"], darkest_levels(np.array([root["num_threshold"]]))[0]))
            changes.append((label, right - left))
    distinct, places = np.unique(np.array(questions), axis=0, return_inverse=True)
    weights = np.zeros((len(distinct), CLASS_COUNT))
    for place, (label, change) in zip(places.reshape(-1), changes, strict=True):
        weights[place, label] += change
    return distinct, weights, biases
