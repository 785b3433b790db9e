"""Which writers a network must not have seen, and what it answered to them."""

from dataclasses import dataclass

import numpy as np

from training.data.columns import Columns

FOLDS = 5  # six writers and one contributor in each: every one is held out once


@dataclass(frozen=True)
class HeldOut(Columns):
    """What networks answered to drawings by people whom they had not seen.

    In the order of the pen strokes; where the recipe learns from UNIPEN, its contributors' digits follow in theirs.

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


@dataclass(frozen=True)
class HeldOutCharacters(Columns):
    """How probable a digit networks found letters and symbols by contributors whom they had not seen.

    Attributes:
        digit_probability: float32 [n].
        labels: str [n].
        writers: int64 [n], the contributors' numbers.
        contributors: str [n], their names.
    """

    digit_probability: np.ndarray
    labels: np.ndarray
    writers: np.ndarray
    contributors: np.ndarray


def fold_of(writers: np.ndarray) -> np.ndarray:
    """Returns the fold, 0 to `FOLDS` - 1, that holds out each of the writers int64 [n]."""
    return writers % FOLDS
