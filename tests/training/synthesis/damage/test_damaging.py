"""Damage changes a share of the images, each family in its own way, the same by the same seed."""

import dataclasses

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.synthesis.damage.damaging import Damage, damage
from training.synthesis.pen import draw_strokes

FAMILIES = ("noise", "light", "cover", "marks", "blur", "outline")
ONLY = {family: Damage(1.0, 0.0, **{other: float(other == family) for other in FAMILIES}) for family in FAMILIES}


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    digits = np.stack([normalize_drawing(draw_strokes(strokes)) for strokes in HANDMADE_DIGITS.values()])
    return np.tile(digits, (10, 1, 1))


def damaged(images, how, seed=0):
    return damage(images, how, np.random.default_rng(seed))


def test_equal_seeds_damage_alike_and_others_differ(images):
    first, again, other = (damaged(images, Damage(), seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert (first.dtype, first.shape) == (np.uint8, images.shape)


def test_a_share_is_damaged_and_the_rest_left_as_it_was(images):
    is_changed = (damaged(images, Damage(share=0.3)) != images).any(axis=(1, 2))
    assert 0.15 < is_changed.mean() < 0.45
    np.testing.assert_array_equal(damaged(images, Damage(share=0)), images)


def test_no_images_and_blank_ones_are_taken(images):
    assert not len(damaged(images[:0], Damage(1.0)))
    assert damaged(np.zeros_like(images), Damage(1.0, 1.0)).dtype == np.uint8


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_changes_images_and_leaves_the_digit_to_be_seen(images, family):
    after = damaged(images, ONLY[family]).astype(float)
    assert (np.abs(after - images).max(axis=(1, 2)) > 8).mean() > 0.9
    centred = [part - part.mean(axis=(1, 2), keepdims=True) for part in (after, images.astype(float))]
    likeness = np.abs((centred[0] * centred[1]).sum(axis=(1, 2)))
    likeness /= np.sqrt((centred[0] ** 2).sum(axis=(1, 2)) * (centred[1] ** 2).sum(axis=(1, 2))) + 1e-9
    assert np.median(likeness) > 0.3


def test_every_family_is_asked_for_by_name():
    assert {field.name for field in dataclasses.fields(Damage)} == {"share", "twice", *FAMILIES}
