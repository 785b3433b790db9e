"""Principal components rounded to whole steps, as nodes of a graph: PCA and then `estimators.quantizer.Quantizer`."""

import numpy as np
from onnx import TensorProto, helper

from training.estimators.quantizer import MAX_STEP, STEPS_PER_UNIT
from training.graphs.contract import FEATURES, constant, scaled_features
from training.graphs.deskewing import UPRIGHT, upright_features

QUERY = "query"
DISTANCES = "distances"


def rounded_components(pca, is_deskewed: bool) -> tuple[list, list]:
    """Returns nodes and constants that turn `images` into `query`, whole float32 numbers [n, components]."""
    nodes, constants = upright_features() if is_deskewed else scaled_features()
    nodes += [
        helper.make_node("Sub", [UPRIGHT if is_deskewed else FEATURES, "mean"], ["centred"]),
        helper.make_node("MatMul", ["centred", "components"], ["projected"]),
        helper.make_node("Mul", ["projected", "steps_per_unit"], ["stepped"]),
        helper.make_node("Round", ["stepped"], ["whole"]),
        helper.make_node("Clip", ["whole", "smallest_step", "largest_step"], [QUERY]),
    ]
    constants += [
        constant("mean", pca.mean_.astype(np.float32)),
        constant("components", pca.components_.T.astype(np.float32)),
        constant("steps_per_unit", np.float32(STEPS_PER_UNIT)),
        constant("smallest_step", np.float32(-MAX_STEP)),
        constant("largest_step", np.float32(MAX_STEP)),
    ]
    return nodes, constants


def distances_to(examples: np.ndarray) -> tuple[list, list]:
    """Returns nodes and constants for `distances` float32 [n, m] between `query` and stored rows [m, components].

    They lack |query|², which is the same for every stored row: |e|² - 2 q·e ranks them as the squared distance does.
    """
    nodes = [
        helper.make_node("Cast", ["example_bytes"], ["examples"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSumSquare", ["examples", "component_axis"], ["example_norms"], keepdims=0),
        helper.make_node("Mul", [QUERY, "minus_two"], ["minus_two_query"]),
        helper.make_node("Gemm", ["minus_two_query", "examples", "example_norms"], [DISTANCES], transB=1),
    ]
    constants = [
        constant("example_bytes", examples.astype(np.int8)),
        constant("component_axis", np.array([1], dtype=np.int64)),
        constant("minus_two", np.float32(-2)),
    ]
    return nodes, constants
