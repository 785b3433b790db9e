"""k nearest neighbours as one graph, a byte for each stored number: skl2onnx's would take 188 MB and 168 ms."""

import numpy as np
import onnx
from onnx import TensorProto, helper

from digit_recognizer.contract import CLASS_COUNT, PROBABILITIES
from training.graphs.components import DISTANCES, distances_to, rounded_components
from training.graphs.contract import constant, served_model


def knn_graph(pca, neighbors, is_deskewed: bool) -> onnx.ModelProto:
    """Writes PCA, rounding, all distances and the vote of k nearest neighbours as one graph."""
    nodes, constants = rounded_components(pca, is_deskewed)
    distance_nodes, distance_constants = distances_to(neighbors._fit_X)
    nodes += [
        *distance_nodes,
        helper.make_node("TopK", [DISTANCES, "k"], ["nearest_distances", "nearest"], axis=1, largest=0),
        helper.make_node("Gather", ["labels", "nearest"], ["label_bytes"]),
        helper.make_node("Cast", ["label_bytes"], ["nearest_labels"], to=TensorProto.INT64),
        helper.make_node("OneHot", ["nearest_labels", "class_count", "no_and_yes"], ["votes"]),
        helper.make_node("ReduceMean", ["votes", "neighbor_axis"], [PROBABILITIES], keepdims=0),
    ]
    constants += [
        *distance_constants,
        constant("k", np.array([neighbors.n_neighbors], dtype=np.int64)),
        constant("labels", neighbors.classes_[neighbors._y].astype(np.uint8)),
        constant("class_count", np.array(CLASS_COUNT, dtype=np.int64)),
        constant("no_and_yes", np.array([0, 1], dtype=np.float32)),
        constant("neighbor_axis", np.array([1], dtype=np.int64)),
    ]
    return served_model(nodes, constants)
