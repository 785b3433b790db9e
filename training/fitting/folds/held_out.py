"""Which writers a network must not have seen, and what it answered to them."""

from dataclasses import dataclass

import numpy as np

from training.data.columns import Columns

FOLDS = 3  # ten writers in each: every one of the 30 is held out once


@dataclass(frozen=True)
class HeldOut(Columns):
    """What networks answered to drawings of writers whom they had not seen, in the order of the pen strokes.

    Attributes:
        probabilities: float32 [n, 10], not calibrated.
        digit_probability: float32 [n].
        labels: int64 [n].
        writers: int64 [n].
    """

    probabilities: np.ndarray
    digit_probability: np.ndarray
    labels: np.ndarray
    writers: np.ndarray


def fold_of(writers: np.ndarray) -> np.ndarray:
    """Returns the fold, 0 to `FOLDS` - 1, that holds out each of the writers int64 [n]."""
    return writers % FOLDS
