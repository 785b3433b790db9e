"""Printed boxes around digits are taken away, and the digits in them are not."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.boxes import remove_boxes
from tests.pictures import draw_digit


def _digits(names: str, side: int) -> np.ndarray:
    """Digits beside each other, each in the middle of a square: ink float32, 0..1."""
    drawn = [draw_digit(name, canvas=(side, side), digit_side=0.62 * side, brush=5.0)[..., 0] for name in names]
    return ((255 - np.hstack(drawn)) / 255).astype(np.float32)


def _boxes(count: int, side: int, strength: float, slope: float = 0.0) -> np.ndarray:
    lines = np.zeros((side, count * side), np.float32)
    end, rise = count * side - 6, round(slope * count * side)
    for top in (12, side - 12):
        cv2.line(lines, (6, top), (end, top + rise), strength, 2)
    for left in np.linspace(6, end, count + 1):
        fall = round(slope * left)
        cv2.line(lines, (round(left), 12 + fall), (round(left), side - 12 + fall), strength, 2)
    return lines


@pytest.mark.parametrize("strength", [0.4, 1.0])
@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_boxes_go_and_digits_stay(strength, slope):
    ink, lines = _digits("472", 100), _boxes(3, 100, strength, slope)
    cleared = remove_boxes(np.maximum(ink, lines), is_photo=False, may_touch_edges=True)
    assert (cleared[(lines > 0) & (ink == 0)] > 0).mean() < 0.02
    assert np.abs(cleared - ink)[ink > 0.5].mean() < 0.02


def test_a_stroke_that_crosses_a_line_stays_whole():
    ink, lines = np.zeros((100, 200), np.float32), _boxes(2, 100, 1.0)
    cv2.line(ink, (40, 30), (145, 70), 1.0, 5)
    cleared = remove_boxes(np.maximum(ink, lines), is_photo=False, may_touch_edges=True)
    assert (cleared[ink > 0] > 0).mean() > 0.97
    assert cv2.connectedComponents((cleared > 0.2).view(np.uint8))[0] == 2


def test_lines_that_grain_has_broken_are_boxes_in_a_photo():
    ink, lines = _digits("53", 100), _boxes(2, 100, 0.6)
    lines[:, 50:56] = lines[40:46] = 0
    assert remove_boxes(np.maximum(ink, lines), is_photo=True, may_touch_edges=True)[lines > ink].max() < 0.2


@pytest.mark.parametrize("name", list("0123456789"))
def test_a_digit_is_no_box(name):
    ink = _digits(name, 100)
    assert remove_boxes(ink, is_photo=False, may_touch_edges=True) is ink


def test_a_square_zero_is_no_box():
    ink = np.zeros((100, 100), np.float32)
    cv2.rectangle(ink, (25, 15), (75, 85), 1.0, 6)
    assert remove_boxes(ink, is_photo=True, may_touch_edges=True) is ink


def test_the_grid_of_squared_paper_is_no_box():
    ink = _digits("3", 200)
    ink[::25] = ink[:, ::25] = 0.5
    assert remove_boxes(ink, is_photo=True, may_touch_edges=False) is ink
