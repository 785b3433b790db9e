"""How well MNIST's test rows are read, writer by writer."""

import numpy as np

from training.data.mnist_writers import PUPILS, RowWriters
from training.store.figures import WriterAccuracy, WriterFigures

MIN_DIGITS = 15  # of a writer who can be the worst: of fewer, one slip says too much


def measure_writers(probabilities: np.ndarray, labels: np.ndarray, writers: RowWriters) -> WriterFigures:
    """Returns the figures of the set `mnist_test_by_writer`: the answers to MNIST's test rows, by who wrote them.

    Args:
        probabilities: float32 [n, 10].
        labels: int64 [n].
        writers: who wrote each row.
    """
    is_right = probabilities.argmax(axis=1) == labels
    numbers, places, counts = np.unique(writers.writers, return_inverse=True, return_counts=True)
    accuracies = np.bincount(places, is_right) / counts
    many = counts >= min(MIN_DIGITS, counts.max())
    worst = np.flatnonzero(many)[accuracies[many].argmin()]
    is_pupil = writers.partitions == PUPILS
    return WriterFigures(
        rows=len(labels),
        accuracy=float(accuracies.mean()),
        errors=int((~is_right).sum()),
        writers=len(numbers),
        staff=_mean(is_right[~is_pupil]),
        pupils=_mean(is_right[is_pupil]),
        min_digits=MIN_DIGITS,
        worst_writer=WriterAccuracy(writer=int(numbers[worst]), accuracy=float(accuracies[worst])),
        fifth_percentile=float(np.percentile(accuracies[many], 5)),
    )


def _mean(is_right: np.ndarray) -> float | None:
    return float(is_right.mean()) if len(is_right) else None
