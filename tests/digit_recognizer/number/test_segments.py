"""Marks are cut into segments, up to as many as a number can have."""

import cv2
import numpy as np
import pytest

from digit_recognizer.errors import TooManyMarksError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.segments import cut_segments
from digit_recognizer.number.sheet import find_line


def zigzags(count: int) -> np.ndarray:
    """So many marks beside each other, each of four strokes that fall into five segments."""
    picture = np.full((120, 90 * count + 40), 255, np.uint8)
    for mark in range(count):
        across = 20 + 90 * mark + np.rint(np.linspace(0, 75, 5)).astype(int)
        points = np.column_stack([across, (20, 100, 20, 100, 20)])
        cv2.polylines(picture, [points.astype(np.int32)], False, 0, 5, cv2.LINE_AA)
    return picture


def segments_of(count: int) -> int:
    line = find_line(map_ink(read_pixels(zigzags(count))))
    return len(cut_segments(line, np.zeros(len(line.boxes), bool)).boxes)


def test_a_line_falls_into_segments():
    assert segments_of(12) == 60


def test_more_segments_than_a_number_has_are_refused():
    with pytest.raises(TooManyMarksError, match="more than 64 pieces"):
        segments_of(14)
