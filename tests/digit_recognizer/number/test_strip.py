"""A line as the line reader takes it, whatever its size, pen and place."""

import cv2
import numpy as np
import pytest

from digit_recognizer.contract import STRIP_HEIGHT
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.sheet import find_line
from digit_recognizer.number.strip import DIGIT_HEIGHT, frame_strip, make_strip


def strip_of(picture: np.ndarray) -> np.ndarray:
    return make_strip(find_line(map_ink(read_pixels(picture))))


def ink_height(strip: np.ndarray) -> int:
    return int(np.ptp(np.flatnonzero((strip > 60).any(axis=1)))) + 1


def test_digits_come_in_one_height(write):
    for side in (40, 90, 300):
        strip = strip_of(write("2", "0", "3", side=side))
        assert (strip.shape[0], strip.shape[1] % 2, strip.dtype) == (STRIP_HEIGHT, 0, np.uint8)
        assert ink_height(strip) == pytest.approx(DIGIT_HEIGHT, abs=3)
        assert strip.max() == 255


def test_size_and_place_make_no_difference(write):
    picture = write("2", "0", "3", side=90)
    large = cv2.resize(picture, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    moved = cv2.copyMakeBorder(picture, 40, 5, 90, 10, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    plain = strip_of(picture).astype(float)
    for other in (strip_of(large), strip_of(moved)):
        assert other.shape == plain.shape
        assert np.abs(other - plain).mean() < 4


def test_a_line_that_climbs_is_made_to_fit(write):
    picture = write("2", "0", "3", "7")
    turn = np.float32([[1, 0, 0], [0.5, 1, 0]])
    climbing = cv2.warpAffine(picture, turn, (picture.shape[1], picture.shape[0] * 3), borderValue=(255, 255, 255))
    strip = strip_of(climbing)
    assert strip.shape[0] == STRIP_HEIGHT
    assert not strip[[0, -1]].any()


def test_ink_stands_in_the_middle():
    strip = frame_strip(np.ones((10, 7)))
    rows, columns = np.nonzero(strip)
    assert (rows.min(), rows.max()) == (13, 22)
    assert columns.min() == 4
    assert strip.shape == (STRIP_HEIGHT, 16)
