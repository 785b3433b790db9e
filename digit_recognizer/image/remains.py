"""Takes away what grain and shadow have left of printed boxes beside those that were found whole."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from digit_recognizer.image.lines import PrintedForm, PrintedLine, close_gaps, straight_runs, without_lines

_FAINT = 0.12  # of full ink: what is left of a line is paler than a stroke
_COVERED = 0.5  # of a box's height: an upright line shows in so much of it, …
_END, _END_COVERED = 0.14, 0.5  # … and in so much of its upper and lower end, where digits do not reach
_MOSTLY, _HARDLY = 0.75, 0.15  # or in so much of it, and in so little of one end
_SAME_ROW = 0.25  # of its height: boxes on one row differ by no more
_LEVEL_RUN = 0.3  # of a box's height: so long is what is left of a level line
_GAP = 7  # px: what is left of lines is broken


def remove_remains(strength: np.ndarray, forms: Sequence[PrintedForm]) -> np.ndarray:
    """Takes away upright lines as tall as the boxes on their row, and level ones where those of the boxes are.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink, without the boxes that were found.
        forms: Those boxes.

    Returns:
        float32 `[h, w]`; the very same array where nothing is left.
    """
    cleared = strength
    for top, bottom, thickness in _rows(forms):
        start = max(0, top - round(thickness) - 2)
        band = np.s_[start : bottom + round(thickness) + 2]
        inked = (cleared[band] > _FAINT).view(np.uint8)
        rows = (top - start, bottom - start)
        lines = [*_uprights(inked, rows, thickness), *_levels(inked, rows, thickness)]
        if lines:
            cleared = cleared.copy() if cleared is strength else cleared
            cleared[band] = without_lines(cleared[band], lines)
    return cleared


def _rows(forms: Sequence[PrintedForm]) -> list[tuple[int, int, float]]:
    """Top, bottom and thickness of line of each row of boxes."""
    rows: list[tuple[int, int, float]] = []
    for form in forms:
        top, bottom = form.place[0].start, form.place[0].stop
        reach = _SAME_ROW * (bottom - top)
        if not any(abs(top - other[0]) <= reach and abs(bottom - other[1]) <= reach for other in rows):
            rows.append((top, bottom, float(np.median([line.thickness for line in form.lines]))))
    return rows


def _uprights(inked: np.ndarray, rows: tuple[int, int], thickness: float) -> list[PrintedLine]:
    """Thin upright lines from one row to another."""
    broad = cv2.dilate(inked, np.ones((1, 3), np.uint8))[slice(*rows)]
    end = max(2, round(_END * len(broad)))
    whole, upper, lower = (part.mean(axis=0) for part in (broad, broad[:end], broad[-end:]))
    covered = (whole >= _COVERED) & (np.minimum(upper, lower) >= _END_COVERED)
    covered |= (whole >= _MOSTLY) & (np.minimum(upper, lower) >= _HARDLY) & (np.maximum(upper, lower) >= _END_COVERED)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], covered, [False]]).astype(np.int8)))
    lines = []
    for start, stop in pairwise(edges.tolist()) if len(edges) else []:
        if not covered[start] or stop - start > 2 * thickness + 4:
            continue
        is_on = np.zeros(inked.shape, bool)
        is_on[:, max(0, start - 1) : stop + 1] = inked[:, max(0, start - 1) : stop + 1] > 0
        lines.append(PrintedLine(is_on, thickness))
    return lines


def _levels(inked: np.ndarray, rows: tuple[int, int], thickness: float) -> list[PrintedLine]:
    """Level lines, or what is left of them, at the top and at the foot of a band."""
    long = straight_runs(close_gaps(inked, _GAP), _LEVEL_RUN * (rows[1] - rows[0]))
    reach = round(thickness) + 1
    lines = []
    for row in rows:
        is_on = np.zeros(inked.shape, bool)
        place = np.s_[max(0, row - reach) : row + reach + 1]
        is_on[place] = (long[place] & inked[place]) > 0
        if is_on.any():
            lines.append(PrintedLine(is_on, thickness))
    return lines
