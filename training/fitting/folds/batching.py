"""Which rows make a batch."""

from collections.abc import Iterator

import numpy as np


def shuffled_rows(total: int, count: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yields `count` rows at a time, every row once before any row twice."""
    left = np.empty(0, np.int64)
    while True:
        while len(left) < count:
            left = np.concatenate([left, rng.permutation(total)])
        chosen, left = left[:count], left[count:]
        yield chosen
