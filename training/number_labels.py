"""Finds the digits that a number was composed of among the candidates that serving makes of its picture."""

from collections.abc import Sequence

import numpy as np

from digit_recognizer.number.candidates import Candidates
from digit_recognizer.number.line import Line
from training.numbers import LEAST_OVERLAP, Box, overlap


def find_digits(line: Line, candidates: Candidates, boxes: Sequence[Box]) -> tuple[int, ...] | None:
    """Returns the way of parting the line whose boxes overlap the digits' most; None when no way has them all.

    Args:
        line: what the candidates stand on.
        candidates: runs of pieces.
        boxes: where the digits are, left to right.

    Returns:
        indices of the candidates that are digits, left to right, each overlapping its digit by `LEAST_OVERLAP` or more.
    """
    runs = candidates.runs.tolist()
    found = [line.on_picture(box) for box in candidates.boxes]
    fits = np.array([[overlap(box, digit) for digit in boxes] for box in found])
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for index, (first, end) in enumerate(runs):
        for digit in range(len(boxes)):
            if (first, digit) not in best or fits[index, digit] < LEAST_OVERLAP:
                continue
            total, chosen = best[first, digit]
            if total + fits[index, digit] > best.get((end, digit + 1), (-1.0, ()))[0]:
                best[end, digit + 1] = total + fits[index, digit], (*chosen, index)
    whole = best.get((max(end for _, end in runs), len(boxes)))
    return whole and whole[1]
