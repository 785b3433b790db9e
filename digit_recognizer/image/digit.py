"""Finds the digit on a picture: once, for all that is made of it."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.geometry import pixel_size, shrink_to
from digit_recognizer.image.ink import CANVAS_SIDE, QUANTUM, InkMap, InkScale, canvas_scale, difference, measure_ink
from digit_recognizer.image.marks import BLANK_MESSAGE, select_marks, stroke_width
from digit_recognizer.image.paper import Paper, estimate_paper
from digit_recognizer.image.ruling import may_be_ruled
from digit_recognizer.image.specks import remove_specks
from digit_recognizer.image.transparency import opaque_part

_FINE_SIDE = 112  # px: more than five to each pixel of the digit in the 28x28 image
_FINE_STROKE = 5  # px: a stroke so wide has crisp sides
_MARGIN = 8  # px: blank paper kept around the ink of a clean canvas


@dataclass(frozen=True)
class FoundDigit:
    """The digit among all ink on a picture.

    Attributes:
        shape: Height and width of the picture in pixels.
        ink_map: Ink on the part of the picture that was looked at.
        keep: bool `[h, w]`, the size of the map, True where ink belongs to the digit.
        rgb: uint8 `[h, w, 3]`, the same part, at full size where the map shows a photo too small.
        paper: Its paper …
        scale: … and how its ink was measured.
    """

    shape: tuple[int, int]
    ink_map: InkMap
    keep: np.ndarray
    rgb: np.ndarray
    paper: Paper
    scale: InkScale

    def on_picture(self, box: tuple[int, int, int, int]) -> np.ndarray:
        """Returns a box on the map, left, top, right and bottom, in pixels of the picture: float `[4]`."""
        return np.array(box) * np.tile(self.ink_map.pixel, 2) + np.tile(self.ink_map.origin, 2)


def find_digit(pixels: Pixels) -> FoundDigit:
    """Finds the digit on a drawing or photo.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    shape = pixels.rgb.shape[:2]
    rgb, origin = opaque_part(pixels)
    view = shrink_to(rgb, CANVAS_SIDE)
    paper = estimate_paper(view)
    if paper.is_clean and view is rgb:
        is_ruled = may_be_ruled(view, paper.colour)
        if is_ruled:
            view = remove_specks(view, paper.colour)
            is_ruled = may_be_ruled(view, paper.colour)
        if not is_ruled:
            return _find_on_canvas(view, paper, shape, origin)
    scale, strength = measure_ink(view, paper)
    keep = select_marks(strength, is_photo=not paper.is_clean)
    ink_map = InkMap(strength, not paper.is_clean, origin, pixel_size(rgb, strength))
    return FoundDigit(shape, ink_map, keep, rgb, paper, scale)


def _find_on_canvas(rgb: np.ndarray, paper: Paper, shape: tuple[int, int], origin: tuple[int, int]) -> FoundDigit:
    """Finds the digit on a clean canvas, looking at no more pixels than its strokes need."""
    left, top, right, bottom = _without_margin(rgb, paper)
    part = rgb[top:bottom, left:right]
    enough = _no_finer_than_needed(part, paper)
    along = difference(paper.residual(enough), None)
    scale = canvas_scale(along)
    strength = scale.strength(along)
    keep = select_marks(strength, is_photo=False)
    ink_map = InkMap(strength, False, (origin[0] + left, origin[1] + top), pixel_size(part, strength))
    return FoundDigit(shape, ink_map, keep, enough, paper, scale)


def _no_finer_than_needed(rgb: np.ndarray, paper: Paper) -> np.ndarray:
    """Averages down a large digit of strokes so thick that nothing of them is lost."""
    contrast = cv2.cvtColor(cv2.absdiff(rgb, paper.scalar), cv2.COLOR_RGB2GRAY)
    width = stroke_width((contrast > int(contrast.max()) // 2).view(np.uint8))
    return shrink_to(rgb, max(_FINE_SIDE, round(max(rgb.shape) * _FINE_STROKE / width)))


def _without_margin(rgb: np.ndarray, paper: Paper) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a clean canvas without its blank margin; what touches an edge still does."""
    low, high = paper.colour - QUANTUM, paper.colour + QUANTUM
    left, top, width, height = cv2.boundingRect(cv2.bitwise_not(cv2.inRange(rgb, low, high)))
    if not width:
        raise NoInkError(BLANK_MESSAGE)
    right, bottom = min(rgb.shape[1], left + width + _MARGIN), min(rgb.shape[0], top + height + _MARGIN)
    return max(0, left - _MARGIN), max(0, top - _MARGIN), right, bottom
