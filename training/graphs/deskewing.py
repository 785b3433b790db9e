"""The shear of `training.estimators.deskew` in a graph, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from digit_recognizer.contract import IMAGE_SIZE
from training.estimators.deskew import MIN_MASS
from training.graphs.tracing import PIXEL_COUNT, scaled_features, stored

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder

DOWN, ACROSS = [1], [2]
ONE_COLUMN_ON_EACH_SIDE = [0, 0, 1, 0, 0, 1]


def upright_features(op: OpBuilder, images: Value) -> Value:
    """Returns the images upright, as float32 [n, 784] in 0 to 1."""
    squares = op.Reshape(scaled_features(op, images), [-1, IMAGE_SIZE, IMAGE_SIZE])
    places = np.arange(IMAGE_SIZE, dtype=np.float32)
    places_down = stored(op, "places_down", places.reshape(1, IMAGE_SIZE, 1))
    places_across = stored(op, "places_across", places.reshape(1, 1, IMAGE_SIZE))
    shifts = _row_shifts(op, squares, places_down, places_across)
    return op.Reshape(_sheared(op, squares, op.Add(places_across, shifts)), [-1, PIXEL_COUNT])


def _row_shifts(op: OpBuilder, squares: Value, places_down: Value, places_across: Value) -> Value:
    """Returns `row_shifts` [n, 28, 1] of squares [n, 28, 28]."""
    ink_of_rows, ink_of_columns = op.ReduceSum(squares, ACROSS), op.ReduceSum(squares, DOWN)
    mass = op.Max(op.ReduceSum(ink_of_rows, DOWN), MIN_MASS)
    middle_row = op.Div(op.ReduceSum(op.Mul(ink_of_rows, places_down), DOWN), mass)
    middle_column = op.Div(op.ReduceSum(op.Mul(ink_of_columns, places_across), ACROSS), mass)
    from_row, from_column = op.Sub(places_down, middle_row), op.Sub(places_across, middle_column)
    lean_of_rows = op.ReduceSum(op.Mul(squares, from_column), ACROSS)
    covariance = op.ReduceSum(op.Mul(lean_of_rows, from_row), DOWN)
    variance = op.ReduceSum(op.Mul(ink_of_rows, op.Mul(from_row, from_row)), DOWN)
    return op.Mul(op.Div(covariance, op.Max(variance, MIN_MASS)), from_row)


def _sheared(op: OpBuilder, squares: Value, sources: Value) -> Value:
    """Returns `sheared` [n, 28, 28] of squares [n, 28, 28], whose pixels come from the columns `sources`."""
    before = op.Floor(sources)
    share_after = op.Sub(sources, before)
    share_before = op.Sub(1.0, share_after)
    padded = op.Pad(squares, ONE_COLUMN_ON_EACH_SIDE)

    def pixels_at(columns: Value) -> Value:
        index = op.Cast(op.Clip(columns, 0.0, float(IMAGE_SIZE + 1)), to=TensorProto.INT64)
        return op.GatherElements(padded, index, axis=2)

    column_before = op.Add(before, 1.0)
    column_after = op.Add(column_before, 1.0)
    return op.Add(op.Mul(pixels_at(column_before), share_before), op.Mul(pixels_at(column_after), share_after))
