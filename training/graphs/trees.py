"""Decision trees and forests as tables that plain operators walk through.

The operator made for trees, TreeEnsemble, answers ten times sooner but takes 60 MB of memory for 100,000 leaves, these
tables 10 MB. All trees take a step at once, as often as the deepest has levels; a leaf steps onto itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto

from digit_recognizer.contract import PIXEL_MAX
from training.graphs.tracing import flat_pixels, stored, traced_model

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder
    from sklearn.tree import DecisionTreeClassifier
    from sklearn.tree._tree import Tree

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


def trees_graph(trees: Sequence[DecisionTreeClassifier]) -> onnx.ModelProto:
    """Writes fitted scikit-learn trees on features in 0 to 1 as a graph that averages their class shares."""
    table = join_tables([tree_table(estimator.tree_) for estimator in trees])

    def probabilities(op: OpBuilder, images: Value) -> Value:
        leaves = _leaves(op, flat_pixels(op, images), table)
        fractions = stored(op, "shares", np.rint(table.shares * FRACTION_MAX).astype(np.uint16))
        votes = op.ReduceSum(op.Cast(op.Gather(fractions, leaves), to=TensorProto.FLOAT), [1], keepdims=0)
        return op.Div(votes, op.ReduceSum(votes, [1], keepdims=1))

    return traced_model(probabilities)


def _leaves(op: OpBuilder, pixels: Value, table: TreeTable) -> Value:
    """Leads every row down every tree; returns the leaves it comes to, [n, trees]."""
    roots, leaf = stored(op, "roots", table.roots[np.newaxis]), stored(op, "leaf", table.leaf)
    pixel, threshold = stored(op, "pixel", table.pixel), stored(op, "threshold", table.threshold)
    left = stored(op, "left", table.left)
    row_count = op.Shape(pixels, start=0, end=1)
    node = op.Expand(roots, op.Concat(row_count, [len(table.roots)], axis=0))
    for _ in range(table.depth):
        index = op.Cast(op.Gather(pixel, node), to=TensorProto.INT32)
        values = op.GatherElements(pixels, index, axis=1)
        is_right = op.Greater(values, op.Gather(threshold, node))
        node = op.Add(op.Gather(left, node), op.Cast(is_right, to=TensorProto.INT32))
    return op.Gather(leaf, node)


def tree_table(tree: Tree) -> TreeTable:
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


def _breadth_first(tree: Tree) -> np.ndarray:
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
