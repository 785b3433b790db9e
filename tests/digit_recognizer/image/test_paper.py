"""The paper behind drawings and photos."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.paper import estimate_paper
from tests.pictures import draw_digit


def uneven_light(shape: tuple[int, int], strength: float = 0.4) -> np.ndarray:
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    return (1 - strength * x - strength / 2 * y**2)[..., np.newaxis]


def photo_of(image: np.ndarray, light: np.ndarray, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 3, image.shape)
    return np.clip((image * 0.8 + 25) * light + noise, 0, 255).astype(np.uint8)


def test_canvas_has_one_colour():
    paper = estimate_paper(draw_digit("2", ink=(200, 30, 30), paper=(40, 90, 10)))
    assert paper.is_clean
    np.testing.assert_array_equal(paper.colour, (40, 90, 10))


@pytest.mark.parametrize("brush", [6.0, 20.0, 50.0])
def test_uneven_paper_is_found_under_any_pen(brush):
    light = uneven_light((280, 280))
    paper = estimate_paper(photo_of(draw_digit("2", brush=brush), light))
    blank = photo_of(np.full((280, 280, 3), 255.0), light).astype(np.float32)
    found = cv2.resize(paper.colour, (280, 280))
    assert not paper.is_clean
    assert paper.ink_sign == -1
    assert np.abs(cv2.blur(blank, (9, 9)) - found).mean() < 12


def test_chalk_is_lighter_than_the_board():
    board = photo_of(255 - draw_digit("2"), uneven_light((280, 280)))
    assert estimate_paper(board).ink_sign == 1


def test_crop_of_uneven_paper_is_the_paper_of_the_crop():
    picture = photo_of(draw_digit("2"), uneven_light((280, 280)))
    paper = estimate_paper(picture)
    whole = paper.residual(picture)[70:140, 140:280]
    part = paper.crop(0.5, 0.25, 1.0, 0.5).residual(picture[70:140, 140:280])
    centre = np.s_[5:-5, 5:-5]
    assert np.abs(whole / np.abs(whole).max() - part / np.abs(part).max())[centre].mean() < 0.02
