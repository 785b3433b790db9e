"""k nearest neighbours as one graph, a byte for each stored number: skl2onnx's would take 188 MB and 168 ms."""

import numpy as np
import onnx
from onnx import TensorProto, helper

from digit_recognizer.contract import CLASS_COUNT, PROBABILITIES
from training.graphs.contract import FEATURES, constant, scaled_features, served_model
from training.quantizer import LARGEST_STEP, STEPS_PER_UNIT


def knn_graph(pca, neighbors) -> onnx.ModelProto:
    """Writes PCA, rounding, all distances and the vote of k nearest neighbours as one graph.

    |q|² is the same for every stored example, so |p|² - 2 q·p ranks them as the distance does.
    """
    prototypes = neighbors._fit_X.astype(np.int8)
    labels = neighbors.classes_[neighbors._y].astype(np.uint8)
    nodes, constants = scaled_features()
    nodes += [
        helper.make_node("Sub", [FEATURES, "mean"], ["centred"]),
        helper.make_node("MatMul", ["centred", "components"], ["projected"]),
        helper.make_node("Mul", ["projected", "steps_per_unit"], ["stepped"]),
        helper.make_node("Round", ["stepped"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "smallest_step", "largest_step"], ["query"]),
        helper.make_node("Cast", ["prototype_bytes"], ["prototypes"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSumSquare", ["prototypes", "component_axis"], ["prototype_norms"], keepdims=0),
        helper.make_node("Mul", ["query", "minus_two"], ["minus_two_query"]),
        helper.make_node("Gemm", ["minus_two_query", "prototypes", "prototype_norms"], ["distances"], transB=1),
        helper.make_node("TopK", ["distances", "k"], ["nearest_distances", "nearest"], axis=1, largest=0),
        helper.make_node("Gather", ["labels", "nearest"], ["label_bytes"]),
        helper.make_node("Cast", ["label_bytes"], ["nearest_labels"], to=TensorProto.INT64),
        helper.make_node("OneHot", ["nearest_labels", "class_count", "no_and_yes"], ["votes"]),
        helper.make_node("ReduceMean", ["votes", "neighbor_axis"], [PROBABILITIES], keepdims=0),
    ]
    constants += [
        constant("mean", pca.mean_.astype(np.float32)),
        constant("components", pca.components_.T.astype(np.float32)),
        constant("steps_per_unit", np.float32(STEPS_PER_UNIT)),
        constant("smallest_step", np.float32(-LARGEST_STEP)),
        constant("largest_step", np.float32(LARGEST_STEP)),
        constant("prototype_bytes", prototypes),
        constant("component_axis", np.array([1], dtype=np.int64)),
        constant("minus_two", np.float32(-2)),
        constant("k", np.array([neighbors.n_neighbors], dtype=np.int64)),
        constant("labels", labels),
        constant("class_count", np.array(CLASS_COUNT, dtype=np.int64)),
        constant("no_and_yes", np.array([0, 1], dtype=np.float32)),
        constant("neighbor_axis", np.array([1], dtype=np.int64)),
    ]
    return served_model(nodes, constants)
