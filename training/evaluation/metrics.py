"""The figures of one set: accuracy, log loss, calibration, confusion."""

from collections.abc import Mapping

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.estimators.reliability import ReliabilityBins, log_loss, reliability_bins
from training.store.figures import (
    ClassFigures,
    DigitFigures,
    DrawingFigures,
    MacroFigures,
    RegressionFigures,
    Reliability,
    SetFigures,
    WriterAccuracy,
)
from training.synthesis.pen_drawings import PenDrawings

RELIABILITY_DIGITS = 5


def headline(measured: Mapping[str, SetFigures]) -> str:
    """Says the accuracy on each set in one line."""
    return ", ".join(f"{name} {figures.accuracy:.4f}" for name, figures in measured.items())


def measure(probabilities: np.ndarray, labels: np.ndarray) -> DigitFigures:
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
    bins = reliability_bins(probabilities, labels)
    return DigitFigures(
        rows=len(labels),
        accuracy=float((answers == labels).mean()),
        errors=int((answers != labels).sum()),
        log_loss=log_loss(probabilities, labels),
        ece=bins.calibration_error,
        reliability=_reliability(bins),
        macro=MacroFigures(precision=float(macro[0]), recall=float(macro[1]), f1=float(macro[2])),
        per_class=ClassFigures(
            precision=tuple(map(float, per_class[0])),
            recall=tuple(map(float, per_class[1])),
            f1=tuple(map(float, per_class[2])),
        ),
        confusion_matrix=tuple(map(tuple, confusion_matrix(labels, answers, labels=classes).tolist())),
    )


def _reliability(bins: ReliabilityBins) -> Reliability:
    def rounded(values: np.ndarray) -> tuple[float | None, ...]:
        return tuple(None if np.isnan(value) else round(float(value), RELIABILITY_DIGITS) for value in values)

    return Reliability(
        count=tuple(bins.counts.tolist()), confidence=rounded(bins.confidences), accuracy=rounded(bins.accuracies)
    )


def measure_drawings(probabilities: np.ndarray, drawings: PenDrawings) -> DrawingFigures:
    """Returns the figures of `measure`, and how well each writer is read.

    Args:
        probabilities: float32 [n, 10], calibrated.
        drawings: what was answered to.
    """
    is_right = probabilities.argmax(axis=1) == drawings.labels
    by_writer = {
        str(writer): float(is_right[drawings.writers == writer].mean()) for writer in np.unique(drawings.writers)
    }
    worst = min(by_writer, key=by_writer.__getitem__)
    return DrawingFigures(
        **vars(measure(probabilities, drawings.labels)),
        by_writer=by_writer,
        writers_mean=float(np.mean(list(by_writer.values()))),
        worst_writer=WriterAccuracy(writer=int(worst), accuracy=by_writer[worst]),
    )


def measure_regression(numbers: np.ndarray, labels: np.ndarray) -> RegressionFigures:
    """Returns the figures of a regressor that takes digits for numbers.

    Args:
        numbers: float64 [n], its answers.
        labels: int64 [n].
    """
    from sklearn.metrics import max_error, median_absolute_error, r2_score, root_mean_squared_error

    rounded = np.clip(np.rint(numbers), 0, CLASS_COUNT - 1).astype(np.int64)
    return RegressionFigures(
        rows=len(labels),
        rmse=float(root_mean_squared_error(labels, numbers)),
        median_error=float(median_absolute_error(labels, numbers)),
        largest_error=float(max_error(labels, numbers)),
        r2=float(r2_score(labels, numbers)),
        rounded_accuracy=float((rounded == labels).mean()),
    )
