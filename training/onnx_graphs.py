"""Builds the graphs that serve: uint8 `images` [n, 28, 28] in, float32 `probabilities` [n, 10] out.

scikit-learn's linear models and networks go through skl2onnx. Trees and nearest neighbours are written here,
because the stock conversion of 200 trees takes 38 MB and that of k-NN 188 MB: the tree ensemble keeps only a leaf
number per tree and looks the class shares up in a table of 16-bit fractions; k-NN keeps a byte per component.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, IMAGES, PIXEL_MAX, PROBABILITIES
from training.quantizer import LARGEST_STEP, STEPS_PER_UNIT

FEATURES = "features"
UNCALIBRATED = "uncalibrated"
OPSETS = (helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 5))
IR_VERSION = 10
FRACTION_MAX = 65_535
BRANCH_LESS_OR_EQUAL = 0
AGGREGATE_SUM = 1


def _constant(name: str, values: np.ndarray) -> TensorProto:
    return numpy_helper.from_array(np.ascontiguousarray(values), name)


def _features_prelude() -> tuple[list, list]:
    """Returns nodes and constants that turn `images` into `features` float32 [n, 784] in 0 to 1."""
    nodes = [
        helper.make_node("Cast", [IMAGES], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["pixels", "flat_shape"], ["flat_pixels"]),
        helper.make_node("Div", ["flat_pixels", "pixel_max"], [FEATURES]),
    ]
    constants = [
        _constant("flat_shape", np.array([-1, IMAGE_SIZE * IMAGE_SIZE], dtype=np.int64)),
        _constant("pixel_max", np.float32(PIXEL_MAX)),
    ]
    return nodes, constants


def _model(nodes: Sequence, constants: Sequence, opsets: Sequence = OPSETS) -> onnx.ModelProto:
    """Assembles a model with the contract's input and output, and checks it."""
    graph = helper.make_graph(
        list(nodes),
        "digit_recognizer",
        [helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])],
        [helper.make_tensor_value_info(PROBABILITIES, TensorProto.FLOAT, ["n", CLASS_COUNT])],
        list(constants),
    )
    model = helper.make_model(graph, opset_imports=list(opsets), ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def rename_interface(model: onnx.ModelProto) -> onnx.ModelProto:
    """Gives a graph with one input and one output the contract's names and shapes."""
    graph = model.graph
    new_names = {graph.input[0].name: IMAGES, graph.output[0].name: PROBABILITIES}
    nodes = []
    for node in graph.node:
        renamed = onnx.NodeProto()
        renamed.CopyFrom(node)
        renamed.input[:] = [new_names.get(name, name) for name in node.input]
        renamed.output[:] = [new_names.get(name, name) for name in node.output]
        nodes.append(renamed)
    return _model(nodes, graph.initializer, model.opset_import)


def converted_graph(model) -> onnx.ModelProto:
    """Converts a scikit-learn model with skl2onnx and puts the prelude before it."""
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    converted = to_onnx(
        model,
        initial_types=[(FEATURES, FloatTensorType([None, IMAGE_SIZE * IMAGE_SIZE]))],
        options={"zipmap": False},
        target_opset={"": 18, "ai.onnx.ml": 3},
    )
    probabilities = next(output.name for output in converted.graph.output if "prob" in output.name)
    nodes, constants = _features_prelude()
    kept = _nodes_leading_to(converted.graph.node, probabilities)
    joined = [*nodes, *kept]
    if probabilities != PROBABILITIES:
        joined.append(helper.make_node("Identity", [probabilities], [PROBABILITIES]))
    used = {name for node in kept for name in node.input}
    constants += [constant for constant in converted.graph.initializer if constant.name in used]
    return _model(joined, constants, converted.opset_import)


def _nodes_leading_to(nodes: Sequence, output: str) -> list:
    """Returns the nodes that `output` depends on, in order."""
    needed, kept = {output}, []
    for node in reversed(nodes):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    return kept[::-1]


def knn_graph(pca, neighbors) -> onnx.ModelProto:
    """Writes PCA, rounding, all distances and the vote of k nearest neighbours as one graph.

    |q|² is the same for every stored example, so |p|² - 2 q·p ranks them as the distance does.
    """
    prototypes = neighbors._fit_X.astype(np.int8)
    labels = neighbors.classes_[neighbors._y].astype(np.uint8)
    nodes, constants = _features_prelude()
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
        _constant("mean", pca.mean_.astype(np.float32)),
        _constant("components", pca.components_.T.astype(np.float32)),
        _constant("steps_per_unit", np.float32(STEPS_PER_UNIT)),
        _constant("smallest_step", np.float32(-LARGEST_STEP)),
        _constant("largest_step", np.float32(LARGEST_STEP)),
        _constant("prototype_bytes", prototypes),
        _constant("component_axis", np.array([1], dtype=np.int64)),
        _constant("minus_two", np.float32(-2)),
        _constant("k", np.array([neighbors.n_neighbors], dtype=np.int64)),
        _constant("labels", labels),
        _constant("class_count", np.array(CLASS_COUNT, dtype=np.int64)),
        _constant("no_and_yes", np.array([0, 1], dtype=np.float32)),
        _constant("neighbor_axis", np.array([1], dtype=np.int64)),
    ]
    return _model(nodes, constants)


def trees_graph(trees: Sequence) -> onnx.ModelProto:
    """Writes fitted decision trees as one ensemble that answers each tree's leaf, and a table of class shares."""
    attributes, shares = _tree_attributes(trees)
    nodes, constants = _features_prelude()
    nodes += [
        helper.make_node("TreeEnsemble", [FEATURES], ["leaves"], domain="ai.onnx.ml", **attributes),
        helper.make_node("Cast", ["leaves"], ["leaf_numbers"], to=TensorProto.INT64),
        helper.make_node("Gather", ["shares", "leaf_numbers"], ["tree_shares"]),
        helper.make_node("Cast", ["tree_shares"], ["tree_numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["tree_numbers", "tree_axis"], ["votes"], keepdims=0),
        helper.make_node("ReduceSum", ["votes", "tree_axis"], ["all_votes"], keepdims=1),
        helper.make_node("Div", ["votes", "all_votes"], [PROBABILITIES]),
    ]
    constants += [
        _constant("shares", np.rint(shares * FRACTION_MAX).astype(np.uint16)),
        _constant("tree_axis", np.array([1], dtype=np.int64)),
    ]
    return _model(nodes, constants)


def _tree_attributes(trees: Sequence) -> tuple[dict, np.ndarray]:
    """Lists the trees in the form of ai.onnx.ml TreeEnsemble (opset 5): splits and leaves numbered apart."""
    columns: dict[str, list] = {
        name: [] for name in ("featureids", "splits", "truenodeids", "trueleafs", "falsenodeids", "falseleafs", "roots")
    }
    shares, leaf_trees = [], []
    for tree_number, estimator in enumerate(trees):
        tree = estimator.tree_
        is_leaf = tree.children_left < 0
        split_numbers = len(columns["splits"]) + np.cumsum(~is_leaf) - 1
        leaf_numbers = len(leaf_trees) + np.cumsum(is_leaf) - 1
        numbers = np.where(is_leaf, leaf_numbers, split_numbers)
        splits = np.flatnonzero(~is_leaf)
        columns["roots"].append(int(split_numbers[0]))
        columns["featureids"] += tree.feature[splits].tolist()
        columns["splits"] += tree.threshold[splits].tolist()
        for side, children in (("true", tree.children_left), ("false", tree.children_right)):
            columns[f"{side}nodeids"] += numbers[children[splits]].tolist()
            columns[f"{side}leafs"] += is_leaf[children[splits]].astype(int).tolist()
        leaf_trees += [tree_number] * int(is_leaf.sum())
        shares.append(tree.value[is_leaf, 0, :])
    attributes = {
        "n_targets": len(trees),
        "aggregate_function": AGGREGATE_SUM,
        "post_transform": 0,
        "tree_roots": columns["roots"],
        "nodes_featureids": columns["featureids"],
        "nodes_splits": _constant("splits", _round_down(np.array(columns["splits"]))),
        "nodes_modes": _constant("modes", np.full(len(columns["splits"]), BRANCH_LESS_OR_EQUAL, dtype=np.uint8)),
        "nodes_truenodeids": columns["truenodeids"],
        "nodes_trueleafs": columns["trueleafs"],
        "nodes_falsenodeids": columns["falsenodeids"],
        "nodes_falseleafs": columns["falseleafs"],
        "leaf_targetids": leaf_trees,
        "leaf_weights": _constant("leaves", np.arange(len(leaf_trees), dtype=np.float32)),
    }
    return attributes, np.concatenate(shares)


def _round_down(thresholds: np.ndarray) -> np.ndarray:
    """Returns the largest float32 not above each threshold: every float32 feature then falls on the same side."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def with_calibration(model: onnx.ModelProto, temperature: float, uniform_share: float) -> onnx.ModelProto:
    """Appends the calibration of `training.calibrate.calibrate`: mixes in a uniform share, then tempers."""
    nodes = []
    for node in model.graph.node:
        renamed = onnx.NodeProto()
        renamed.CopyFrom(node)
        renamed.output[:] = [UNCALIBRATED if name == PROBABILITIES else name for name in node.output]
        nodes.append(renamed)
    nodes += [
        helper.make_node("Mul", [UNCALIBRATED, "kept_share"], ["kept"]),
        helper.make_node("Add", ["kept", "uniform_part"], ["mixed"]),
        helper.make_node("Log", ["mixed"], ["log_mixed"]),
        helper.make_node("Div", ["log_mixed", "temperature"], ["tempered"]),
        helper.make_node("Softmax", ["tempered"], [PROBABILITIES], axis=-1),
    ]
    constants = [
        *model.graph.initializer,
        _constant("kept_share", np.float32(1 - uniform_share)),
        _constant("uniform_part", np.float32(uniform_share / CLASS_COUNT)),
        _constant("temperature", np.float32(temperature)),
    ]
    return _model(nodes, constants, model.opset_import)
