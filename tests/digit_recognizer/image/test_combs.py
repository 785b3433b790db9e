"""Combs are taken away, and the digits on them are not; what only looks like a comb is left as it is."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.boxes import remove_boxes
from tests.digit_recognizer.image.test_boxes import _digits

SIDE = 100


def _comb(count: int, tick: int, strength: float, slope: float = 0.0, left_out: int | None = None) -> np.ndarray:
    """A line below so many squares, with ticks at their sides: float32, 0..1."""
    lines = np.zeros((SIDE + 20, count * SIDE + 20), np.float32)
    foot, fall = SIDE - 10, round(slope * count * SIDE)
    cv2.line(lines, (10, foot), (count * SIDE + 10, foot + fall), strength, 2)
    for index in range(count + 1):
        if index != left_out:
            at, lower = index * SIDE + 10, foot + round(slope * index * SIDE)
            cv2.line(lines, (at, lower), (at, lower - tick), strength, 2)
    return lines


def _on_sheet(names: str) -> np.ndarray:
    return np.pad(_digits(names, SIDE), ((0, 20), (10, 10)))


@pytest.mark.parametrize("tick", [18, 60])
@pytest.mark.parametrize("slope", [0.0, 0.008])
def test_combs_go_and_digits_stay(tick, slope):
    ink, lines = _on_sheet("472"), _comb(3, tick, 0.7, slope)
    cleared = remove_boxes(np.maximum(ink, lines), is_photo=False, may_touch_edges=True)
    assert (cleared[(lines > 0) & (ink == 0)] > 0).mean() < 0.03
    assert np.abs(cleared - ink)[ink > 0.5].mean() < 0.02


def test_a_digit_that_stands_on_the_line_stays_whole():
    ink, lines = np.roll(_on_sheet("37"), 9, axis=0), _comb(2, 25, 0.7)
    cleared = remove_boxes(np.maximum(ink, lines), is_photo=False, may_touch_edges=True)
    assert (cleared[ink > 0.5] > 0).mean() > 0.95
    assert (cleared[(lines > 0) & (ink == 0)] > 0).mean() < 0.06


@pytest.mark.parametrize("left_out", [0, 1, 3])
def test_ticks_at_uneven_distances_make_no_comb(left_out):
    drawn = np.maximum(_on_sheet("472"), _comb(3, 18, 0.7, left_out=left_out))
    assert remove_boxes(drawn, is_photo=False, may_touch_edges=True) is drawn


def test_an_empty_comb_and_an_underline_are_left():
    for drawn in (_comb(3, 18, 0.7), np.maximum(_on_sheet("472"), _comb(3, 0, 0.7))):
        assert remove_boxes(drawn, is_photo=False, may_touch_edges=True) is drawn


def test_what_grain_left_of_boxes_beside_one_that_was_found_goes():
    ink = _digits("53", SIDE)
    lines = np.zeros_like(ink)
    for left in (8, 108):
        cv2.rectangle(lines, (left, 8), (left + 84, 92), 0.6, 2)
    broken = lines.copy()
    broken[:, 100:][:, ::3] = 0  # dots, too far apart to be closed
    broken[20:26, 100:] = broken[70:78, 100:] = 0
    cleared = remove_boxes(np.maximum(ink, broken), is_photo=True, may_touch_edges=True)
    rest = cleared * (lines > 0) * (ink == 0)
    assert (rest > 0.2).sum() < 0.15 * (broken > 0.2).sum()
    assert (cleared[ink > 0.5] > 0.2).mean() > 0.97
