"""Damaged digits are normalised, keep their labels, and plain patches are left out."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.data.images import LabelledImages
from training.synthesis.damage import damaged_digits
from training.synthesis.damage.damaged_digits import load_damaged
from training.synthesis.damage.damaging import Damage
from training.synthesis.pen import draw_strokes
from training.synthesis.renders import NO_WRITER

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(scope="module")
def rows() -> LabelledImages:
    names = {int(name): name for name in HANDMADE_DIGITS if len(name) == 1}
    images = [normalize_drawing(draw_strokes(HANDMADE_DIGITS[names[label]])) for label in range(10)]
    return LabelledImages(np.array(images), np.arange(10))


def test_digits_are_shown_damaged_with_their_labels_by_nobody(rows):
    made = load_damaged(rows, 25, workers=1)
    assert 20 <= len(made) <= 25
    assert np.bincount(made.labels, minlength=10).min() >= 1
    assert set(made.writers.tolist()) == {NO_WRITER}
    np.testing.assert_array_equal(made.labels, rows.labels[made.rows])
    np.testing.assert_array_equal(load_damaged(rows, 25, workers=1).images, made.images)
    assert set(made.of_rows(rows.labels > 6).labels) == {7, 8, 9}


def test_undamaged_they_are_what_the_normalisation_makes_of_them(rows):
    made = load_damaged(rows, len(rows), Damage(share=0.0), workers=1)
    expected = [normalize_drawing(image) for image in rows.images]
    np.testing.assert_array_equal(made.images[np.argsort(made.labels)], expected)


def test_a_plain_patch_is_left_out(rows, monkeypatch):
    def cover_all(images, *_):
        covered = images.copy()
        covered[0, 4:24, 4:24] = 255
        return covered

    monkeypatch.setattr(damaged_digits, "damage", cover_all)
    first = np.random.default_rng(0).permutation(10)[0]
    assert first not in load_damaged(rows, len(rows), workers=1).labels
