"""Chooses, among the marks on a picture, those that make up the digit."""

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import NoInkError

BLANK_MESSAGE = "There is nothing written on this picture: it looks blank. Please draw or photograph one digit."

_SHARED = SHARED["marks"]
SEEN: float = _SHARED["seen"]  # of full ink: what counts as a mark
SURE = 0.5  # of full ink: a photo's marks without any such part are stains or noise
_JOIN = _SHARED["join"]  # stroke widths: marks closer than twice this are one
_DOT_WIDTHS = _SHARED["dot_widths"]  # stroke widths: a mark no longer than this is a dot, not a stroke …
_DOT_SHARE = _SHARED["dot_share"]  # … if it has less than this share of the main mark's ink
_SPECK_LENGTH = _SHARED["speck_length"]  # of the main mark's length
_REACH = _SHARED["reach"]  # of the main mark's length: what is farther off belongs to something else
_INSIDE_SHARE = 0.1  # of the largest mark's weight: a mark inside so large is the digit, what touches the edge is not
_MIN_LENGTH = 0.07  # of a photo's shorter side: JPEG blocks and grain make smaller marks on blank paper


def select_marks(strength: np.ndarray, is_photo: bool) -> np.ndarray:
    """Chooses the marks that make up the digit.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
        is_photo: Whether to expect what drawings do not have: noise, stains, fingers and shadows at the picture's edge.

    Returns:
        bool `[h, w]`, True where ink belongs to the digit.

    Raises:
        NoInkError: None of the marks can be one.
    """
    mask = (strength > SEEN).astype(np.uint8)
    width = stroke_width(mask)
    joined, reach = join_marks(mask, width)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    if count == 2 and not is_photo:  # the background and one mark: most drawings
        return joined.astype(bool)
    ink = np.bincount(labels.ravel(), weights=np.square(strength).ravel(), minlength=count)
    extent = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) - (reach - 1)
    weight = extent * np.sqrt(ink)
    eligible = (weight > 0) & (np.arange(count) > 0)
    if is_photo:
        eligible &= np.bincount(labels[strength > SURE], minlength=count) > 0
    touches = _touches(labels * mask, count)
    eligible = _prefer_inside(eligible, weight, touches, is_photo)
    main = int(np.argmax(weight * eligible))
    if not eligible[main] or (is_photo and not _is_plausible(extent[main], touches[:, main], mask.shape)):
        raise NoInkError(BLANK_MESSAGE)
    dot = (extent <= _DOT_WIDTHS * width) & (ink < _DOT_SHARE * ink[main])
    near = (extent >= _SPECK_LENGTH * extent[main]) & (_gaps(stats, main) < _REACH * extent[main])
    kept = eligible & ~dot & near
    kept[main] = True
    return kept[labels]


def join_marks(mask: np.ndarray, width: float) -> tuple[np.ndarray, int]:
    """Broadens marks until those that are near to each other are one.

    Args:
        mask: uint8 `[h, w]`, nonzero where there is ink.
        width: Of the strokes in pixels.

    Returns:
        uint8 `[h, w]`, and the side of the square by which every mark was broadened.
    """
    reach = 2 * max(1, round(_JOIN * width)) + 1
    return cv2.dilate(mask, np.ones((reach, reach), np.uint8)), reach


def _prefer_inside(eligible: np.ndarray, weight: np.ndarray, touches: np.ndarray, is_photo: bool) -> np.ndarray:
    """Leaves out marks at the picture's edge (in a drawing: only frames around it) if there is a digit without them."""
    inside = eligible & ~(touches.any(axis=0) if is_photo else touches.all(axis=0))
    enough = (weight * inside).max() >= _INSIDE_SHARE * (weight * eligible).max() if is_photo else inside.any()
    return inside if enough else eligible


def _touches(labels: np.ndarray, count: int) -> np.ndarray:
    """Which components reach the picture's top, bottom, left and right edge: bool `[4, n]`."""
    edges = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    return np.array([np.bincount(edge, minlength=count) > 0 for edge in edges])


def _is_plausible(extent: float, touches: np.ndarray, shape: tuple[int, int]) -> bool:
    """Whether a photo's main mark is neither as small as noise nor runs from one edge to the opposite one."""
    top, bottom, left, right = touches
    return extent >= _MIN_LENGTH * min(shape) and not (top and bottom) and not (left and right)


def _gaps(stats: np.ndarray, main: int) -> np.ndarray:
    """Distance of every component's box from the main one's, in pixels: int `[n]`, 0 where they overlap."""
    starts = stats[:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP]]
    ends = starts + stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return np.maximum(starts - ends[main], starts[main] - ends).max(axis=1).clip(0)


def stroke_width(mask: np.ndarray) -> float:
    """Mean width of the strokes in pixels: in a bar, the mean distance to the nearest edge is a quarter of the width.

    Args:
        mask: uint8 `[h, w]`, nonzero where there is ink.

    Returns:
        The width, at least 1.
    """
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)
    count = cv2.countNonZero(mask)
    # Distances run to the centre of the nearest empty pixel, half a pixel beyond the edge.
    return max(1.0, 4 * (float(distance.sum()) / max(count, 1) - 0.5))
