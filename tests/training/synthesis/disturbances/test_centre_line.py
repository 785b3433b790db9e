import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.pictures import draw_digit
from training.synthesis.disturbances.canvas import CANVAS, Drawing, draw_centre_line
from training.synthesis.disturbances.centre_line import find_centre_line

NAMES = ["0", "1", "2", "3", "4 open", "5", "6", "7 crossed", "8", "9"]


def mnist_like(name: str) -> np.ndarray:
    return normalize_drawing(draw_digit(name, brush=24.0))


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """The greatest correlation over shifts by one pixel: the centre of mass may be rounded either way."""
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return max(np.corrcoef(np.roll(first, shift, axis=(0, 1)).ravel(), second.ravel())[0, 1] for shift in shifts)


@pytest.mark.parametrize("name", NAMES)
def test_a_redrawn_digit_looks_like_the_original(name):
    image = mnist_like(name)
    redrawn = normalize_drawing(draw_centre_line(find_centre_line(image), Drawing()))
    assert likeness(image, redrawn) > 0.93


def test_the_width_of_strokes_is_measured():
    thin, thick = (find_centre_line(normalize_drawing(draw_digit("2", brush=brush))) for brush in (18.0, 34.0))
    assert thick.width > 1.5 * thin.width
    assert thin.side == pytest.approx(20, abs=1)


def test_height_and_brush_are_as_stated():
    line = find_centre_line(mnist_like("1"))
    for height, brush in ((0.3, 4.0), (0.8, 30.0)):
        inked = draw_centre_line(line, Drawing(height=height, brush=brush))[..., 0] < 128
        rows = np.flatnonzero(inked.any(axis=1))
        assert np.ptp(rows) + 1 == pytest.approx(height * CANVAS, abs=4)
        assert np.median(inked[rows].sum(axis=1)) == pytest.approx(brush, rel=0.35)


def test_specks_are_left_out():
    image = mnist_like("7")
    specked = image.copy()
    specked[25, 3] = 255
    assert len(find_centre_line(specked).paths) == len(find_centre_line(image).paths)


def test_a_blank_image_is_refused():
    with pytest.raises(ValueError, match="blank"):
        find_centre_line(np.zeros((28, 28), np.uint8))
