"""The figures of one set: accuracy, log loss, calibration, confusion."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.estimators.reliability import ReliabilityBins, log_loss, reliability_bins
from training.synthesis.pen_drawings import PenDrawings

RELIABILITY_DIGITS = 5


def headline(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Says the accuracy on each set in one line."""
    return ", ".join(f"{name} {figures['accuracy']:.4f}" for name, figures in measured.items())


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
    bins = reliability_bins(probabilities, labels)
    return {
        "rows": len(labels),
        "accuracy": float((answers == labels).mean()),
        "errors": int((answers != labels).sum()),
        "log_loss": log_loss(probabilities, labels),
        "ece": bins.calibration_error,
        "reliability": _as_json(bins),
        "macro": {name: float(value) for name, value in zip(names, macro, strict=False)},
        "per_class": {name: [float(v) for v in values] for name, values in zip(names, per_class, strict=False)},
        "confusion_matrix": confusion_matrix(labels, answers, labels=classes).tolist(),
    }


def _as_json(bins: ReliabilityBins) -> dict[str, list]:
    """Returns three lists, one value per bin; an empty bin has neither confidence nor accuracy."""

    def rounded(values: np.ndarray) -> list[float | None]:
        return [None if np.isnan(value) else round(float(value), RELIABILITY_DIGITS) for value in values]

    return {
        "count": bins.counts.tolist(),
        "confidence": rounded(bins.confidences),
        "accuracy": rounded(bins.accuracies),
    }


def measure_drawings(probabilities: np.ndarray, drawings: PenDrawings) -> dict[str, Any]:
    """Returns the figures of `measure`, and how well each writer is read.

    Returns:
        beside those, `by_writer`, accuracy by the writer's number; `writers_mean`, the mean over writers; and
        `worst_writer`.
    """
    is_right = probabilities.argmax(axis=1) == drawings.labels
    by_writer = {
        str(writer): float(is_right[drawings.writers == writer].mean()) for writer in np.unique(drawings.writers)
    }
    worst = min(by_writer, key=by_writer.__getitem__)
    return {
        **measure(probabilities, drawings.labels),
        "by_writer": by_writer,
        "writers_mean": float(np.mean(list(by_writer.values()))),
        "worst_writer": {"writer": int(worst), "accuracy": by_writer[worst]},
    }


def measure_regression(numbers: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Returns the figures of a regressor that takes digits for numbers.

    Args:
        numbers: float64 [n], its answers.
        labels: int64 [n].
    """
    from sklearn.metrics import max_error, median_absolute_error, r2_score, root_mean_squared_error

    rounded = np.clip(np.rint(numbers), 0, CLASS_COUNT - 1).astype(np.int64)
    return {
        "rows": len(labels),
        "rmse": float(root_mean_squared_error(labels, numbers)),
        "median_error": float(median_absolute_error(labels, numbers)),
        "largest_error": float(max_error(labels, numbers)),
        "r2": float(r2_score(labels, numbers)),
        "rounded_accuracy": float((rounded == labels).mean()),
    }
