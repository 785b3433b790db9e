"""Slanted digits are set upright; upright and empty ones stay as they are."""

import numpy as np
import pytest

from training.estimators.deskew import Deskewer, row_shifts, sheared


@pytest.fixture(scope="module")
def upright():
    """A thick cross, the same on the left as on the right, in 0 to 1."""
    image = np.zeros((28, 28), dtype=np.float32)
    image[4:24, 12:16] = 1
    image[9:12, 8:20] = 0.5
    return image


def slanted(image, slope):
    """The image with each row moved to the right by `slope` pixels per row above the middle, in whole pixels."""
    return np.stack([np.roll(row, round(slope * (13.5 - number))) for number, row in enumerate(image)])


def deskewed(*images):
    flat = np.stack(images).reshape(len(images), -1)
    return Deskewer().fit_transform(flat).reshape(-1, 28, 28)


def test_an_upright_digit_stays_as_it_was(upright):
    np.testing.assert_allclose(deskewed(upright)[0], upright, atol=1e-5)


@pytest.mark.parametrize("slope", [-0.5, -0.2, 0.2, 0.5])
def test_a_sheared_digit_comes_back(upright, slope):
    sheared_digit = slanted(upright, slope)
    before = np.abs(sheared_digit - upright).mean()
    after = np.abs(deskewed(sheared_digit)[0] - upright).mean()
    assert after < before / 3
    assert np.abs(row_shifts(deskewed(sheared_digit))).max() < 0.2


def test_each_row_leans_by_its_distance_from_the_middle(upright):
    shifts = row_shifts(slanted(upright, 0.5)[np.newaxis])[0]
    steps = np.diff(shifts)
    np.testing.assert_allclose(steps, steps[0], atol=1e-5)
    assert steps[0] == pytest.approx(-0.5, abs=0.05)


def test_images_are_straightened_each_by_its_own_slant(upright):
    left, right = slanted(upright, -0.4), slanted(upright, 0.4)
    together = deskewed(left, right, upright)
    for number, image in enumerate((left, right, upright)):
        np.testing.assert_array_equal(together[number], deskewed(image)[0])


@pytest.mark.parametrize("ink", [[], [(14, 3)], [(5, slice(2, 26))], [(slice(0, 28), 0)]], ids=str)
def test_images_without_a_slant_survive(ink):
    image = np.zeros((28, 28), dtype=np.float32)
    for place in ink:
        image[place] = 1
    np.testing.assert_allclose(deskewed(image)[0], image, atol=1e-4)


def test_a_row_moves_to_the_left_by_its_shift_between_pixels():
    image = np.zeros((1, 28, 28), dtype=np.float32)
    image[0, :, 10] = 1
    shifts = np.zeros((1, 28), dtype=np.float32)
    shifts[0, :4] = 2, -3, 0.25, 40
    moved = sheared(image, shifts)[0]
    assert [int(row.argmax()) for row in moved[:2]] == [8, 13]
    np.testing.assert_allclose(moved[2, 9:11], [0.25, 0.75])
    assert moved[3].sum() == 0
    np.testing.assert_array_equal(moved[4:], image[0, 4:])


def test_ink_stays_between_0_and_1_and_features_flat(small_data):
    features = small_data.test.images.reshape(300, -1).astype(np.float32) / 255
    straightened = Deskewer().transform(features)
    assert (straightened.shape, straightened.dtype) == (features.shape, np.float32)
    assert straightened.min() >= 0
    assert straightened.max() <= 1
    assert not np.array_equal(straightened, features)
