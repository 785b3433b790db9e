"""Which rows make a batch."""

from collections.abc import Iterator
from itertools import islice

import numpy as np


def shuffled_rows(total: int, count: int, seed: tuple[int, ...], first: int = 0) -> Iterator[np.ndarray]:
    """Yields `count` rows at a time, every row once before any row twice, after leaving out the `first` of these."""
    return islice(_all_rows(total, count, np.random.default_rng(seed)), first, None)


def _all_rows(total: int, count: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    left = np.empty(0, np.int64)
    while True:
        while len(left) < count:
            left = np.concatenate([left, rng.permutation(total)])
        chosen, left = left[:count], left[count:]
        yield chosen
