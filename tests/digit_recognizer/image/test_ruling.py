"""Printed lines are taken away."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.image.ruling import noise_deviation, remove_ruling
from tests.pictures import draw_digit


@pytest.mark.parametrize("slope", [0.0, 0.03, -0.06])
def test_printed_lines_go_and_strokes_stay(slope):
    ink = (255 - draw_digit("2", canvas=(400, 400), digit_side=200.0, brush=10.0)[..., 0]).astype(np.float32)
    lines = np.zeros((400, 400), np.float32)
    for top in range(-60, 460, 30):
        cv2.line(lines, (0, top), (400, round(top + slope * 400)), 60.0, 1, cv2.LINE_AA)
    noise = np.random.default_rng(0).normal(0, 2, ink.shape).astype(np.float32)
    cleared = remove_ruling(np.maximum(ink, lines) + noise)
    assert np.percentile(cleared[ink == 0], 99) < 20
    assert np.median(cleared[ink > 250]) > 240


def test_a_tall_stroke_is_no_printed_line():
    ink = (255 - draw_digit("1", digit_side=200.0, brush=6.0)[..., 0]).astype(np.float32)
    np.testing.assert_array_equal(remove_ruling(ink), ink)


@pytest.mark.parametrize("darkness", [60.0, 140.0])
@pytest.mark.parametrize("slope", [0.0, 0.013, -0.03])
def test_squared_paper_on_a_canvas_of_one_colour(darkness, slope):
    canvas = draw_digit("2", canvas=(500, 500), digit_side=300.0, brush=24.0)
    lines = np.zeros((500, 500), np.float32)
    for top in range(-60, 560, 45):
        cv2.line(lines, (0, top), (500, round(top + slope * 500)), darkness, 2, cv2.LINE_AA)
    squares = np.maximum(lines, np.rot90(lines))[..., np.newaxis]
    seen = normalize_drawing(np.minimum(canvas, 255 - squares).astype(np.uint8))
    assert np.abs(seen.astype(int) - normalize_drawing(canvas)).mean() < 5


@pytest.mark.parametrize("deviation", [2.0, 5.0])
@pytest.mark.parametrize("width", [4.0, 12.0, 24.0])
def test_noise_is_measured_beside_strokes_of_any_width(deviation, width):
    ink = (255 - draw_digit("2", brush=width)[..., 0]).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, deviation, ink.shape).astype(np.float32)
    assert noise_deviation(ink + noise) == pytest.approx(deviation, rel=0.25)


def test_the_soft_edge_of_a_shadow_is_no_noise():
    x = np.mgrid[0:300, 0:400][1]
    misjudged = -40 * np.exp(-(((x - 200) / 60) ** 2)).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 2, misjudged.shape).astype(np.float32)
    assert noise_deviation(misjudged + noise) < 5
