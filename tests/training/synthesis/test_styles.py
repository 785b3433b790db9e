"""Styles are digits that a recogniser trained on many hands reads; variants change what they say they change."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from training.synthesis.pen import draw_strokes
from training.synthesis.styles import STYLES, restyle, write_style

LINE_DOWN = np.stack([np.full(20, 50.0), np.linspace(0, 100, 20)], axis=1)
SEVEN = np.array([[0.0, 0.0], [30.0, 0.0], [60.0, 0.0], [45.0, 30.0], [30.0, 60.0], [15.0, 100.0]])
RING = np.stack([np.cos(np.linspace(0, 2 * np.pi, 40)), np.sin(np.linspace(0, 2 * np.pi, 40))], axis=1)


def test_every_digit_has_a_style():
    assert {style.label for style in STYLES.values()} == set(range(10))


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_written_a_little_differently_each_time(name):
    first, again, other = (write_style(STYLES[name], np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert len(first) == len(STYLES[name].strokes)
    np.testing.assert_array_equal(np.concatenate(first), np.concatenate(again))
    shift = np.abs(np.concatenate(first) - np.concatenate(other))
    assert 0 < shift.max() < 0.4
    assert normalize_drawing(draw_strokes(first)).any()


def test_a_seven_gets_a_bar_across_its_stem():
    seven, bar = restyle(7, [SEVEN], np.random.default_rng(0))
    np.testing.assert_array_equal(seven, SEVEN)
    assert np.ptp(bar[:, 0]) > 3 * np.ptp(bar[:, 1])
    assert bar[0, 0] < 35 < bar[1, 0]
    assert 35 < bar[:, 1].mean() < 65


def test_a_plain_one_gets_an_upstroke_from_the_left():
    (written,) = restyle(1, [LINE_DOWN], np.random.default_rng(0))
    np.testing.assert_array_equal(written[-20:], LINE_DOWN)
    assert written[0, 0] < 50
    assert written[0, 1] > 0


def test_a_zero_is_left_open():
    opened = [restyle(0, [RING], np.random.default_rng(seed))[0] for seed in range(20)]
    lengths = [np.linalg.norm(np.diff(path, axis=0), axis=1).sum() / (2 * np.pi) for path in opened]
    assert min(lengths) > 0.8
    assert sum(length < 0.98 for length in lengths) > 5


@pytest.mark.parametrize(("label", "strokes"), [(3, [SEVEN]), (7, [SEVEN, SEVEN]), (1, [SEVEN])])
def test_everything_else_stays_as_it_is(label, strokes):
    assert restyle(label, strokes, np.random.default_rng(0)) is strokes
