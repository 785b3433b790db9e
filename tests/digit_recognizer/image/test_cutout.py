"""The digit that is cut out of its picture."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.cutout import cut_out
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import find_digit
from tests.pictures import draw_digit


def cut_out_of(pixels: Pixels) -> np.ndarray:
    return cut_out(find_digit(pixels))


def test_grey_levels_of_a_canvas_are_kept():
    ramp = np.zeros((60, 60, 3), np.uint8)
    ramp[20:40, 20:40] = np.linspace(100, 250, 20).astype(np.uint8)[:, np.newaxis, np.newaxis]
    ink = cut_out_of(Pixels(ramp))
    np.testing.assert_allclose(ink.max(axis=1)[ink.max(axis=1) > 0] * 250, np.linspace(100, 250, 20), atol=1)


@pytest.mark.parametrize("ink", [(255, 0, 0), (0, 150, 0)])
def test_colours_of_equal_luminance(ink):
    red_on_green = draw_digit("2", ink=ink, paper=(0, 128, 0) if ink[0] else (255, 20, 0))
    black_on_white = cut_out_of(Pixels(draw_digit("2")))
    np.testing.assert_allclose(cut_out_of(Pixels(red_on_green)), black_on_white, atol=0.02)


def test_result_is_bounded_for_large_pictures():
    canvas = np.full((5000, 5000, 3), 255, np.uint8)
    cv2.line(canvas, (500, 500), (600, 4500), (0, 0, 0), 1)
    ink = cut_out_of(Pixels(canvas))
    assert max(ink.shape) <= 1100
    assert (ink.max(axis=1) > 0.3).mean() > 0.9, "a line of one pixel lost parts in the reduction"


def test_small_digit_in_a_large_picture_is_cut_from_full_resolution():
    canvas = np.full((4000, 4000, 3), 255, np.uint8)
    canvas[3000:3280, 200:480] = draw_digit("2")
    assert max(cut_out_of(Pixels(canvas)).shape) > 150


def test_a_stroke_from_edge_to_edge_is_no_ruling():
    canvas = np.full((280, 280, 3), 255, np.uint8)
    canvas[:, 138:144] = 0
    assert cut_out_of(Pixels(canvas)).sum(axis=1).min() >= 5
