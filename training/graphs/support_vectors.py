"""A support vector machine with a Gaussian kernel as one graph, a byte for each stored number."""

import numpy as np
import onnx
from onnx import helper

from digit_recognizer.contract import CLASS_COUNT, PROBABILITIES
from training.estimators.decisions import PAIRS, duel_table
from training.graphs.components import DISTANCES, QUERY, distances_to, rounded_components
from training.graphs.contract import constant, served_model


def svm_graph(pca, machine) -> onnx.ModelProto:
    """Writes PCA, rounding, the kernel, the 45 duels and softmax over each class's weakest duel as one graph."""
    nodes, constants = rounded_components(pca, is_deskewed=False)
    distance_nodes, distance_constants = distances_to(machine.support_vectors_)
    duel_nodes, duel_constants = _duels(machine)
    columns, signs = duel_table()
    nodes += [
        *distance_nodes,
        helper.make_node("ReduceSumSquare", [QUERY, "score_axis"], ["query_norm"], keepdims=1),
        helper.make_node("Add", [DISTANCES, "query_norm"], ["squared_distances"]),
        helper.make_node("Mul", ["squared_distances", "minus_gamma"], ["exponents"]),
        helper.make_node("Exp", ["exponents"], ["kernel"]),
        *duel_nodes,
        helper.make_node("Gather", ["duels", "duel_columns"], ["unsigned_duels"], axis=1),
        helper.make_node("Mul", ["unsigned_duels", "duel_signs"], ["duels_by_class"]),
        helper.make_node("ReduceMin", ["duels_by_class", "duel_axis"], ["scores"], keepdims=0),
        helper.make_node("Softmax", ["scores"], [PROBABILITIES], axis=-1),
    ]
    constants += [
        *distance_constants,
        *duel_constants,
        constant("score_axis", np.array([1], dtype=np.int64)),
        constant("minus_gamma", np.float32(-machine.gamma)),
        constant("duel_columns", columns),
        constant("duel_signs", signs),
        constant("duel_axis", np.array([2], dtype=np.int64)),
    ]
    return served_model(nodes, constants)


def _duels(machine) -> tuple[list, list]:
    """Returns nodes and constants that turn `kernel` [n, vectors] into `duels` [n, 45].

    libsvm keeps the weights packed, nine columns for a vector of class i: column j belongs to the duel with class j
    when j < i, else with class j + 1. A duel's decision is the sum of what the vectors of both its classes say.
    """
    ends = np.cumsum(machine.n_support_)
    blocks = zip(range(CLASS_COUNT), ends - machine.n_support_, ends, strict=True)
    kernels = [f"kernel_{label}" for label in range(CLASS_COUNT)]
    sayings = [f"saying_{label}" for label in range(CLASS_COUNT)]
    nodes = [
        helper.make_node("Split", ["kernel", "vectors_by_class"], kernels, axis=1),
        *[helper.make_node("MatMul", [kernels[n], f"weights_{n}"], [sayings[n]]) for n in range(CLASS_COUNT)],
        helper.make_node("Concat", sayings, ["sayings"], axis=1),
        helper.make_node("Gather", ["sayings", "said_by_first"], ["first_sayings"], axis=1),
        helper.make_node("Gather", ["sayings", "said_by_second"], ["second_sayings"], axis=1),
        helper.make_node("Sum", ["first_sayings", "second_sayings", "duel_biases"], ["duels"]),
    ]
    rivals = CLASS_COUNT - 1
    constants = [
        constant("vectors_by_class", machine.n_support_.astype(np.int64)),
        *[
            constant(f"weights_{label}", machine.dual_coef_[:, start:end].T.astype(np.float32))
            for label, start, end in blocks
        ],
        constant("said_by_first", np.array([first * rivals + second - 1 for first, second in PAIRS])),
        constant("said_by_second", np.array([second * rivals + first for first, second in PAIRS])),
        constant("duel_biases", machine.intercept_.astype(np.float32)),
    ]
    return nodes, constants
