"""Strokes on the digit's own picture."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from digit_recognizer.errors import NoInkError
from digit_recognizer.explanation.sheet import InkSheet, Stroke
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_digit
from tests.digit_recognizer.explanation.strokes import painted
from tests.pictures import draw_digit

CROSS_OUT = Stroke("erase", (60.0, 60.0), (140.0, 60.0), 40)
UNDERLINE = Stroke("add", (90.0, 230.0), (200.0, 236.5), 18)


def sheet_of(picture):
    pixels = read_pixels(picture)
    return InkSheet.of(pixels, find_digit(pixels))


@pytest.mark.parametrize("strokes", [[], [CROSS_OUT], [UNDERLINE], [UNDERLINE, CROSS_OUT]], ids=len)
def test_the_models_see_what_they_would_see_of_the_picture(strokes):
    sheet = sheet_of(draw_digit("7"))
    for stroke in strokes:
        sheet = sheet.after(stroke)
    image28, _ = sheet.normalized()
    expected = normalize_drawing(painted(draw_digit("7"), strokes))
    assert np.abs(image28.astype(int) - expected).mean() < 1


def test_a_picture_that_is_no_drawing_is_drawn_on_where_it_was_meant():
    picture = np.full((900, 1200, 3), (235, 230, 220), np.uint8)
    digit = draw_digit("7").repeat(2, axis=0).repeat(2, axis=1)
    picture[100:660, 500:1060][digit[..., 0] < 128] = (40, 40, 120)
    far = Stroke("add", (500 + 2 * 90.0, 100 + 2 * 230.0), (500 + 2 * 200.0, 100 + 2 * 236.5), 36)
    image28, _ = sheet_of(picture).after(far).normalized()
    expected = normalize_drawing(painted(draw_digit("7"), [UNDERLINE]))
    assert np.abs(image28.astype(int) - expected).mean() < 4


def test_ink_that_is_all_rubbed_out_is_an_error():
    sheet = sheet_of(draw_digit("7")).after(Stroke("erase", (0.0, 140.0), (280.0, 140.0), 600))
    with pytest.raises(NoInkError):
        sheet.normalized()


def test_a_stroke_beside_the_picture_changes_nothing():
    sheet = sheet_of(draw_digit("7"))
    beside = sheet.after(Stroke("add", (-90.0, -90.0), (-80.0, -80.0), 10))
    np.testing.assert_array_equal(beside.grey, sheet.grey)
