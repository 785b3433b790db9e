"""The shear inside the graph gives the numbers of the shear in NumPy."""

import numpy as np
import pytest

from tests.training.graphs.parts import run_part
from training.data.images import features_of
from training.estimators.deskew import Deskewer
from training.graphs.deskewing import upright_features


def in_graph(images):
    return run_part(upright_features, images)


def slanted(images, slope):
    """The images with each row moved by whole pixels."""
    moves = np.rint(slope * (np.arange(28) - 13.5)).astype(int)
    return np.stack([np.roll(images[:, row], move, axis=1) for row, move in enumerate(moves)], axis=1)


@pytest.mark.parametrize("slope", [-0.7, 0, 0.4])
def test_digits_are_straightened_as_in_numpy(small_data, slope):
    images = slanted(small_data.test.images, slope)
    np.testing.assert_allclose(in_graph(images), Deskewer().transform(features_of(images)), atol=1e-4)


def test_images_without_a_slant_are_as_in_numpy():
    images = np.zeros((4, 28, 28), dtype=np.uint8)
    images[1] = 255
    images[2, 14, 14] = 1
    images[3, 5] = 200
    answers = in_graph(images)
    np.testing.assert_allclose(answers, Deskewer().transform(features_of(images)), atol=1e-4)
    np.testing.assert_allclose(answers, features_of(images), atol=1e-4)


def test_ink_at_the_border_does_not_come_back_on_the_other_side():
    # A diagonal through the whole image: upright, its ends would lie far outside the rows they are in.
    images = np.zeros((1, 28, 28), dtype=np.uint8)
    for row in range(28):
        images[0, row, [row, 27 - row if row > 20 else row]] = 255
    answers = in_graph(images)
    np.testing.assert_allclose(answers, Deskewer().transform(features_of(images)), atol=1e-4)
    assert answers.sum() <= features_of(images).sum() + 1e-3
