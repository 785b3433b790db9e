"""Finds the line of digits on a picture: which marks belong to it, and how tall its digits are."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from digit_recognizer.errors import NoInkError, TooManyMarksError
from digit_recognizer.image.geometry import shrink_by
from digit_recognizer.image.ink import InkMap
from digit_recognizer.image.marks import SEEN, SURE, stroke_width
from digit_recognizer.number.strokes import WideStrokes, widen_strokes

BLANK_LINE = "There is no number on this picture: it looks blank. Please write or photograph one line of digits."

_WORKING_HEIGHT = 80  # px: four to each pixel of a digit in the 28x28 image
_MAX_FOUND = 20_000  # marks of any size, specks among them
_MAX_MARKS = 60  # marks on a line that are no specks
_JOIN = 0.3  # stroke widths: a photo's grain breaks strokes; marks closer than twice this are one
_SPECK = 0.08  # of the digits' height: a mark no longer is a speck; so is one no longer than …
_SPECK_WIDTHS = 1.5  # … so many stroke widths, as long as that is less than a dot
_MAX_ASPECT = 12  # a line of touching digits is at most so many times longer than high
_MIN_PHOTO_EXTENT = 0.02  # of a photo's shorter side: JPEG blocks and grain make smaller marks on blank paper
_INSIDE_SHARE = 0.1  # of all ink: with so much inside, what touches a photo's edge (or frames a drawing) is left out
_SHARED_HEIGHT = 0.3  # of the lower of two marks: sharing so much height, they stand beside each other …
_REACH = 3.0  # … unless they are so many digit heights apart
_LOOSE = 0.35  # of the digits' height: strokes of one digit above each other are no farther apart
_DOT = 0.25  # of the digits' height: a mark no longer is a dot where it stands alone
_DASH = 0.3  # of the digits' height: a mark no taller that is …
_DASH_ASPECT = 1.5  # … so many times wider is a dash where it stands alone, …
_ALONE = 0.3  # … less than this share of it being above or below another mark


@dataclass(frozen=True)
class Line:
    """The marks of one line of digits.

    Attributes:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink, of these marks alone.
        marks: int32 `[h, w]`, 0 = none, 1 … n: which mark the ink belongs to.
        boxes: int `[n, 4]`: left, top, right and bottom (exclusive) of each mark.
        height: Height of a digit in pixels.
        stroke: Mean width of the strokes in pixels.
        origin: Left and top of the arrays in the picture, in its pixels.
        pixel: Width and height of one of the arrays' pixels, in pixels of the picture.
    """

    strength: np.ndarray
    marks: np.ndarray
    boxes: np.ndarray
    height: float
    stroke: float
    origin: tuple[float, float]
    pixel: tuple[float, float]

    @cached_property
    def wide(self) -> WideStrokes:
        """The line as models read it best."""
        return widen_strokes(self.strength, self.height, self.stroke)

    def on_picture(self, box: np.ndarray) -> tuple[int, int, int, int]:
        """Returns a box of the arrays, int `[4]`, in pixels of the picture."""
        return tuple(np.rint(box.reshape(2, 2) * self.pixel + self.origin).astype(int).ravel().tolist())


@dataclass(frozen=True)
class _Marks:
    labels: np.ndarray
    boxes: np.ndarray  # int [n + 1, 4]; the first is the paper's
    ink: np.ndarray  # float [n + 1]
    sure: np.ndarray  # bool [n + 1]: whether any of it is plainly ink
    stroke: float

    @property
    def widths(self) -> np.ndarray:
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def heights(self) -> np.ndarray:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def extents(self) -> np.ndarray:
        return np.maximum(self.widths, self.heights)


def find_line(ink_map: InkMap) -> Line:
    """Finds the marks of the line that holds the most ink; specks, dots and dashes are left out.

    Args:
        ink_map: Ink on the whole picture.

    Raises:
        NoInkError: No mark can be a digit.
        TooManyMarksError: There is more on the picture than a number.
    """
    found = _find_marks(ink_map.strength, ink_map.is_photo)
    kept, height = _choose(found, ink_map)
    left, top = found.boxes[kept, :2].min(axis=0).tolist()
    right, bottom = found.boxes[kept, 2:].max(axis=0).tolist()
    inside = np.s_[top:bottom, left:right]
    belongs = np.zeros(len(found.boxes), bool)
    belongs[kept] = True
    ink = np.where(belongs[found.labels[inside]], ink_map.strength[inside], np.float32(0))
    zoom = min(1.0, _WORKING_HEIGHT / height)
    strength = shrink_by(ink, zoom)
    marks = _find_marks(strength, ink_map.is_photo)
    origin = (ink_map.origin[0] + left * ink_map.pixel[0], ink_map.origin[1] + top * ink_map.pixel[1])
    pixel = (ink_map.pixel[0] * (right - left) / strength.shape[1], ink_map.pixel[1] * (bottom - top) / len(strength))
    return Line(strength, marks.labels, marks.boxes[1:], height * zoom, marks.stroke, origin, pixel)


def _find_marks(strength: np.ndarray, is_photo: bool) -> _Marks:
    """Labels every mark, with the faint edge around it."""
    seen = (strength > SEEN).astype(np.uint8)
    stroke = stroke_width(seen)
    pad = max(1, round(_JOIN * stroke)) if is_photo else 0
    joined = cv2.dilate(seen, np.ones((2 * pad + 1, 2 * pad + 1), np.uint8)) if pad else seen
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    _check_count(count - 1, _MAX_FOUND)
    corners, sizes = stats[:, :2], stats[:, 2:4]
    boxes = np.column_stack([corners + pad, corners + sizes - pad])
    ink = np.bincount(labels.ravel(), weights=strength.ravel(), minlength=count)
    sure = np.bincount(labels[strength > SURE], minlength=count) > 0
    if not pad:
        around = cv2.dilate(labels.astype(np.uint16), np.ones((3, 3), np.uint8))
        labels = np.where((labels == 0) & (strength > 0), around, labels).astype(np.int32)
    return _Marks(labels, boxes, ink, sure, stroke)


def _choose(marks: _Marks, ink_map: InkMap) -> tuple[np.ndarray, float]:
    """Indices of the marks on the main line, and its digits' height."""
    eligible = _eligible(marks, ink_map)
    if not eligible.size:
        raise NoInkError(BLANK_LINE)
    weight = (marks.extents * np.sqrt(marks.ink))[eligible]
    height = _weighted_median(marks.heights[eligible], marks.ink[eligible])
    longest = max(height, float(marks.extents[eligible].max()) / _MAX_ASPECT)
    speck = marks.extents[eligible] <= max(_SPECK * longest, min(_SPECK_WIDTHS * marks.stroke, _DOT * longest))
    speck[np.argmax(weight)] = False
    eligible, weight = eligible[~speck], weight[~speck]
    _check_count(len(eligible), _MAX_MARKS)
    boxes = marks.boxes[eligible]
    on_line = _on_line(boxes, int(np.argmax(weight)), height)
    eligible, boxes = eligible[on_line], boxes[on_line]
    height = _weighted_median(marks.heights[eligible], marks.ink[eligible])
    kept = eligible[~_stray(boxes, height)]
    return (kept if kept.size else eligible), height


def _eligible(marks: _Marks, ink_map: InkMap) -> np.ndarray:
    """Indices of the marks that are neither a frame nor, in a photo, noise or a shadow at the edge."""
    height, width = ink_map.strength.shape
    edges = np.column_stack([marks.boxes[:, :2] <= 0, marks.boxes[:, 2:] >= (width, height)])
    eligible = np.arange(len(marks.boxes)) > 0
    if ink_map.is_photo:
        eligible &= marks.sure & (marks.extents >= _MIN_PHOTO_EXTENT * min(height, width))
    outside = edges.any(axis=1) if ink_map.is_photo else edges.all(axis=1)
    inside = eligible & ~outside
    if marks.ink[inside].sum() >= _INSIDE_SHARE * marks.ink[eligible].sum():
        eligible = inside
    return np.flatnonzero(eligible)


def _on_line(boxes: np.ndarray, main: int, height: float) -> np.ndarray:
    """Which marks stand beside the main one, or beside one that does, or just above or below one: bool `[n]`."""
    across = _gaps(boxes[:, 0], boxes[:, 2])
    along = _gaps(boxes[:, 1], boxes[:, 3])
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    beside = (-along >= _SHARED_HEIGHT * np.minimum.outer(heights, heights)) & (across <= _REACH * height)
    above = (-across >= _SHARED_HEIGHT * np.minimum.outer(widths, widths)) & (along <= _LOOSE * height)
    linked = beside | above
    reached = np.zeros(len(boxes), bool)
    reached[main] = True
    while (wider := linked[reached].any(axis=0) & ~reached).any():
        reached |= wider
    return reached


def _stray(boxes: np.ndarray, height: float) -> np.ndarray:
    """Which marks are dots or dashes that stand alone: bool `[n]`."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    dot = np.maximum(widths, heights) <= _DOT * height
    dash = (heights <= _DASH * height) & (widths >= _DASH_ASPECT * heights)
    gaps = _gaps(boxes[:, 0], boxes[:, 2]).astype(float)
    np.fill_diagonal(gaps, np.inf)
    alone = gaps.min(axis=1, initial=np.inf) > -_ALONE * widths
    return (dot | dash) & alone


def _gaps(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Distance of every span from every other, negative where they overlap: `[n, n]`."""
    return np.maximum.outer(starts, starts) - np.minimum.outer(ends, ends)


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(max(1, values[order][np.searchsorted(total, total[-1] / 2)]))


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise TooManyMarksError(
            f"There is too much on this picture to be a number: {count} separate marks were found; at most {most} "
            "are read. Please write or photograph one line of digits on plain paper."
        )
