"""Transparent pictures become opaque ones."""

import numpy as np
import pytest

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.transparency import flatten_alpha
from tests.pictures import draw_digit


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (200, 30, 90)])
def test_ink_of_any_colour_on_a_transparent_canvas(ink):
    alpha = 255 - draw_digit("2")[..., 0]
    flat = flatten_alpha(np.full((280, 280, 3), ink, np.uint8), alpha)
    np.testing.assert_array_equal(flat, draw_digit("2"))


def test_transparent_corners_of_a_sheet_become_paper():
    picture = draw_digit("2", ink=(250, 250, 250), paper=(20, 40, 60))
    alpha = np.full((280, 280), 255, np.uint8)
    alpha[:20, :20] = alpha[-20:, -20:] = 0
    flat = flatten_alpha(picture, alpha)
    np.testing.assert_array_equal(flat, picture)


def test_sheet_on_a_transparent_canvas_is_looked_into():
    rgba_alpha = np.zeros((400, 400), np.uint8)
    rgba_alpha[60:340, 60:340] = 255
    rgb = np.zeros((400, 400, 3), np.uint8)
    rgb[60:340, 60:340] = draw_digit("2")
    np.testing.assert_array_equal(flatten_alpha(rgb, rgba_alpha), draw_digit("2"))


def test_nothing_but_transparency():
    with pytest.raises(NoInkError):
        flatten_alpha(np.zeros((20, 20, 3), np.uint8), np.zeros((20, 20), np.uint8))
