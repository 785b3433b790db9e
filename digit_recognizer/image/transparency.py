"""Turns transparent pictures into opaque ones: ink on a transparent canvas, and sheets cut out of their background."""

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.geometry import box_of
from digit_recognizer.image.marks import BLANK_MESSAGE
from digit_recognizer.image.paper import dominant_colour

_SHARED = SHARED["transparency"]
_OPAQUE = _SHARED["opaque"]  # levels of alpha
_MIN_ALPHA = _SHARED["min_alpha"]  # levels: a picture that is nowhere less transparent is empty
_MIN_SHEET = _SHARED["min_sheet"]  # of the box around what is opaque: a sheet of paper fills it, strokes do not …
_MIN_SPREAD = _SHARED["min_spread"]  # levels: … and there is something on it


def opaque_part(pixels: Pixels) -> tuple[np.ndarray, tuple[int, int]]:
    """Returns the picture without transparency, and where on the one received its left and top lie.

    Raises:
        NoInkError: All of it is transparent.
    """
    if pixels.alpha is None:
        return pixels.rgb, (0, 0)
    flat = flatten_alpha(pixels.rgb, pixels.alpha)
    if flat.shape == pixels.rgb.shape:
        return flat, (0, 0)
    left, top, _, _ = box_of(pixels.alpha >= _OPAQUE)
    return flat, (left, top)


def flatten_alpha(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Turns transparency into paper: opaque ink on a transparent canvas becomes dark on white, whatever its colour.

    Args:
        rgb: uint8 `[h, w, 3]`.
        alpha: uint8 `[h, w]`, 0 = transparent.

    Returns:
        uint8 `[h, w, 3]`, the same picture; of a sheet within a transparent margin, the sheet alone.

    Raises:
        NoInkError: All of it is transparent.
    """
    opaque = alpha >= _OPAQUE
    if not opaque.any() and alpha.max() < _MIN_ALPHA:
        raise NoInkError(BLANK_MESSAGE)
    if opaque.any():
        left, top, right, bottom = box_of(opaque)
        box = np.s_[top:bottom, left:right]
        spread = np.ptp(rgb[opaque].astype(np.int16), axis=0).max()
        if opaque[box].mean() > _MIN_SHEET and spread > _MIN_SPREAD:
            sheet = np.where(opaque[box][..., np.newaxis], rgb[box], 0)
            colour = dominant_colour(sheet)
            share = alpha[box][..., np.newaxis] / np.float32(255)
            return np.rint(rgb[box] * share + colour * (1 - share)).astype(np.uint8)
    return cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2RGB)
