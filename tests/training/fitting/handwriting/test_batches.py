"""Batches hold what the mixture says, with targets and weights that leave the classes of non-digits alone."""

from itertools import islice

import numpy as np
import pytest

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from training.data.images import LabelledImages
from training.fitting.handwriting.batches import Mixture, Sources, batches
from training.synthesis.augmentation import Augmentation
from training.synthesis.damage.damaging import Damage

UNCHANGED = Augmentation(share=0)


def marked(count: int, mark: int) -> np.ndarray:
    """Images whose first pixel says where they come from and whose second is their row."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = mark, np.arange(count)
    return images


@pytest.fixture
def sources() -> Sources:
    digits = [LabelledImages(marked(20, mark), np.arange(20) % 10) for mark in (1, 2)]
    return Sources(*digits, marked(7, 3))


def test_a_batch_is_mixed_as_asked(sources):
    images, targets, weights = next(batches(sources, Mixture(6, 4, 3, UNCHANGED), (0,)))
    assert images[:, 0, 0].tolist() == [1] * 6 + [2] * 4 + [3] * 3
    assert targets[DIGIT_PROBABILITY].ravel().tolist() == [1] * 10 + [0] * 3
    assert weights[PROBABILITIES].tolist() == [1] * 10 + [0] * 3
    assert weights[DIGIT_PROBABILITY].tolist() == [1] * 13
    assert (targets[PROBABILITIES][:10].argmax(axis=1) == images[:10, 0, 1] % 10).all()
    assert (targets[PROBABILITIES].sum(axis=1) == 1).all()


def test_every_row_comes_once_before_any_comes_twice(sources):
    seen = [batch[0] for batch in islice(batches(sources, Mixture(5, 5, 2, UNCHANGED), (0,)), 4)]
    rows = np.concatenate([images[:5, 0, 1] for images in seen])
    assert sorted(rows) == list(range(20))


def test_seeds_decide(sources):
    first, again, other = (next(batches(sources, Mixture(5, 5, 2), seed))[0] for seed in ((0, 1), (0, 1), (0, 2)))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_mixture_may_leave_a_source_out(sources):
    images, _, _ = next(batches(sources, Mixture(5, 5, 0), (0,)))
    assert len(images) == Mixture(5, 5, 0).size == 10


def test_drawings_may_be_changed_otherwise_than_the_rest(sources):
    mixture = Mixture(5, 5, 2, Augmentation(share=1), of_drawings=UNCHANGED)
    images, _, _ = next(batches(sources, mixture, (0,)))
    assert (images[5:10, 0, 0] == 2).all()
    assert not (images[:5, 0, 0] == 1).all()


def test_batches_go_on_from_any_number(sources):
    seen = [batch[0] for batch in islice(batches(sources, Mixture(6, 4, 3), (0,)), 6)]
    for number in (1, 5):
        np.testing.assert_array_equal(next(batches(sources, Mixture(6, 4, 3), (0,), number))[0], seen[number])


def test_damage_comes_last_and_leaves_the_other_images_as_they_were(sources):
    plain, damaged = (
        next(batches(sources, Mixture(12, 8, 6, damage=how), (0,)))[0] for how in (None, Damage(share=0.5))
    )
    is_same = (plain == damaged).all(axis=(1, 2))
    assert 3 < is_same.sum() < 23


def test_a_damaged_batch_is_the_same_from_any_number(sources):
    mixture = Mixture(6, 4, 3, damage=Damage())
    seen = [batch[0] for batch in islice(batches(sources, mixture, (0,)), 4)]
    np.testing.assert_array_equal(next(batches(sources, mixture, (0,), 3))[0], seen[3])
