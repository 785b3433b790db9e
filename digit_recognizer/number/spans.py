"""Distances between spans on one axis."""

import numpy as np


def gaps(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Returns the distance of every span from every other, negative where they overlap: `[n, n]`."""
    return np.maximum.outer(starts, starts) - np.minimum.outer(ends, ends)
