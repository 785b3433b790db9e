"""Each of MNIST-C's corruptions does what its name says, at the strength of the published set."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.synthesis.corruptions.catalogue import CORRUPTIONS, corrupt_images
from training.synthesis.pen import draw_strokes


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    digits = np.stack([normalize_drawing(draw_strokes(strokes)) for strokes in HANDMADE_DIGITS.values()])
    return np.tile(digits, (6, 1, 1))


def centres(images) -> np.ndarray:
    """Centre of mass (row, column) of each: float64 [n, 2]."""
    mass = images.sum(axis=(1, 2))
    return np.stack([(images * grid).sum(axis=(1, 2)) / mass for grid in np.mgrid[0:28, 0:28]], axis=1)


def test_there_are_the_fifteen(images):
    assert len(CORRUPTIONS) == 15
    assert all(name == corruption.name for name, corruption in CORRUPTIONS.items())


@pytest.mark.parametrize("name", sorted(CORRUPTIONS))
def test_chance_repeats_and_images_stay_images(images, name):
    first, again = (corrupt_images(images, name) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first.dtype, first.shape) == (np.uint8, images.shape)
    assert (first != images).any(axis=(1, 2)).all()


def test_another_seed_corrupts_otherwise(images):
    assert (corrupt_images(images, "fog") != corrupt_images(images, "fog", seed=1)).any()


def test_noise_is_as_strong_as_published(images):
    shot, impulse = corrupt_images(images, "shot_noise"), corrupt_images(images, "impulse_noise")
    assert set(np.unique(shot)) == {0, 85, 170, 255}
    assert not shot[images == 0].any()
    changed = (impulse != images) & (images == 0)
    assert changed.sum() / (images == 0).sum() == pytest.approx(0.085, abs=0.005)
    assert (impulse[changed] == 255).all()


def test_light_is_as_strong_as_published(images):
    np.testing.assert_allclose(corrupt_images(images, "brightness"), np.minimum(images + 127.5, 255), atol=0.5)
    striped = corrupt_images(images, "stripe")
    np.testing.assert_array_equal(striped[:, :, 7:21], images[:, :, 7:21])
    np.testing.assert_array_equal(striped[:, :, [0, 6, 21, 27]], 255 - images[:, :, [0, 6, 21, 27]])


def test_fog_leaves_a_quarter_of_the_contrast(images):
    fog = corrupt_images(images, "fog").astype(int) - corrupt_images(np.minimum(images, 1) * 255, "fog")
    np.testing.assert_allclose(fog[images == 0], 0, atol=1)
    np.testing.assert_allclose(fog[images > 0], (images[images > 0].astype(int) - 255) / 4, atol=1.1)


def test_digits_lie_as_far_off_as_published(images):
    moved = np.abs(centres(corrupt_images(images, "translate")) - centres(images))
    np.testing.assert_allclose(np.median(moved, axis=0), 3, atol=0.3)
    smaller = corrupt_images(images, "scale").astype(int)
    assert smaller.sum() / images.sum(dtype=int) == pytest.approx(0.49, abs=0.02)
    line = np.zeros((20, 28, 28), np.uint8)
    line[:, 4:24, 13:15] = 255
    for name, degrees in (("rotate", 22.9), ("shear", 22.9)):
        slants = [np.polyfit(*np.nonzero(image > 100), 1)[0] for image in corrupt_images(line, name)]
        np.testing.assert_allclose(np.rad2deg(np.arctan(np.abs(slants))), degrees, atol=2.5)
        assert len(np.unique(np.sign(slants))) == 2


def test_blurs_keep_the_ink_and_spread_it():
    dot = np.zeros((30, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    moved, shaken = corrupt_images(dot, "motion_blur"), corrupt_images(dot, "glass_blur")
    np.testing.assert_allclose(moved.sum(axis=(1, 2), dtype=int), 255, atol=10)
    rows, columns = np.nonzero(moved.any(axis=0))
    assert columns.max() == 14  # it trails to one side, up to 45 degrees up or down
    assert np.abs(rows - 14).max() <= (14 - columns.min())
    np.testing.assert_allclose(shaken.sum(axis=(1, 2), dtype=int), 255, atol=12)
    assert (shaken > 0).sum(axis=(1, 2)).min() >= 3


def test_marks_are_drawn_beside_the_digit(images):
    blank = np.zeros_like(images)
    dotted, jagged = corrupt_images(blank, "dotted_line"), corrupt_images(blank, "zigzag")
    assert not dotted[:, :, np.arange(28) // 2 % 2 == 0].any()
    assert (dotted[:, :, np.arange(28) // 2 % 2 == 1][:, :, :12].max(axis=(1,)) > 0).mean() > 0.9
    assert not jagged[:, :, [0, 1, 26, 27]].any()
    drops = corrupt_images(blank, "spatter")
    assert 0.05 < (drops > 0).mean() < 0.4
    assert drops.max() <= 64


def test_edges_are_the_outline_of_a_stroke():
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[0, 6:22, 10:16] = 255
    edges = corrupt_images(bar, "canny_edges")[0]
    assert set(np.unique(edges)) == {0, 255}
    assert np.flatnonzero(edges[13]).tolist() == [9, 10, 15, 16]  # on either side of its left and right edge
