"""Holds writers of MNIST out of the networks that hold writers of pen strokes out, and measures on them."""

from collections.abc import Callable

import numpy as np

from training.data.images import LabelledImages
from training.data.mnist import VALIDATION_SIZE
from training.data.mnist_writers import find_mnist_writers, split_writers
from training.fitting.folds.held_out import FOLDS
from training.store.config import Validation

_MAX_SHARE = 5  # at most one row in so many is held out


def hidden_rows(mnist: LabelledImages, fold: int | None) -> np.ndarray:
    """Returns which of MNIST's training rows the network of a fold must not see: bool [n], whole writers.

    They are the same for every fold, so that all can start from weights that have not seen them. None where it is not
    at hand who wrote them, and none for the network that sees everything.

    Raises:
        DatasetError: a folder is named and does not hold the writers of these rows.
    """
    writers = None if fold is None else find_mnist_writers()
    if writers is None:
        return np.zeros(len(mnist), bool)
    writers.train.check_same_rows(mnist)
    return split_writers(writers.train, min(VALIDATION_SIZE, len(mnist) // _MAX_SHARE))


def validate_on_hidden(mnist: LabelledImages, answer: Callable[[int, np.ndarray], np.ndarray]) -> Validation | None:
    """Returns how well the folds' networks read the rows that they have not seen; None where they have seen all.

    Args:
        mnist: MNIST's training rows.
        answer: gets a fold and images; returns its network's probabilities float32 [n, 10].
    """
    hidden = mnist.take(np.flatnonzero(hidden_rows(mnist, 0)))
    if not len(hidden):
        return None
    is_right = [answer(fold, hidden.images).argmax(axis=1) == hidden.labels for fold in range(FOLDS)]
    return Validation(rows=len(hidden), accuracy=float(np.mean(is_right)))
