"""How well a model reads MNIST-C's corruptions: fed directly, and through the normalisation that serves."""

import numpy as np

from training.data.images import LabelledImages
from training.evaluation.disturbances import PredictProba
from training.store.figures import CorruptedFigures, CorruptionFigures
from training.synthesis.corruptions.catalogue import CORRUPTIONS
from training.synthesis.corruptions.corrupted_digits import CorruptedDigits, CorruptedImages

MNIST_C = "mnist_c"


def measure_corrupted(predict_proba: PredictProba, corrupted: CorruptedImages) -> CorruptedFigures:
    """Returns what metrics.json holds for the set `mnist_c`: each corruption, and the mean over all.

    Args:
        predict_proba: one model's probabilities float `[n, 10]` for images uint8 `[n, 28, 28]`.
        corrupted: what `load_corrupted` returns. A picture without ink is an error, whatever the model answers.
    """
    each = {name: _measure_one(name, predict_proba, digits) for name, digits in corrupted.items()}
    rows = sum(figures.rows for figures in each.values())
    return CorruptedFigures(
        rows=rows,
        accuracy=float(np.mean([figures.accuracy for figures in each.values()])),
        errors=sum(figures.rows - round(figures.accuracy * figures.rows) for figures in each.values()),
        rows_through=sum(figures.rows_through for figures in each.values()),
        accuracy_through=float(np.mean([figures.accuracy_through for figures in each.values()])),
        corruptions=each,
    )


def _measure_one(name: str, predict_proba: PredictProba, digits: CorruptedDigits) -> CorruptionFigures:
    return CorruptionFigures(
        title=CORRUPTIONS[name].title,
        rows=len(digits.direct),
        accuracy=_accuracy(predict_proba, digits.direct),
        rows_through=len(digits.through),
        accuracy_through=_accuracy(predict_proba, digits.through),
    )


def _accuracy(predict_proba: PredictProba, rows: LabelledImages) -> float:
    is_right = predict_proba(rows.images).argmax(axis=1) == rows.labels
    return float((is_right & rows.images.any(axis=(1, 2))).mean())
