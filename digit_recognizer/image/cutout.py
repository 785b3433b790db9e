"""Cuts the digit that was found out of its picture."""

import cv2
import numpy as np

from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.geometry import box_of, shrink_to
from digit_recognizer.image.ink import canvas_scale, difference

_ENOUGH_SIDE = 160  # px: a digit smaller than this in the reduced copy is cut out of the full picture …
_CROP_SIDE = 480  # … at up to this size


def cut_out(found: FoundDigit) -> np.ndarray:
    """Cuts the digit out, from the full picture where the reduced copy shows it too small.

    Args:
        found: The digit and where it is.

    Returns:
        float32 `[h, w]`, 0 = paper, 1 = full ink, holding the digit alone with a narrow margin; of bounded size.
    """
    keep, strength, rgb = found.keep, found.ink_map.strength, found.rgb
    left, top, right, bottom = box_of(keep)
    height, width = keep.shape
    inside = keep[top:bottom, left:right]
    if rgb.shape[:2] == keep.shape or max(right - left, bottom - top) >= _ENOUGH_SIDE:
        return np.where(inside, strength[top:bottom, left:right], 0)
    part = found.paper.crop(left / width, top / height, right / width, bottom / height)
    rows = np.rint(np.array([top, bottom]) * rgb.shape[0] / height).astype(int)
    columns = np.rint(np.array([left, right]) * rgb.shape[1] / width).astype(int)
    closer = shrink_to(rgb[slice(*rows), slice(*columns)], _CROP_SIDE)
    along = difference(part.residual(closer), found.scale.direction)
    scale = canvas_scale(along) if found.paper.is_clean else found.scale
    kept = cv2.resize(inside.astype(np.float32), (closer.shape[1], closer.shape[0]), interpolation=cv2.INTER_LINEAR)
    return scale.strength(along) * kept
