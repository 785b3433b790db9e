"""Marks on a digit: spatters of mud, dotted lines and zigzags."""

from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter

from digit_recognizer.contract import IMAGE_SIZE

_LIQUID = (0.65, 0.3)  # mean and deviation of how much fell on each pixel …
_LIQUID_SPREAD = 1.0  # px: … and how far it ran
_WET = 0.65
_DROP_EDGE = 1.5  # px
_DROP_CORE = 0.8  # of a drop's cover: less is dry
_MUD = 63 / 255  # of full ink
_LINE_REACH = 2.3  # px: how far down or up from its middle a line is seen
_DOT = 2  # columns, and as many between dots
_ZIGZAG_COLUMNS = (2, 25)
_ZIGZAG_SLOPE = 5  # rows up or down from one end to the other
_ZIG = 2.0  # px: half of a tooth's width, and its height


def spatter(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Covers digits here and there with grey mud."""
    liquid = rng.normal(*_LIQUID, ink.shape).astype(np.float32)
    wet = gaussian_filter(liquid, (0, _LIQUID_SPREAD, _LIQUID_SPREAD), mode="nearest") > _WET
    cover = gaussian_filter(wet.astype(np.float32), (0, _DROP_EDGE, _DROP_EDGE), mode="nearest")
    cover[cover < _DROP_CORE] = 0
    return ink * (1 - cover) + np.float32(_MUD) * cover


def draw_dotted_lines(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws a dotted line from the left edge to the right one."""
    rows = rng.integers(0, IMAGE_SIZE - 1, (len(ink), 2))
    last = IMAGE_SIZE - 1
    lines = np.stack([_segment((0, start), (last, end)) for start, end in rows])
    is_gap = np.arange(IMAGE_SIZE) // _DOT % 2 == 0
    return np.minimum(ink + np.where(is_gap, 0, lines), 1).astype(np.float32)


def draw_zigzags(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws a zigzag line across, level or nearly so."""
    starts = rng.integers(0, IMAGE_SIZE - 1, len(ink))
    slopes = rng.integers(-_ZIGZAG_SLOPE, _ZIGZAG_SLOPE, len(ink))
    return np.stack([_with_zigzag(*parts) for parts in zip(ink, starts, slopes, strict=True)])


def _with_zigzag(image: np.ndarray, start: int, slope: int) -> np.ndarray:
    left, right = _ZIGZAG_COLUMNS
    angle = np.arctan(slope / (right - left))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = _zigzag((right - left) / np.cos(angle)) @ turn + (left, start)
    lines = sum(_segment(one, other) for one, other in pairwise(corners))
    return np.minimum(image + lines, 1).astype(np.float32)


def _zigzag(length: float) -> np.ndarray:
    """Returns the corners (x, y) of a level zigzag line from (0, 0), the last of them as the published set has it."""
    teeth = np.arange(int((length - _ZIG) // (2 * _ZIG)) + 1)
    corners = [(0.0, 0.0), *zip((2 * teeth + 1) * _ZIG, _ZIG * (-1.0) ** teeth, strict=True)]
    rest = length % (2 * _ZIG)
    if rest:
        corners.append((length, corners[-1][1] / (2 * rest)))
    return np.array(corners)


def _segment(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """Returns a line from (column, row) to a column further right, fading upwards and downwards: float64 [28, 28]."""
    (left, top), (right, bottom) = start, end
    columns, rows = np.arange(IMAGE_SIZE), np.arange(IMAGE_SIZE)[:, np.newaxis]
    distance = np.abs(rows - top - (bottom - top) / (right - left) * (columns - left))
    line = 1 + np.log1p(-np.minimum(distance, _LINE_REACH - 1e-10) / _LINE_REACH)
    is_between = (columns >= np.floor(left)) & (columns < np.ceil(right))
    return np.where(is_between, np.maximum(line, 0), 0)
