"""The shear of `training.estimators.deskew` as nodes of a graph."""

import numpy as np
from onnx import TensorProto, helper

from digit_recognizer.contract import IMAGE_SIZE
from training.estimators.deskew import MIN_MASS
from training.graphs.contract import FEATURES, constant, scaled_features

UPRIGHT = "upright"


def upright_features() -> tuple[list, list]:
    """Returns nodes and constants that turn `images` into `upright` float32 [n, 784] in 0 to 1."""
    nodes, constants = scaled_features()
    nodes += [
        helper.make_node("Reshape", [FEATURES, "square_shape"], ["squares"]),
        *_measure_lean(),
        *_shear(),
        helper.make_node("Reshape", ["straightened", "flat_shape"], [UPRIGHT]),
    ]
    places = np.arange(IMAGE_SIZE, dtype=np.float32)
    constants += [
        constant("square_shape", np.array([-1, IMAGE_SIZE, IMAGE_SIZE], dtype=np.int64)),
        constant("places_down", places.reshape(1, IMAGE_SIZE, 1)),
        constant("places_across", places.reshape(1, 1, IMAGE_SIZE)),
        constant("down", np.array([1], dtype=np.int64)),
        constant("across", np.array([2], dtype=np.int64)),
        constant("smallest_mass", np.float32(MIN_MASS)),
        constant("one", np.float32(1)),
        constant("zero", np.float32(0)),
        constant("last_padded", np.float32(IMAGE_SIZE + 1)),
        constant("one_column", np.array([0, 0, 1, 0, 0, 1], dtype=np.int64)),
    ]
    return nodes, constants


def _measure_lean() -> list:
    """Returns the nodes of `row_shifts`: `shifts` [n, 28, 1]."""
    return [
        helper.make_node("ReduceSum", ["squares", "across"], ["ink_of_rows"], keepdims=1),
        helper.make_node("ReduceSum", ["squares", "down"], ["ink_of_columns"], keepdims=1),
        helper.make_node("ReduceSum", ["ink_of_rows", "down"], ["ink"], keepdims=1),
        helper.make_node("Max", ["ink", "smallest_mass"], ["mass"]),
        helper.make_node("Mul", ["ink_of_rows", "places_down"], ["moments_down"]),
        helper.make_node("ReduceSum", ["moments_down", "down"], ["moment_down"], keepdims=1),
        helper.make_node("Div", ["moment_down", "mass"], ["middle_row"]),
        helper.make_node("Sub", ["places_down", "middle_row"], ["from_row"]),
        helper.make_node("Mul", ["ink_of_columns", "places_across"], ["moments_across"]),
        helper.make_node("ReduceSum", ["moments_across", "across"], ["moment_across"], keepdims=1),
        helper.make_node("Div", ["moment_across", "mass"], ["middle_column"]),
        helper.make_node("Sub", ["places_across", "middle_column"], ["from_column"]),
        helper.make_node("Mul", ["squares", "from_column"], ["leans"]),
        helper.make_node("ReduceSum", ["leans", "across"], ["lean_of_rows"], keepdims=1),
        helper.make_node("Mul", ["lean_of_rows", "from_row"], ["covariances"]),
        helper.make_node("ReduceSum", ["covariances", "down"], ["covariance"], keepdims=1),
        helper.make_node("Mul", ["from_row", "from_row"], ["squared_from_row"]),
        helper.make_node("Mul", ["ink_of_rows", "squared_from_row"], ["variances"]),
        helper.make_node("ReduceSum", ["variances", "down"], ["ink_variance"], keepdims=1),
        helper.make_node("Max", ["ink_variance", "smallest_mass"], ["variance"]),
        helper.make_node("Div", ["covariance", "variance"], ["slope"]),
        helper.make_node("Mul", ["slope", "from_row"], ["shifts"]),
    ]


def _shear() -> list:
    """Returns the nodes of `sheared`: `straightened` [n, 28, 28]."""
    nodes = [
        helper.make_node("Add", ["places_across", "shifts"], ["sources"]),
        helper.make_node("Floor", ["sources"], ["before"]),
        helper.make_node("Sub", ["sources", "before"], ["share_after"]),
        helper.make_node("Sub", ["one", "share_after"], ["share_before"]),
        helper.make_node("Pad", ["squares", "one_column"], ["padded"]),
        helper.make_node("Add", ["before", "one"], ["column_before"]),
        helper.make_node("Add", ["column_before", "one"], ["column_after"]),
    ]
    for side in ("before", "after"):
        nodes += [
            helper.make_node("Clip", [f"column_{side}", "zero", "last_padded"], [f"clipped_{side}"]),
            helper.make_node("Cast", [f"clipped_{side}"], [f"index_{side}"], to=TensorProto.INT64),
            helper.make_node("GatherElements", ["padded", f"index_{side}"], [f"pixels_{side}"], axis=2),
            helper.make_node("Mul", [f"pixels_{side}", f"share_{side}"], [f"part_{side}"]),
        ]
    return [*nodes, helper.make_node("Add", ["part_before", "part_after"], ["straightened"])]
