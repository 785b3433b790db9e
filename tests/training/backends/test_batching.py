"""A batch depends on the seed and on its number alone."""

import itertools

import numpy as np
import pytest

from training.backends.batching import shuffled_batches
from training.data.images import LabelledImages


@pytest.fixture(scope="module")
def numbered():
    """200 rows whose first pixel is their number."""
    images = np.zeros((200, 28, 28), dtype=np.uint8)
    images[:, 0, 0] = np.arange(200)
    return LabelledImages(images, np.arange(200) % 10)


@pytest.mark.parametrize("size", [50, 200, 500], ids=["parts", "all", "more than there are"])
def test_batches_hold_every_row_once_per_epoch(numbered, size):
    batches = shuffled_batches(numbered, size, seed=0)
    orders = []
    for _ in range(3):
        images, labels = map(np.concatenate, zip(*itertools.islice(batches, max(1, 200 // size)), strict=True))
        orders.append(images[:, 0, 0])
        assert sorted(orders[-1].tolist()) == list(range(200))
        np.testing.assert_array_equal(labels, orders[-1] % 10)
    assert not np.array_equal(orders[0], orders[1])


def test_batches_are_whole_and_leave_a_rest_for_the_next_epoch(numbered):
    batches = shuffled_batches(numbered, 60, seed=0)
    epochs = [[images[:, 0, 0] for images, _ in itertools.islice(batches, 3)] for _ in range(20)]
    assert {len(batch) for epoch in epochs for batch in epoch} == {60}
    assert {len(np.unique(np.concatenate(epoch))) for epoch in epochs} == {180}
    assert len(np.unique(np.concatenate([batch for epoch in epochs for batch in epoch]))) == 200


def test_the_seed_decides_the_order_of_rows(small_data):
    first, again, other = (next(shuffled_batches(small_data.train, 20, seed))[1].tolist() for seed in (0, 0, 1))
    assert first == again != other


@pytest.mark.parametrize("has_rest", [True, False])
def test_batches_go_on_from_any_number(numbered, has_rest):
    batches = shuffled_batches(numbered, 60, 0, has_rest=has_rest)
    all_labels = [labels.tolist() for _, labels in itertools.islice(batches, 9)]
    for first in (0, 2, 3, 5):
        later = shuffled_batches(numbered, 60, 0, first=first, has_rest=has_rest)
        assert [labels.tolist() for _, labels in itertools.islice(later, 9 - first)] == all_labels[first:]
    assert len(all_labels[3]) == (20 if has_rest else 60)
