"""Decision trees and forests as tables that plain operators walk through.

The operator made for trees, TreeEnsemble, answers ten times sooner but takes 60 MB of memory for 100,000 leaves, these
tables 10 MB. All trees take a step at once, as often as the deepest has levels; a leaf steps onto itself.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from digit_recognizer.contract import PIXEL_MAX, PROBABILITIES
from training.graphs.contract import PIXELS, constant, flat_pixels, served_model

FRACTION_MAX = 65_535


@dataclass(frozen=True)
class TreeTable:
    """The nodes of one tree or of many, numbered breadth first; a right child follows its left sibling.

    Attributes:
        pixel: uint16 [nodes], which pixel a node looks at.
        threshold: uint8 [nodes]; a brighter pixel leads to the right.
        left: int32 [nodes], the left child; of a leaf, itself.
        leaf: int32 [nodes], the leaf's row in `shares`.
        shares: float64 [leaves, 10], the classes' shares of the training rows in each leaf.
        roots: int32 [trees].
        depth: the most steps from a root to a leaf.
    """

    pixel: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    leaf: np.ndarray
    shares: np.ndarray
    roots: np.ndarray
    depth: int


def trees_graph(trees: Sequence) -> onnx.ModelProto:
    """Writes fitted scikit-learn trees on features in 0 to 1 as a graph that averages their class shares."""
    table = join_tables([tree_table(estimator.tree_) for estimator in trees])
    nodes, constants = flat_pixels()
    nodes += [
        helper.make_node("Shape", [PIXELS], ["row_count"], start=0, end=1),
        helper.make_node("Concat", ["row_count", "tree_count"], ["node_shape"], axis=0),
        helper.make_node("Expand", ["roots", "node_shape"], ["node_0"]),
    ]
    for level in range(table.depth):
        nodes += _step(level)
    nodes += [
        helper.make_node("Gather", ["leaf", f"node_{table.depth}"], ["leaves"]),
        helper.make_node("Gather", ["shares", "leaves"], ["share_fractions"]),
        helper.make_node("Cast", ["share_fractions"], ["tree_shares"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["tree_shares", "tree_axis"], ["votes"], keepdims=0),
        helper.make_node("ReduceSum", ["votes", "tree_axis"], ["all_votes"], keepdims=1),
        helper.make_node("Div", ["votes", "all_votes"], [PROBABILITIES]),
    ]
    constants += [
        constant("roots", table.roots[np.newaxis]),
        constant("tree_count", np.array([len(trees)], dtype=np.int64)),
        constant("pixel", table.pixel),
        constant("threshold", table.threshold),
        constant("left", table.left),
        constant("leaf", table.leaf),
        constant("shares", np.rint(table.shares * FRACTION_MAX).astype(np.uint16)),
        constant("tree_axis", np.array([1], dtype=np.int64)),
    ]
    return served_model(nodes, constants)


def _step(level: int) -> list:
    """Returns the nodes that lead every row one level down in every tree."""
    node, below = f"node_{level}", f"node_{level + 1}"
    names = {part: f"{part}_{level}" for part in ("pixel", "index", "value", "threshold", "is_right", "right", "left")}
    return [
        helper.make_node("Gather", ["pixel", node], [names["pixel"]]),
        helper.make_node("Cast", [names["pixel"]], [names["index"]], to=TensorProto.INT32),
        helper.make_node("GatherElements", [PIXELS, names["index"]], [names["value"]], axis=1),
        helper.make_node("Gather", ["threshold", node], [names["threshold"]]),
        helper.make_node("Greater", [names["value"], names["threshold"]], [names["is_right"]]),
        helper.make_node("Cast", [names["is_right"]], [names["right"]], to=TensorProto.INT32),
        helper.make_node("Gather", ["left", node], [names["left"]]),
        helper.make_node("Add", [names["left"], names["right"]], [below]),
    ]


def tree_table(tree) -> TreeTable:
    """Lists one scikit-learn tree, whose thresholds lie between pixel levels, as a table."""
    order = _breadth_first(tree)
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    is_leaf = tree.children_left[order] < 0
    return TreeTable(
        pixel=np.where(is_leaf, 0, tree.feature[order]).astype(np.uint16),
        threshold=np.where(is_leaf, PIXEL_MAX, darkest_levels(tree.threshold[order])).astype(np.uint8),
        left=np.where(is_leaf, number[order], number[tree.children_left[order]]).astype(np.int32),
        leaf=np.where(is_leaf, np.cumsum(is_leaf) - 1, 0).astype(np.int32),
        shares=tree.value[order][is_leaf, 0, :],
        roots=np.zeros(1, dtype=np.int32),
        depth=int(tree.max_depth),
    )


def join_tables(tables: Sequence[TreeTable]) -> TreeTable:
    """Puts the tables of several trees one after the other."""
    first_node = np.cumsum([0, *(len(table.left) for table in tables)])[:-1].astype(np.int32)
    first_leaf = np.cumsum([0, *(len(table.shares) for table in tables)])[:-1].astype(np.int32)
    return TreeTable(
        pixel=np.concatenate([table.pixel for table in tables]),
        threshold=np.concatenate([table.threshold for table in tables]),
        left=np.concatenate([table.left + start for table, start in zip(tables, first_node, strict=True)]),
        leaf=np.concatenate([table.leaf + start for table, start in zip(tables, first_leaf, strict=True)]),
        shares=np.concatenate([table.shares for table in tables]),
        roots=first_node,
        depth=max(table.depth for table in tables),
    )


def _breadth_first(tree) -> np.ndarray:
    """Returns the tree's own node numbers in an order where siblings are neighbours."""
    order, waiting = [0], deque([0])
    while waiting:
        node = waiting.popleft()
        if tree.children_left[node] >= 0:
            children = [int(tree.children_left[node]), int(tree.children_right[node])]
            order += children
            waiting += children
    return np.array(order)


def darkest_levels(thresholds: np.ndarray) -> np.ndarray:
    """Returns the highest pixel value, 0 to 255, that does not exceed each threshold on features in 0 to 1.

    The features that the tree was fitted on are float32, its thresholds float64: comparing them here, once and exactly,
    leaves whole numbers to compare in serving.
    """
    levels = np.arange(PIXEL_MAX + 1, dtype=np.float32) / np.float32(PIXEL_MAX)
    return np.searchsorted(levels.astype(np.float64), thresholds, side="right") - 1
