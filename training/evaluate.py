"""Measures fitted models on rows they never saw: MNIST's test split, and real drawings where they are at hand."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.backends import backend_of
from training.calibrate import calibrate, expected_calibration_error, log_loss
from training.data import LabelledImages
from training.files import read_json, write_json
from training.runs import RunFolder
from training.zoo.spec import ModelSpec

MNIST_TEST = "mnist_test"
PEN_STROKES = "pen_strokes_heldout"
logger = logging.getLogger(__name__)


def evaluation_sets(test: LabelledImages, drawings: LabelledImages | None) -> dict[str, LabelledImages]:
    """Returns the sets to measure on by name: MNIST's test rows and, where they are at hand, pen drawings."""
    return {MNIST_TEST: test} | ({} if drawings is None else {PEN_STROKES: drawings})


def evaluate_models(specs: Sequence[ModelSpec], datasets: Mapping[str, LabelledImages], runs: Path) -> None:
    """Evaluates each fitted model on each set by name and writes its metrics.json.

    Raises:
        RunError: a model has not been fitted.
    """
    from tqdm import tqdm

    for spec in tqdm(specs, desc="evaluating", unit="model"):
        run = RunFolder(runs / spec.name)
        backend = backend_of(spec)
        calibration = run.calibration()
        model = backend.load(spec, run.path / backend.WEIGHTS_FILE)
        measured: dict[str, Any] = {}
        for name, rows in datasets.items():
            probabilities = calibrate(backend.predict_proba(model, rows.images), calibration)
            run.save_probabilities(name, probabilities)
            measured[name] = measure(probabilities, rows.labels)
            logger.info("%s on %s: %.4f", spec.name, name, measured[name]["accuracy"])
        write_metrics(run, {"sets": measured})


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


def measure(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Returns every figure that metrics.json holds for one set.

    Args:
        probabilities: float32 [n, 10], calibrated.
        labels: int64 [n].
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    classes = np.arange(CLASS_COUNT)
    answers = probabilities.argmax(axis=1)
    per_class = precision_recall_fscore_support(labels, answers, labels=classes, zero_division=0)
    macro = precision_recall_fscore_support(labels, answers, labels=classes, average="macro", zero_division=0)
    names = ("precision", "recall", "f1")
    return {
        "rows": len(labels),
        "accuracy": float((answers == labels).mean()),
        "errors": int((answers != labels).sum()),
        "log_loss": log_loss(probabilities, labels),
        "ece": expected_calibration_error(probabilities, labels),
        "macro": {name: float(value) for name, value in zip(names, macro, strict=False)},
        "per_class": {name: [float(v) for v in values] for name, values in zip(names, per_class, strict=False)},
        "confusion_matrix": confusion_matrix(labels, answers, labels=classes).tolist(),
    }


def measure_regression(numbers: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Returns the figures of a regressor that takes digits for numbers.

    Args:
        numbers: float64 [n], its answers.
        labels: int64 [n].
    """
    errors = numbers - labels
    rounded = np.clip(np.rint(numbers), 0, CLASS_COUNT - 1).astype(np.int64)
    return {
        "rows": len(labels),
        "rmse": float(np.sqrt((errors**2).mean())),
        "median_error": float(np.median(np.abs(errors))),
        "largest_error": float(np.abs(errors).max()),
        "r2": float(1 - (errors**2).sum() / ((labels - labels.mean()) ** 2).sum()),
        "rounded_accuracy": float((rounded == labels).mean()),
    }
