"""Lets one of several effects happen to each image."""

from collections.abc import Callable, Sequence

import numpy as np

Effect = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def one_of(effects: Sequence[Effect], ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns copies of ink float32 [n, 28, 28], each changed by one of the effects, all of them as likely."""
    return each_by(effects, rng.integers(0, len(effects), len(ink)), ink, rng)


def each_by(effects: Sequence[Effect], chosen: np.ndarray, ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns copies of ink float32 [n, 28, 28], each changed by the effect whose number int [n] it was given."""
    changed = ink.copy()
    for number, effect in enumerate(effects):
        rows = np.flatnonzero(chosen == number)
        if len(rows):
            changed[rows] = effect(ink[rows], rng)
    return changed


def uniform(low: float, high: float, ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns one number for each image, between two bounds: float32 [n, 1, 1]."""
    return rng.uniform(low, high, (len(ink), 1, 1)).astype(np.float32)
