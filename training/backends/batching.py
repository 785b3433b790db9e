"""Which rows make a batch: decided by the seed and the batch's number alone, so that a training can go on anywhere."""

from collections.abc import Iterator
from itertools import count
from math import ceil

import numpy as np

from training.data.images import LabelledImages


def batches_per_epoch(total: int, size: int, has_rest: bool = False) -> int:
    """Returns how many batches an epoch has; with `has_rest` the last may be smaller than the others."""
    return ceil(total / size) if has_rest else max(1, total // size)


def shuffled_batches(
    rows: LabelledImages, size: int, seed: int, *, first: int = 0, has_rest: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields images and labels for ever: no row twice in an epoch, a new order in each.

    Args:
        rows: what batches are made of.
        size: rows in a batch; all of them where there are no more.
        seed: decides the orders.
        first: the number of the batch to begin with, counted from 0.
        has_rest: an epoch ends with a smaller batch of the rows that fill none; without, they are left out of it.
    """
    size = min(size, len(rows))
    in_epoch = batches_per_epoch(len(rows), size, has_rest)
    order, order_of = np.empty(0, np.int64), -1
    for number in count(first):
        epoch, place = divmod(number, in_epoch)
        if epoch != order_of:
            order, order_of = np.random.default_rng((seed, epoch)).permutation(len(rows)), epoch
        batch = order[place * size : (place + 1) * size]
        yield rows.images[batch], rows.labels[batch]
