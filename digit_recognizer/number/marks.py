"""Finds the marks on a picture, and tells ink from noise, stains and frames."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import TooManyMarksError
from digit_recognizer.image.ink import InkMap
from digit_recognizer.image.marks import SEEN, SURE, stroke_width

_SHARED = SHARED["number"]
_MAX_FOUND = 20_000  # marks of any size, specks among them
_JOIN = 0.3  # stroke widths: a photo's grain breaks strokes; marks closer than twice this are one
_MIN_PHOTO_EXTENT = 0.02  # of a photo's shorter side: JPEG blocks and grain make smaller marks on blank paper
# Of all ink: with so much inside, what touches a photo's edge (or frames a drawing) is left out.
_INSIDE_SHARE = _SHARED["inside_share"]
_MIN_FRAME = 0.4  # of the picture's sides: axes and open frames are no smaller …
_MARGIN = 0.08  # … and all of their ink lies within this share of their box's sides, or …
_MARGIN_WIDTHS = 2  # … so many stroke widths, from its edges
_MAX_WITHIN = 0.02  # of their ink: ticks and grain


@dataclass(frozen=True)
class Marks:
    """Connected ink on a picture; the first of each array is the paper's.

    Attributes:
        labels: int32 `[h, w]`, 0 = none, 1 … n: which mark the ink belongs to, with the faint edge around it.
        boxes: int `[n + 1, 4]`: left, top, right and bottom (exclusive).
        ink: float `[n + 1]`: how many pixels of full ink each is worth.
        sure: bool `[n + 1]`: whether any of it is plainly ink.
        stroke: mean width of the strokes in pixels.
    """

    labels: np.ndarray
    boxes: np.ndarray
    ink: np.ndarray
    sure: np.ndarray
    stroke: float

    @property
    def widths(self) -> np.ndarray:
        """Width of each box in pixels: int `[n + 1]`."""
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def heights(self) -> np.ndarray:
        """Height of each box in pixels: int `[n + 1]`."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def at_edges(self) -> np.ndarray:
        """Whether each side of each box is one of the picture's: bool `[n + 1, 4]`."""
        height, width = self.labels.shape
        return np.column_stack([self.boxes[:, :2] <= 0, self.boxes[:, 2:] >= (width, height)])

    @property
    def extents(self) -> np.ndarray:
        """The longer side of each box in pixels: int `[n + 1]`."""
        return np.maximum(self.widths, self.heights)


def find_marks(strength: np.ndarray, is_photo: bool) -> Marks:
    """Labels every mark, with the faint edge around it.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
        is_photo: whether grain may have broken strokes.

    Raises:
        TooManyMarksError: there are more than any written sheet has.
    """
    seen = (strength > SEEN).astype(np.uint8)
    stroke = stroke_width(seen)
    pad = max(1, round(_JOIN * stroke)) if is_photo else 0
    joined = cv2.dilate(seen, np.ones((2 * pad + 1, 2 * pad + 1), np.uint8)) if pad else seen
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    check_count(count - 1, _MAX_FOUND)
    corners, sizes = stats[:, :2], stats[:, 2:4]
    # At the picture's edge there is no room to join: a mark there never is less than a pixel.
    boxes = np.column_stack([corners + pad, np.maximum(corners + sizes - pad, corners + pad + 1)])
    ink = np.bincount(labels.ravel(), weights=strength.ravel(), minlength=count)
    sure = np.bincount(labels[strength > SURE], minlength=count) > 0
    if not pad:
        around = cv2.dilate(labels.astype(np.uint16), np.ones((3, 3), np.uint8))
        labels = np.where((labels == 0) & (strength > 0), around, labels).astype(np.int32)
    return Marks(labels, boxes, ink, sure, stroke)


def written_marks(marks: Marks, ink_map: InkMap) -> np.ndarray:
    """Returns the indices of the marks that are neither a frame nor, in a photo, noise or a shadow at the edge."""
    height, width = ink_map.strength.shape
    eligible = np.arange(len(marks.boxes)) > 0
    if ink_map.is_photo:
        eligible &= marks.sure & (marks.extents >= _MIN_PHOTO_EXTENT * min(height, width))
    outside = marks.at_edges.any(axis=1) if ink_map.is_photo else marks.at_edges.all(axis=1)
    inside = eligible & ~outside
    if marks.ink[inside].sum() >= _INSIDE_SHARE * marks.ink[eligible].sum():
        eligible = inside
    indices = np.flatnonzero(eligible)
    is_large = (marks.heights >= _MIN_FRAME * height) & (marks.widths >= _MIN_FRAME * width)
    frames = [index for index in indices[is_large[indices]].tolist() if _is_around(marks, index, indices)]
    return np.setdiff1d(indices, np.array(frames, int))


def _is_around(marks: Marks, index: int, others: np.ndarray) -> bool:
    """Whether a mark is lines along the sides of its box with other marks between: axes, or a frame that is open."""
    left, top, right, bottom = marks.boxes[index]
    across, down = (round(max(_MARGIN * side, _MARGIN_WIDTHS * marks.stroke)) for side in (right - left, bottom - top))
    inner = np.array([left + across, top + down, right - across, bottom - down])
    is_within = (marks.boxes[others, :2] >= inner[:2]).all(axis=1) & (marks.boxes[others, 2:] <= inner[2:]).all(axis=1)
    if not is_within.any():
        return False
    own = marks.labels[top:bottom, left:right] == index
    return bool(own[down:-down, across:-across].sum() <= _MAX_WITHIN * own.sum())


def check_count(count: int, most: int) -> None:
    """Raises TooManyMarksError when there are more than `most` marks."""
    if count > most:
        raise TooManyMarksError(
            f"There is too much on this picture to be a number: {count} separate marks were found; at most {most} "
            "are read. Please write or photograph lines of digits on plain paper."
        )
