"""Outlines alone, within strokes, around them or on their edge: ink float32 [n, 28, 28]."""

import numpy as np

from training.synthesis.damage.some import one_of, uniform

_REACHES = {4: ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)), 8: tuple((a, b) for a in (-1, 0, 1) for b in (-1, 0, 1))}


def outline(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Leaves the outline alone, sharp or soft."""
    outlined = one_of((_inner, _outer, _both), ink, rng)
    highest = np.maximum(outlined.max(axis=(1, 2), keepdims=True), 0.2)
    full = outlined / highest * uniform(0.6, 1.3, ink, rng)
    is_sharp = uniform(0, 1, ink, rng) < 0.5
    return np.where(is_sharp, outlined > highest * uniform(0.25, 0.6, ink, rng), full)


def _inner(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    strokes = _steep(ink, rng)
    return strokes - _extreme(strokes, np.minimum, rng)


def _outer(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    strokes = _steep(ink, rng)
    return _extreme(strokes, np.maximum, rng) - strokes


def _both(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return _extreme(ink, np.maximum, rng) - _extreme(ink, np.minimum, rng)


def _steep(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Makes the edges of strokes steeper, so that outlines are thin."""
    return np.clip((ink - uniform(0.2, 0.6, ink, rng)) * uniform(1, 8, ink, rng) + 0.5, 0, 1)


def _extreme(ink: np.ndarray, choose: np.ufunc, rng: np.random.Generator) -> np.ndarray:
    """Returns the largest or smallest of each pixel and its neighbours."""
    padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)), mode="edge")
    height, width = ink.shape[1:]
    extreme = ink
    for down, across in _REACHES[int(rng.choice(list(_REACHES)))]:
        extreme = choose(extreme, padded[:, 1 + down : 1 + down + height, 1 + across : 1 + across + width])
    return extreme
