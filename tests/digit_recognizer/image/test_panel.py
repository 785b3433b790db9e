"""What long lines enclose is found, and a digit is no frame."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.panel import find_panels
from tests.pictures import draw_digit


def framed(width: int = 6, level: int = 0) -> np.ndarray:
    return cv2.copyMakeBorder(draw_digit("2"), *(width,) * 4, cv2.BORDER_CONSTANT, value=(level,) * 3)


@pytest.mark.parametrize(("width", "level"), [(2, 0), (6, 200), (25, 60)])
def test_a_frame_is_left_out(width, level):
    [(left, top, right, bottom), *_] = find_panels(framed(width, level))
    assert width <= left <= width + 8
    assert width <= top <= width + 8
    assert 272 + width <= right <= 280 + width
    assert 272 + width <= bottom <= 280 + width


def test_two_axes_leave_the_side_with_the_digit():
    plot = np.pad(draw_digit("2"), ((10, 40), (40, 10), (0, 0)), constant_values=255)
    plot[10:292, 38:41] = plot[289:292, 38:322] = 0
    [(left, top, right, bottom), *_] = find_panels(plot)
    assert left >= 40
    assert bottom <= 290
    assert (top, right) == (0, 330)


@pytest.mark.parametrize("name", ["2", "4", "7", "8"])
def test_a_digit_alone_is_in_no_panel(name):
    assert find_panels(draw_digit(name)) == []


def test_a_digit_beside_the_panel_is_not_left_out():
    picture = np.hstack([framed(4), np.pad(draw_digit("7"), ((4, 4), (0, 0), (0, 0)), constant_values=255)])
    assert find_panels(picture) == []
