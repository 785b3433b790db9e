"""Principal components rounded to whole steps, in a graph: PCA and then `estimators.quantizer.Quantizer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from training.estimators.quantizer import MAX_STEP, STEPS_PER_UNIT
from training.graphs.deskewing import upright_features
from training.graphs.tracing import scaled_features, stored

if TYPE_CHECKING:
    from onnx_ir import Value
    from onnxscript import OpBuilder
    from sklearn.decomposition import PCA


def rounded_components(op: OpBuilder, images: Value, pca: PCA, is_deskewed: bool) -> Value:
    """Returns the components of the images, whole float32 numbers [n, components]."""
    features = upright_features(op, images) if is_deskewed else scaled_features(op, images)
    mean = stored(op, "mean", pca.mean_.astype(np.float32))
    components = stored(op, "components", pca.components_.T.astype(np.float32))
    projected = op.MatMul(op.Sub(features, mean), components)
    return op.Clip(op.Round(op.Mul(projected, float(STEPS_PER_UNIT))), float(-MAX_STEP), float(MAX_STEP))


def distances_to(op: OpBuilder, query: Value, examples: np.ndarray) -> Value:
    """Returns the distances float32 [n, m] between a query [n, components] and stored rows [m, components].

    They lack |query|², which is the same for every stored row: |e|² - 2 q·e ranks them as the squared distance does.
    """
    rows = op.Cast(stored(op, "example_bytes", examples.astype(np.int8)), to=TensorProto.FLOAT)
    norms = op.ReduceSumSquare(rows, [1], keepdims=0)
    return op.Gemm(op.Mul(query, -2.0), rows, norms, transB=1)
