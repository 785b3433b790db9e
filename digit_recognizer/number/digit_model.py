"""What reading a number asks of a model."""

from typing import Protocol

import numpy as np


class DigitModel(Protocol):
    """A model that reads single digits, and knows what its bundle says of digits and of lines."""

    @property
    def name(self) -> str:
        """The name that readings carry."""

    @property
    def rejection_threshold(self) -> float | None:
        """The least digit probability of what is taken for a digit; None where that is not known."""

    def read_images(self, images28: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Returns probabilities float32 `[n, 10]` and digit probabilities float32 `[n]`; None without a detector.

        Args:
            images28: uint8 `[n, 28, 28]`, 0 = paper, 255 = ink.
        """

    def read_line(self, strip: np.ndarray) -> np.ndarray | None:
        """Returns the line reader's answers, natural logarithms float32 `[w / 2, answers]`; None without one.

        The answers are the first characters of `LINE_ALPHABET`, all or the digits alone, and, the last, none.

        Args:
            strip: uint8 `[STRIP_HEIGHT, w]`, as `make_strip` returns it.
        """
