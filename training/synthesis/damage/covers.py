"""Covered parts: negatives, patches, gaps. Every function takes and returns ink float32 [n, 28, 28]."""

import numpy as np

from training.synthesis.damage.fields import ACROSS, DOWN, along_and_beside
from training.synthesis.damage.some import one_of, uniform

_EDGES = (1.0, 0.7, 0.3)  # how likely there is a first, a second and a third
_LEVEL = 0.7  # share of the images whose edges are level or upright
_PARALLEL = 0.7  # share of the edges that run as the first does, or close to it
_QUARTER = np.pi / 2


def cover(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Covers a part in one way."""
    return one_of((_negative, _negative, _patches, _gaps), ink, rng)


def _negative(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turns what lies beyond one to three edges, but not beyond two of them, into its negative, or nearly so."""
    is_beyond = np.zeros(ink.shape, bool)
    is_level, first = uniform(0, 1, ink, rng) < _LEVEL, uniform(0, 2 * np.pi, ink, rng)
    for chance in _EDGES:
        is_parallel = uniform(0, 1, ink, rng) < _PARALLEL
        angle = np.where(is_parallel, first, uniform(0, 2 * np.pi, ink, rng))
        angle = np.where(is_level, np.rint(angle / _QUARTER) * _QUARTER, angle)
        _, beside = along_and_beside(angle, uniform(-12, 12, ink, rng))
        is_beyond ^= (beside > 0) & (uniform(0, 1, ink, rng) < chance)
    strength = uniform(0.6, 1, ink, rng)
    return np.where(is_beyond, ink + strength * (1 - 2 * ink), ink)


def _patches(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Covers rectangles with ink, paper or anything between."""
    covered = ink
    for _ in range(rng.integers(1, 4)):
        top, left = uniform(-12, 12, ink, rng), uniform(-12, 12, ink, rng)
        is_in = (np.abs(DOWN - top) < uniform(1, 5, ink, rng)) & (np.abs(ACROSS - left) < uniform(1, 5, ink, rng))
        covered = np.where(is_in, uniform(0, 1, ink, rng), covered)
    return covered


def _gaps(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Takes the ink away along one or two straight lines."""
    for _ in range(rng.integers(1, 3)):
        _, beside = along_and_beside(uniform(0, np.pi, ink, rng), uniform(-9, 9, ink, rng))
        ink = np.where(np.abs(beside) < uniform(0.5, 1.5, ink, rng), 0, ink)
    return ink
