"""k nearest neighbours as one graph, a byte for each stored number: skl2onnx's would take 188 MB and 168 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto

from digit_recognizer.contract import CLASS_COUNT
from training.graphs.components import distances_to, rounded_components
from training.graphs.tracing import stored, traced_model

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier


def knn_graph(pca: PCA, neighbors: KNeighborsClassifier, is_deskewed: bool) -> onnx.ModelProto:
    """Writes PCA, rounding, all distances and the vote of k nearest neighbours as one graph."""

    def probabilities(op: OpBuilder, images: Value) -> Value:
        query = rounded_components(op, images, pca, is_deskewed)
        distances = distances_to(op, query, neighbors._fit_X)
        _, nearest = op.TopK(distances, [neighbors.n_neighbors], axis=1, largest=0, _outputs=2)
        labels = stored(op, "labels", neighbors.classes_[neighbors._y].astype(np.uint8))
        nearest_labels = op.Cast(op.Gather(labels, nearest), to=TensorProto.INT64)
        return op.ReduceMean(op.OneHot(nearest_labels, CLASS_COUNT, [0.0, 1.0]), [1], keepdims=0)

    return traced_model(probabilities)
