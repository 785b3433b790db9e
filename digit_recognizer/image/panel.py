"""Finds the part of a picture that printed lines enclose: a cell, a framed sheet, a window, a plot."""

import cv2
import numpy as np

from digit_recognizer.image.geometry import shrink_to
from digit_recognizer.image.split import threshold_of

_SIDE = 256  # px: lines are looked for on a picture of this size
_FLAT_SHARE = 0.3  # of all pixels: so much of one exact colour is no photo
_MIN_AWAY = 8  # levels from the paper of one colour: a line, however pale
_LONG_RUN, _SHORT_RUN = 0.6, 0.4  # of the picture's width or height: lines are so long
_MIN_SIDE = 8  # px: no digit can be read on less
_TILT = 0.03  # of the picture's side: by so much a line may leave its row
_MIN_PANEL = 0.3  # of the picture's width and height
_AROUND = 0.3  # of the picture's sides: under uneven light, paper so near is of one colour
_MAX_OUTSIDE = 0.4  # of the panel's shorter side: what stands beside it is no larger
_MIN_SPAN = 0.7  # of the panel's side: a line along it is so long
_INSET = 1  # px of the reduced picture: a line's edge is blurred


def find_panels(view: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Finds the largest parts of a picture between long straight lines.

    Args:
        view: uint8 `[h, w, 3]`.

    Returns:
        left, top, right and bottom (exclusive) of each in its pixels; none where no line cuts anything off.
    """
    small = shrink_to(view, _SIDE)
    zoom = np.array([view.shape[1] / small.shape[1], view.shape[0] / small.shape[0]] * 2)
    found: dict[tuple[int, int, int, int], None] = {}
    for marks in _marks(small):
        for min_run in (_LONG_RUN, _SHORT_RUN):
            box = _between_lines(marks, min_run)
            if box is not None:
                left, top, right, bottom = np.rint(box * zoom).astype(int).tolist()
                found[left, top, right, bottom] = None
    return list(found)


def _between_lines(is_mark: np.ndarray, min_run: float) -> np.ndarray | None:
    """Left, top, right and bottom of what long lines enclose, float `[4]`; None where that is all, or not enough."""
    is_mark = is_mark.copy()
    rows, columns = (_line_rows(marks, min_run) for marks in (is_mark, np.ascontiguousarray(is_mark.T)))
    (top, bottom), (left, right) = _widest_gap(rows), _widest_gap(columns)
    height, width = is_mark.shape
    if bottom - top < max(_MIN_SIDE, _MIN_PANEL * height) or right - left < max(_MIN_SIDE, _MIN_PANEL * width):
        return None
    if bottom - top == height and right - left == width:
        return None
    if not (_spans(is_mark[:, left:right], top, bottom) and _spans(is_mark[top:bottom].T, left, right)):
        return None
    is_mark[rows] = is_mark[:, columns] = is_mark[top:bottom, left:right] = 0
    if _largest(is_mark) > _MAX_OUTSIDE * min(bottom - top, right - left):
        return None
    inset = np.array([left > 0, top > 0, -(right < width), -(bottom < height)]) * _INSET
    return np.array([left, top, right, bottom]) + inset


def _marks(small: np.ndarray) -> list[np.ndarray]:
    """What is not of the colour of the paper, each uint8 `[h, w]`, 0 or 1: in a photo, of the paper around it, too."""
    height, width = small.shape[:2]
    middle = small[height // 4 : height - height // 4, width // 4 : width - width // 4].reshape(-1, 3)
    away = np.abs(small - np.median(middle, axis=0)).max(axis=2).astype(np.float32)
    if (away < 1).mean() >= _FLAT_SHARE:
        return [(away > _MIN_AWAY).astype(np.uint8)]
    block = (2 * round(_AROUND * width / 2) + 1, 2 * round(_AROUND * height / 2) + 1)
    around = cv2.subtract(small, cv2.blur(small, block), dtype=cv2.CV_32F)
    apart = np.abs(around).max(axis=2)
    return [(values > threshold_of(values)[0]).astype(np.uint8) for values in (away, apart)]


def _spans(is_mark: np.ndarray, start: int, end: int) -> bool:
    """Whether the lines above `start` and below `end`, where there are any, run all along: strokes of digits do not."""
    reach = max(2, round(_TILT * len(is_mark)))
    bands = [is_mark[max(0, start - reach) : start], is_mark[end : end + reach]]
    return all(band.any(axis=0).mean() >= _MIN_SPAN for band in bands if len(band))


def _largest(is_mark: np.ndarray) -> int:
    """Longest side of the largest mark in pixels; labels and names beside a panel are small, digits are not."""
    *_, stats, _ = cv2.connectedComponentsWithStats(is_mark)
    return int(stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(initial=0))


def _line_rows(is_mark: np.ndarray, min_run: float) -> np.ndarray:
    """Rows through which a long line runs: bool `[h]`."""
    height, width = is_mark.shape
    reach = 2 * max(1, round(_TILT * height / 2)) + 1
    broad = cv2.dilate(is_mark, np.ones((reach, 1), np.uint8))
    run = max(3, round(min_run * width))
    lines = cv2.morphologyEx(broad, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    # The dilation made them broader; where the line itself lies is what counts.
    return (lines & is_mark).any(axis=1)


def _widest_gap(is_line: np.ndarray) -> tuple[int, int]:
    """Start and end of the longest run without a line."""
    edges = np.flatnonzero(np.concatenate([[True], is_line, [True]]))
    widest = int(np.argmax(np.diff(edges)))
    return int(edges[widest]), int(edges[widest + 1]) - 1
