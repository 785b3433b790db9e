"""Which marks make up the digit."""

import cv2
import numpy as np
import pytest

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.marks import select_marks, stroke_width
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import draw_digit
from training.synthesis.pen import DrawingStyle, draw_strokes


def test_a_single_pixel_is_a_mark_too():
    strength = np.zeros((40, 40), np.float32)
    strength[10, 10] = strength[30, 30] = 1
    assert select_marks(strength, is_photo=False)[10, 10]


def test_stray_dots_are_dropped():
    strength = (255 - draw_digit("2")[..., 0]) / np.float32(255)
    spotted = strength.copy()
    cv2.circle(spotted, (30, 30), 8, 1.0, cv2.FILLED)
    cv2.circle(spotted, (250, 150), 2, 1.0, cv2.FILLED)
    keep = select_marks(spotted, is_photo=False)
    np.testing.assert_array_equal(np.where(keep, spotted, 0), strength)


@pytest.mark.parametrize("name", ["1 with foot", "4 open", "5", "5 with loose bar", "7 crossed"])
@pytest.mark.parametrize("brush", [1.0, 4.0, 16.0, 40.0])
def test_separate_strokes_stay(name, brush):
    strength = (255 - draw_digit(name, brush=brush)[..., 0]) / np.float32(255)
    keep = select_marks(strength, is_photo=False)
    assert strength[keep].sum() > 0.99 * strength.sum()


def test_bar_of_a_five_stays_with_the_broadest_brush():
    canvas = draw_strokes(HANDMADE_DIGITS["5 with loose bar"], DrawingStyle((800, 800), 600.0, brush=171.0))
    strength = (255 - canvas[..., 0]) / np.float32(255)
    assert select_marks(strength, is_photo=False)[strength > 0].all()


def test_frame_around_the_canvas_is_dropped():
    strength = (255 - draw_digit("2")[..., 0]) / np.float32(255)
    framed = strength.copy()
    framed[:2] = framed[-2:] = framed[:, :2] = framed[:, -2:] = 1
    keep = select_marks(framed, is_photo=False)
    np.testing.assert_array_equal(np.where(keep, framed, 0), strength)


def test_finger_at_the_edge_of_a_photo_is_dropped():
    strength = (255 - draw_digit("2")[..., 0]) / np.float32(255)
    with_finger = strength.copy()
    cv2.ellipse(with_finger, (280, 280), (50, 40), 0, 0, 360, 0.9, cv2.FILLED)
    keep = select_marks(with_finger, is_photo=True)
    np.testing.assert_array_equal(np.where(keep, with_finger, 0), strength)


def test_nothing_but_noise_in_a_photo():
    strength = np.zeros((300, 300), np.float32)
    strength[40:44, 90:96] = 1
    with pytest.raises(NoInkError):
        select_marks(strength, is_photo=True)


@pytest.mark.parametrize("width", [2, 3, 8, 21])
def test_stroke_width_of_bars(width):
    mask = np.zeros((300, 300), np.uint8)
    mask[100 : 100 + width, 20:280] = 1
    assert abs(stroke_width(mask) - width) < 0.15 * width + 0.3
