"""Measures answers on every set that is at hand, and keeps the figures."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from training.data.label_errors import LABEL_ERRORS
from training.evaluation.disturbances import CANVAS_STRESS, PredictProba, measure_stress
from training.evaluation.metrics import measure, measure_drawings
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES, EvaluationData
from training.store.files import read_json, write_json
from training.store.runs import RunFolder


def measure_sets(
    data: EvaluationData, test: np.ndarray, drawn: np.ndarray | None, predict_proba: PredictProba
) -> dict[str, Any]:
    """Returns the figures of every set that is at hand, by name.

    Args:
        data: the rows.
        test: float32 [n, 10], the calibrated answers to MNIST's test rows.
        drawn: float32 [m, 10], the calibrated answers to the pen drawings; None leaves that set out.
        predict_proba: answers to the stressed digits.
    """
    right_labels = np.setdiff1d(np.arange(len(data.test)), LABEL_ERRORS)
    measured = {
        MNIST_TEST: measure(test, data.test.labels),
        MNIST_RELABELLED: measure(test[right_labels], data.test.labels[right_labels]),
    }
    if data.drawings is not None and drawn is not None:
        measured[PEN_STROKES] = measure_drawings(drawn, data.drawings)
    if data.stress is not None:
        measured[CANVAS_STRESS] = measure_stress(predict_proba, data.stress)
    return measured


def write_metrics(run: RunFolder, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Merges `changes` into metrics.json beside what the configuration says, and returns all of it."""
    config = run.read_config()
    metrics = read_json(run.metrics) if run.metrics.exists() else {}
    sets = {**metrics.get("sets", {}), **changes.get("sets", {})}
    metrics = {
        **metrics,
        **changes,
        "sets": sets,
        "parameters": config["parameters"],
        "training_seconds": config["training_seconds"],
        "seeds": [config["recipe"]["seed"]],
        "validation": config["validation"],
        "history": read_json(run.history),
    }
    write_json(run.metrics, metrics)
    return metrics
