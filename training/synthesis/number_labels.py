"""Finds the digits that a number was composed of among the candidates that serving makes of its picture."""

from collections.abc import Sequence

import numpy as np

from digit_recognizer.number.candidates import Candidates
from digit_recognizer.number.line import Line
from training.synthesis.numbers import MIN_OVERLAP, Box, overlap


def find_digits(line: Line, candidates: Candidates, boxes: Sequence[Box]) -> tuple[int, ...] | None:
    """Returns the path whose boxes overlap the digits' most; None when no path has them all.

    Args:
        line: what the candidates stand on.
        candidates: what may be digits on it.
        boxes: where the digits are, left to right.

    Returns:
        indices of the candidates that are digits, left to right, each overlapping its digit by `MIN_OVERLAP` or more.
    """
    found = [line.on_picture(box) for box in candidates.boxes]
    shares = np.array([[overlap(box, digit) for digit in boxes] for box in found])
    return candidates.lattice.most_likely_path_of_length(np.where(shares < MIN_OVERLAP, -np.inf, shares))
