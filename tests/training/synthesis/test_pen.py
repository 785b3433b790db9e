import numpy as np
import pytest

from tests.handmade import HANDMADE_DIGITS
from training.synthesis.pen import DrawingStyle, draw_strokes, sample_style
from training.synthesis.photo import photograph

TWO = HANDMADE_DIGITS["2"]


@pytest.mark.parametrize("brush", [1.0, 2.5, 7.0, 20.0, 60.0])
def test_line_has_the_brush_width(brush):
    canvas = draw_strokes([[[0, 0], [0, 100]]], DrawingStyle(brush=brush, digit_side=200.0))
    across = (255 - canvas[140, :, 0].astype(int)).sum() / 255
    assert abs(across - brush) < 0.06 * brush + 0.15


def test_digit_has_its_size_and_place():
    style = DrawingStyle(canvas=(400, 300), digit_side=180.0, left=0.0, top=1.0, brush=10.0)
    inked = draw_strokes(TWO, style)[..., 0] < 128
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    assert inked.shape == (300, 400)
    assert columns[0] == pytest.approx(0, abs=1)
    assert rows[-1] == pytest.approx(299, abs=1)
    assert np.ptp(rows) + 1 == pytest.approx(190, abs=2)


def test_colours_and_antialiasing():
    canvas = draw_strokes(TWO, DrawingStyle(ink=(10, 20, 200), paper=(250, 240, 230), brush=12.0))
    colours, counts = np.unique(canvas.reshape(-1, 3), axis=0, return_counts=True)
    np.testing.assert_array_equal(colours[counts.argmax()], (250, 240, 230))
    assert (10, 20, 200) in [tuple(colour) for colour in colours]
    assert len(colours) > 10, "no soft edges"


def test_a_fast_pen_is_thinner():
    slow_then_fast = [[[0, y] for y in (*range(50), *range(50, 500, 30))]]
    canvas = draw_strokes(slow_then_fast, DrawingStyle(speed_effect=0.5, brush=20.0, digit_side=240.0))
    widths = (canvas[..., 0] < 128).sum(axis=1)
    assert widths[220] < 0.75 * widths[30]


def test_single_point_is_a_dot():
    canvas = draw_strokes([[[5, 5]]], DrawingStyle(brush=20.0))
    assert (canvas[..., 0] < 128).sum() == pytest.approx(np.pi * 100, rel=0.1)


def test_samples_fit_the_canvas_and_repeat_by_seed():
    styles = [sample_style(np.random.default_rng(seed), canvas=(300, 200)) for seed in range(50)]
    assert styles[7] == sample_style(np.random.default_rng(7), canvas=(300, 200))
    assert len({style.brush for style in styles}) == len(styles)
    for style in styles:
        assert 0 < style.digit_side <= 200 - style.brush
        assert 0.7 <= style.brush <= 43


def test_photograph_repeats_by_seed_and_looks_like_paper():
    image = draw_strokes(TWO, DrawingStyle())
    photo = photograph(image, np.random.default_rng(3))
    np.testing.assert_array_equal(photo, photograph(image, np.random.default_rng(3)))
    assert photo.shape == image.shape
    assert photo.dtype == np.uint8
    assert np.median(photo[image[..., 0] < 10]) < np.median(photo[image[..., 0] > 250]) - 15
    assert len(np.unique(photo[image[..., 0] == 255])) > 20, "paper of one colour"
    assert (photo != photograph(image, np.random.default_rng(4))).any()
