"""Augmented images are the same digits, changed within their limits."""

import dataclasses

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.synthesis.augmentation import Augmentation, augment
from training.synthesis.pen import draw_strokes

NOTHING = Augmentation(0, 0, 0, 0, 0, 0, thicken=0, thin=0, share=1)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.stack([normalize_drawing(draw_strokes(strokes)) for strokes in HANDMADE_DIGITS.values()])


def changed(images, seed=0, **limits):
    return augment(images, dataclasses.replace(NOTHING, **limits), np.random.default_rng(seed))


def test_no_limits_change_nothing(images):
    np.testing.assert_array_equal(changed(images), images)


def test_a_share_of_nothing_changes_nothing(images):
    np.testing.assert_array_equal(augment(images, Augmentation(share=0), np.random.default_rng(0)), images)


def test_equal_seeds_change_alike_and_others_differ(images):
    first, again, other = (augment(images, Augmentation(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.dtype == np.uint8
    assert first.shape == images.shape


@pytest.mark.parametrize(
    "limits",
    [
        {"rotation": 15.0},
        {"scale": 0.15},
        {"stretch": 0.2},
        {"slant": 0.3},
        {"shift": 2.0},
        {"bend": 1.0},
        {"thicken": 0.9},
    ],
    ids=lambda limits: next(iter(limits)),
)
def test_every_limit_changes_images_a_little(images, limits):
    difference = np.abs(changed(images, **limits).astype(int) - images).mean(axis=(1, 2))
    assert difference.max() > 1
    assert difference.mean() < images.mean()


def test_thickening_adds_ink_and_thinning_takes_it(images):
    assert (changed(images, thicken=0.9).sum(axis=(1, 2)) >= images.sum(axis=(1, 2))).all()
    assert (changed(images, thin=0.9).sum(axis=(1, 2)) <= images.sum(axis=(1, 2))).all()


def test_a_shift_moves_the_centre_of_mass_by_no_more_than_its_limit(images):
    def centres(batch):
        rows, columns = np.mgrid[0:28, 0:28]
        mass = batch.sum(axis=(1, 2))
        return np.stack([(batch * grid).sum(axis=(1, 2)) / mass for grid in (rows, columns)])

    assert np.abs(centres(changed(images, shift=1.5)) - centres(images)).max() < 1.6


def test_images_do_not_look_into_their_neighbours(images):
    pairs = np.stack([images[0], np.zeros_like(images[0])] * 50)
    assert not augment(pairs, Augmentation(shift=3.0), np.random.default_rng(0))[1::2].any()


def test_more_images_than_one_warp_takes_are_all_changed(images):
    many = np.repeat(images[:1], 1700, axis=0)
    assert len(np.unique(changed(many, rotation=12.0).reshape(1700, -1), axis=0)) > 1600
