"""Turns a line of digits into one low strip, which the line reader reads as a whole: no cut decides what it sees."""

import cv2
import numpy as np

from digit_recognizer.contract import PIXEL_MAX, STRIP_HEIGHT
from digit_recognizer.number.line import Line

MAX_INK = STRIP_HEIGHT - 2  # px: a row of paper stays above and below it
DIGIT_HEIGHT = 24  # px: leaves room for digits that are larger, or stand higher or lower, than most

_MARGIN = 4  # px of paper before and after the line
_WIDTH_STEP = 2  # columns: the line reader answers once for each so many


def make_strip(line: Line) -> np.ndarray:
    """Scales a line, its strokes widened, to one height of digit; a line that is too high for that, to its own.

    Returns:
        uint8 `[STRIP_HEIGHT, w]`, 0 = paper, 255 = ink; w is even.
    """
    wide, scale = line.wide, _scale(line)
    height, width = (max(1, round(side * scale)) for side in wide.ink.shape)
    return frame_strip(cv2.resize(wide.ink, (width, height), interpolation=cv2.INTER_AREA))


def frame_at(line: Line, place: float) -> float:
    """Returns in which of the line reader's frames a place is, given in pixels from the line's left edge."""
    return (_MARGIN + (place * line.wide.zoom + line.wide.pad) * _scale(line)) / _WIDTH_STEP


def place_of(line: Line, frame: float) -> float:
    """Returns where one of the line reader's frames is, in pixels from the line's left edge; undoes `frame_at`."""
    return ((frame * _WIDTH_STEP - _MARGIN) / _scale(line) - line.wide.pad) / line.wide.zoom


def _scale(line: Line) -> float:
    return min(DIGIT_HEIGHT / (line.height * line.wide.zoom), MAX_INK / len(line.wide.ink))


def frame_strip(ink: np.ndarray) -> np.ndarray:
    """Places ink, float32 `[h, w]` no higher than `MAX_INK`, in the middle of one: uint8 `[STRIP_HEIGHT, …]`."""
    height, width = ink.shape
    columns = width + 2 * _MARGIN
    image = np.zeros((STRIP_HEIGHT, columns + columns % _WIDTH_STEP), np.uint8)
    top = (STRIP_HEIGHT - height) // 2
    image[top : top + height, _MARGIN : _MARGIN + width] = np.rint(ink / max(float(ink.max()), 1e-6) * PIXEL_MAX)
    return image
