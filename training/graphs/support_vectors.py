"""A support vector machine with a Gaussian kernel as one graph, a byte for each stored number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx

from digit_recognizer.contract import CLASS_COUNT
from training.estimators.decisions import PAIRS, duel_table
from training.graphs.components import distances_to, rounded_components
from training.graphs.tracing import stored, traced_model

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder
    from sklearn.decomposition import PCA
    from sklearn.svm import SVC


def svm_graph(pca: PCA, machine: SVC) -> onnx.ModelProto:
    """Writes PCA, rounding, the kernel, the 45 duels and softmax over each class's weakest duel as one graph."""

    def probabilities(op: OpBuilder, images: Value) -> Value:
        columns, signs = duel_table()
        unsigned = op.Gather(duels(op, images, pca, machine), stored(op, "duel_columns", columns), axis=1)
        duels_by_class = op.Mul(unsigned, stored(op, "duel_signs", signs))
        return op.Softmax(op.ReduceMin(duels_by_class, [2], keepdims=0), axis=-1)

    return traced_model(probabilities)


def duels(op: OpBuilder, images: Value, pca: PCA, machine: SVC) -> Value:
    """Returns the machine's decision float32 [n, 45] between the classes of each pair.

    libsvm keeps the weights packed, nine columns for a vector of class i: column j belongs to the duel with class j
    when j < i, else with class j + 1. A duel's decision is the sum of what the vectors of both its classes say.
    """
    kernels = op.Split(
        _kernel(op, images, pca, machine),
        stored(op, "vectors_by_class", machine.n_support_.astype(np.int64)),
        axis=1,
        _outputs=CLASS_COUNT,
    )
    ends = np.cumsum(machine.n_support_)
    sayings = []
    for label, (start, end) in enumerate(zip(ends - machine.n_support_, ends, strict=True)):
        weights = stored(op, f"weights_{label}", machine.dual_coef_[:, start:end].T.astype(np.float32))
        sayings.append(op.MatMul(kernels[label], weights))
    said = op.Concat(*sayings, axis=1)
    rivals = CLASS_COUNT - 1
    by_first = op.Gather(said, [first * rivals + second - 1 for first, second in PAIRS], axis=1)
    by_second = op.Gather(said, [second * rivals + first for first, second in PAIRS], axis=1)
    return op.Sum(by_first, by_second, stored(op, "duel_biases", machine.intercept_.astype(np.float32)))


def _kernel(op: OpBuilder, images: Value, pca: PCA, machine: SVC) -> Value:
    """Returns the Gaussian kernel float32 [n, vectors] of images and support vectors."""
    query = rounded_components(op, images, pca, is_deskewed=False)
    query_norm = op.ReduceSumSquare(query, [1], keepdims=1)
    squared_distances = op.Add(distances_to(op, query, machine.support_vectors_), query_norm)
    return op.Exp(op.Mul(squared_distances, float(-machine.gamma)))
