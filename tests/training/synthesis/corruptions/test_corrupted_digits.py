"""Corrupted rows keep their order and labels; some of them are taken through the normalisation; all are cached."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from training.synthesis.corruptions import corrupted_digits
from training.synthesis.corruptions.catalogue import corrupt_images
from training.synthesis.corruptions.corrupted_digits import load_corrupted

pytestmark = pytest.mark.usefixtures("cache")


def test_rows_are_corrupted_and_some_of_them_normalised(small_data, monkeypatch):
    monkeypatch.setattr(corrupted_digits, "ROWS_THROUGH", 10)
    rows = small_data.test.take(np.arange(40))
    made = load_corrupted(rows, ["rotate", "stripe"], workers=1)
    assert list(made) == ["rotate", "stripe"]
    rotated = made["rotate"]
    np.testing.assert_array_equal(rotated.direct.images, corrupt_images(rows.images, "rotate"))
    np.testing.assert_array_equal(rotated.direct.labels, rows.labels)
    np.testing.assert_array_equal(rotated.through.labels, rows.labels[::4])
    np.testing.assert_array_equal(rotated.through.images[1], normalize_drawing(rotated.direct.images[4]))
    monkeypatch.setattr(corrupted_digits, "corrupt_images", None)
    again = load_corrupted(rows, ["rotate"], workers=1)["rotate"]
    np.testing.assert_array_equal(again.through.images, rotated.through.images)


def test_a_picture_without_ink_becomes_zeros(small_data):
    rows = small_data.test.take(np.arange(3))
    rows.images[1] = 0
    made = load_corrupted(rows, ["translate"], workers=1)["translate"]
    assert made.through.images.any(axis=(1, 2)).tolist() == [True, False, True]
