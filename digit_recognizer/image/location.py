"""Says where on a picture the digit lies that is read off it."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.geometry import box_of
from digit_recognizer.image.marks import SEEN

MASK_SIDE = 256  # px


@dataclass(frozen=True)
class InkPlace:
    """Where the digit's ink lies.

    Attributes:
        mask: uint8 `[h, w]`, the whole picture at up to `MASK_SIDE` pixels, 0 = none, 255 = full ink of the digit.
        box: left, top, right and bottom of the ink, in shares of the picture's width and height.
    """

    mask: np.ndarray
    box: tuple[float, float, float, float]


def locate_digit(found: FoundDigit) -> InkPlace:
    """Says where the ink lies that `normalize_digit` makes its image of."""
    height, width = found.shape
    ink = np.where(found.keep, found.ink_map.strength, np.float32(0))
    box = found.on_picture(box_of(ink > min(SEEN, float(ink.max()) / 2)))
    left, top, right, bottom = (float(edge) for edge in box / np.array([width, height, width, height]))
    return InkPlace(_mask(found, ink), (left, top, right, bottom))


def _mask(found: FoundDigit, ink: np.ndarray) -> np.ndarray:
    """Pastes the ink of the part that was looked at into a small copy of the whole picture."""
    scale = min(1.0, MASK_SIDE / max(found.shape))
    mask = np.zeros([max(1, round(side * scale)) for side in found.shape], np.uint8)
    edges = found.on_picture((0, 0, *ink.shape[::-1])) * scale
    left, top = (min(limit - 1, round(edge)) for edge, limit in zip(edges[:2], mask.shape[::-1], strict=True))
    right, bottom = (min(limit, round(edge)) for edge, limit in zip(edges[2:], mask.shape[::-1], strict=True))
    size = (max(1, right - left), max(1, bottom - top))
    smaller = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    mask[top : top + size[1], left : left + size[0]] = np.rint(smaller * PIXEL_MAX).astype(np.uint8)
    return mask
