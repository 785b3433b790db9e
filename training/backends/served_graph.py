"""Turns native weights into the graph that is served."""

from pathlib import Path

import onnx

from training.backends import backend_of
from training.estimators.temperature import Calibration
from training.graphs.contract import with_calibration
from training.zoo.spec import ModelSpec


def served_graph(spec: ModelSpec, weights: Path, calibration: Calibration) -> bytes:
    """Returns the calibrated graph of native weights, checked and serialized."""
    backend = backend_of(spec)
    graph = backend.to_onnx(backend.load(spec, weights))
    graph = with_calibration(graph, calibration.temperature, calibration.uniform_share)
    onnx.checker.check_model(graph)
    return graph.SerializeToString()
