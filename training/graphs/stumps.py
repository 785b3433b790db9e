"""Boosted stumps as one graph: every stump is a pixel, a threshold and what passing it adds to one class's score."""

import numpy as np
import onnx
from onnx import TensorProto, helper

from digit_recognizer.contract import CLASS_COUNT, PROBABILITIES
from training.graphs.contract import PIXELS, constant, flat_pixels, served_model
from training.graphs.trees import darkest_levels


def stumps_graph(booster) -> onnx.ModelProto:
    """Writes a fitted HistGradientBoostingClassifier of two-leaf trees as a graph.

    Stumps of several classes that ask the same question become one, with a weight for each class.
    """
    questions, weights, biases = stump_table(booster)
    nodes, constants = flat_pixels()
    nodes += [
        helper.make_node("Gather", [PIXELS, "pixel"], ["values"], axis=1),
        helper.make_node("Greater", ["values", "threshold"], ["is_brighter"]),
        helper.make_node("Cast", ["is_brighter"], ["passed"], to=TensorProto.FLOAT),
        helper.make_node("Gemm", ["passed", "weights", "biases"], ["scores"]),
        helper.make_node("Softmax", ["scores"], [PROBABILITIES], axis=-1),
    ]
    constants += [
        constant("pixel", questions[:, 0].astype(np.int64)),
        constant("threshold", questions[:, 1].astype(np.uint8)),
        constant("weights", weights.astype(np.float32)),
        constant("biases", biases.astype(np.float32)),
    ]
    return served_model(nodes, constants)


def stump_table(booster) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
