"""Takes away what was printed, or lay, along the edges of a picture that was cut out: lines of a table, a shadow."""

from dataclasses import replace

import cv2
import numpy as np

from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.geometry import boxes_of
from digit_recognizer.image.marks import SEEN, join_marks, select_marks, stroke_width

_DEPTH = 0.1  # of the picture's width or height: a rim reaches no farther in
_THIN = 0.3  # of the width of the other strokes: a rim is no broader …
_LONG = 0.62  # … or as long as this share of the picture's longer side: strokes cut off at an edge are shorter
_DASH = 0.1  # of it: what is shorter is a speck, or the end of a stroke
_EDGE = 2  # px of the map: what is so near to an edge touches it


def without_rims(found: FoundDigit, part: tuple[int, int, int, int]) -> FoundDigit | None:
    """Returns what is found once marks are left out that lie along the edges alone; None where there are none.

    Args:
        found: What is found with them.
        part: Left, top, right and bottom (exclusive) of what was looked at, in pixels of the picture.

    Raises:
        NoInkError: There is nothing else.
    """
    strength = found.ink_map.strength
    mask = (strength > SEEN).view(np.uint8)
    # Grain breaks a digit's strokes: what lies near to each other is one mark.
    joined, _ = join_marks(mask, stroke_width(mask))
    labels = cv2.connectedComponents(joined)[1] * mask
    is_rim = _are_rims(labels, *_along_edges(found, part))
    if not is_rim.any():
        return None
    # The faint border of a mark goes with it.
    reach = cv2.dilate(is_rim[labels].view(np.uint8), np.ones((3, 3), np.uint8))
    cleared = np.where((reach > 0) & ((labels == 0) | is_rim[labels]), np.float32(0), strength)
    keep = select_marks(cleared, found.ink_map.is_photo)
    return replace(found, ink_map=replace(found.ink_map, strength=cleared), keep=keep, is_rimless=True)


def _are_rims(labels: np.ndarray, along: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Which marks are rims, by their labels: long ones, or such as are thin beside the strokes of the rest."""
    count = int(labels.max()) + 1
    inside, area = (np.bincount(some, minlength=count) for some in (labels[along], labels.ravel()))
    is_rim = (inside == area) & (np.bincount(labels[edge], minlength=count) > 0)
    is_rim[0] = False
    if not is_rim.any():
        return is_rim
    rest = (labels > 0) & ~is_rim[labels]
    if not rest.any():
        return np.zeros_like(is_rim)
    boxes = boxes_of(labels, count - 1)
    length = np.concatenate([[0], (boxes[:, 2:] - boxes[:, :2]).max(axis=1)])
    is_dash = length >= _DASH * max(labels.shape)
    is_thin = area <= _THIN * stroke_width(rest.view(np.uint8)) * length
    return is_rim & is_dash & (is_thin | (length >= _LONG * max(labels.shape)))


def _along_edges(found: FoundDigit, part: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Where on the map rims may lie, and what of that touches an edge of the picture: two bool `[h, w]`."""
    shape = found.ink_map.strength.shape
    pixel, box = found.ink_map.pixel, found.on_picture((0, 0, shape[1], shape[0]))
    along, edge = np.zeros(shape, bool), np.zeros(shape, bool)
    for side, (reached, end) in enumerate(zip(box, part, strict=True)):
        axis = side % 2
        # The map of a drawing ends where its ink does, and that may be before the edge.
        if abs(reached - end) > pixel[axis]:
            continue
        depth = round(_DEPTH * (part[axis + 2] - part[axis]) / pixel[axis])
        for place, reach in ((along, depth), (edge, _EDGE)):
            lines = np.s_[:reach] if side < 2 else np.s_[-reach:]
            place[(slice(None), lines) if axis == 0 else (lines, slice(None))] = True
    return along, edge
