"""Groups marks into rows: what stands beside each other on one line."""

from collections.abc import Sequence

import numpy as np

from digit_recognizer.number.spans import gaps

_SHARED_HEIGHT = 0.3  # of the lower of two marks: sharing so much height, they stand beside each other …
_REACH = 3.0  # … unless they are so many digit heights apart
_LOOSE = 0.35  # of the digits' height: strokes of one digit above each other are no farther apart
_DIGIT = 0.5  # of the digits' height: lower marks are no digits but loose strokes, dots and dashes
_ROW_APART = 0.75  # digit heights between the middles of two digits above each other: they are on two rows, if …
_ROW_GAP = 0.13  # … this is left between them somewhere, more than where a stroke broke, and …
_ROW_SHIFT = 0.6  # … neighbours on one row differ by no more
_STACKED = 0.4  # of the narrower of two digits: sharing so much width, one stands above the other
_SHIFT_COST = 2.0  # a neighbour that stands higher or lower is as far as one that stands so many times farther off


def group_rows(boxes: np.ndarray, weights: np.ndarray, height: float) -> list[np.ndarray]:
    """Groups marks by line, starting with the one of the heaviest mark.

    Args:
        boxes: int `[n, 4]`: left, top, right and bottom (exclusive).
        weights: float `[n]`: how much each mark counts.
        height: height of a digit in pixels.

    Returns:
        for each line the indices of its marks.
    """
    linked = _linked(boxes, height)
    left = np.ones(len(boxes), bool)
    rows: list[np.ndarray] = []
    while left.any():
        main = int(np.argmax(np.where(left, weights, -np.inf)))
        members = np.flatnonzero(reached(linked, main))
        left[members] = False
        rows += [members[row] for row in _unstacked(boxes[members], weights[members], height)]
    return rows


def _linked(boxes: np.ndarray, height: float) -> np.ndarray:
    """Which marks stand beside each other, or just above or below: bool `[n, n]`."""
    across, along = gaps(boxes[:, 0], boxes[:, 2]), gaps(boxes[:, 1], boxes[:, 3])
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    beside = (-along >= _SHARED_HEIGHT * np.minimum.outer(heights, heights)) & (across <= _REACH * height)
    above = (-across >= _SHARED_HEIGHT * np.minimum.outer(widths, widths)) & (along <= _LOOSE * height)
    return beside | above


def reached(linked: np.ndarray, start: int) -> np.ndarray:
    """Returns which marks a chain of links, bool `[n, n]`, reaches from one: bool `[n]`."""
    found = np.zeros(len(linked), bool)
    found[start] = True
    while (wider := linked[found].any(axis=0) & ~found).any():
        found |= wider
    return found


def _unstacked(boxes: np.ndarray, weights: np.ndarray, height: float) -> list[np.ndarray]:
    """Parts marks that hang together into rows, where digits stand above each other; the heaviest mark's row first."""
    tall = np.flatnonzero(boxes[:, 3] - boxes[:, 1] >= _DIGIT * height)
    if len(tall) < 2 or not _is_stacked(boxes[tall], height):
        return [np.arange(len(boxes))]
    links = _neighbours(boxes[tall], height)
    row_of = np.full(len(tall), -1)
    for place in range(len(tall)):
        if row_of[place] < 0:
            row_of[reached(links, place)] = row_of.max() + 1
    of_marks = row_of[_nearest(boxes, boxes[tall])]
    of_marks[tall] = row_of
    rows = [np.flatnonzero(of_marks == row) for row in range(row_of.max() + 1)]
    return sorted(rows, key=lambda row: -float(weights[row].max()))


def _is_stacked(boxes: np.ndarray, height: float) -> bool:
    """Whether any digit stands above another."""
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    widths = boxes[:, 2] - boxes[:, 0]
    shares = -gaps(boxes[:, 0], boxes[:, 2]) >= _STACKED * np.minimum.outer(widths, widths)
    shares &= gaps(boxes[:, 1], boxes[:, 3]) >= _ROW_GAP * height
    return bool((shares & (np.abs(np.subtract.outer(middles, middles)) >= _ROW_APART * height)).any())


def _neighbours(boxes: np.ndarray, height: float) -> np.ndarray:
    """Links every digit with the nearest to its right on about the same height: bool `[n, n]`."""
    middles_x, middles_y = boxes[:, 0] + boxes[:, 2], (boxes[:, 1] + boxes[:, 3]) / 2
    across = np.clip(gaps(boxes[:, 0], boxes[:, 2]), 0, None)
    shift = np.abs(np.subtract.outer(middles_y, middles_y))
    fits = (across <= _REACH * height) & (shift <= _ROW_SHIFT * height)
    fits &= np.subtract.outer(middles_x, middles_x) < 0
    costs = np.where(fits, across + _SHIFT_COST * shift, np.inf)
    links = np.zeros(costs.shape, bool)
    found = np.flatnonzero(fits.any(axis=1))
    links[found, costs[found].argmin(axis=1)] = True
    return links | links.T


def _nearest(boxes: np.ndarray, others: np.ndarray) -> Sequence[int]:
    """The index of the box that each is nearest to."""
    across = np.maximum.outer(boxes[:, 0], others[:, 0]) - np.minimum.outer(boxes[:, 2], others[:, 2])
    along = np.maximum.outer(boxes[:, 1], others[:, 1]) - np.minimum.outer(boxes[:, 3], others[:, 3])
    return np.hypot(np.clip(across, 0, None), np.clip(along, 0, None)).argmin(axis=1)
