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


@pytest.mark.parametrize("name", ["4", "8", "7"])
@pytest.mark.parametrize("brush", [14.0, 26.0, 30.0])
@pytest.mark.parametrize("canvas", [(150, 150), (300, 150)], ids=str)
@pytest.mark.parametrize("is_chalk", [False, True])
def test_a_broad_pen_is_told_from_the_paper_between_its_strokes(name, brush, canvas, is_chalk):
    drawing = draw_digit(name, canvas=canvas, digit_side=100.0, brush=brush)
    photo = photo_of(255 - drawing if is_chalk else drawing, uneven_light(canvas[::-1]), seed=3)
    assert estimate_paper(photo).ink_sign == (1 if is_chalk else -1)


@pytest.mark.parametrize("angle", [0.3, 1.2, 2.5])
@pytest.mark.parametrize("is_chalk", [False, True])
def test_a_fine_pale_pen_is_told_from_the_edge_of_a_shadow(angle, is_chalk):
    drawing = draw_digit("8", canvas=(320, 250), digit_side=150.0, brush=4.0)
    pale = 255 - 0.12 * (255 - drawing)
    y, x = np.mgrid[-1:1:250j, -1:1:320j]
    shadow = 1 - 0.45 / (1 + np.exp(-12 * (np.cos(angle) * x + np.sin(angle) * y - 0.2)))
    photo = photo_of(255 - pale if is_chalk else pale, shadow[..., np.newaxis], seed=5)
    assert estimate_paper(photo).ink_sign == (1 if is_chalk else -1)


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


def patchwork(exact: float, near: float = 0.0, off: int = 10, rim: float = 1.0, rim_off: int = 100) -> np.ndarray:
    """Clutter in which a share of the pixels is of the colour 240, and another share off it by some levels.

    So is all but a share of the outermost rows and columns.
    """
    rng = np.random.default_rng(0)
    edge = np.ones((100, 100), bool)
    edge[1:-1, 1:-1] = False
    picture = rng.integers(0, 150, (100, 100, 3)).astype(np.uint8)
    inside = np.flatnonzero(~edge)
    counts = np.cumsum([round(exact * edge.size), round(near * edge.size)])
    picture.reshape(-1, 3)[inside[: counts[0]]] = 240
    picture.reshape(-1, 3)[inside[counts[0] : counts[1]]] = 240 - off
    around = np.flatnonzero(edge)
    picture.reshape(-1, 3)[around] = 240
    picture.reshape(-1, 3)[around[round(rim * len(around)) :]] = 240 - rim_off
    return picture


@pytest.mark.parametrize(
    ("clean", "photo"),
    [
        ({"exact": 0.25, "rim": 0.5}, {"exact": 0.14, "rim": 0.5}),
        ({"exact": 0.5, "near": 0.25}, {"exact": 0.5, "near": 0.42}),
        ({"exact": 0.5, "rim": 0.46}, {"exact": 0.5, "rim": 0.34}),
        ({"exact": 0.5, "rim": 0.0, "rim_off": 2}, {"exact": 0.5, "rim": 0.0, "rim_off": 3}),
        ({"exact": 0.5, "near": 0.42, "off": 25}, {"exact": 0.5, "near": 0.42, "off": 24}),
    ],
    ids=["share of the picture", "purity", "share of the rim", "colour of the rim", "nearness"],
)
def test_what_is_just_a_canvas_and_what_is_none(clean, photo):
    assert estimate_paper(patchwork(**clean)).is_clean
    assert not estimate_paper(patchwork(**photo)).is_clean
