"""Noise: grain, grain within strokes, holes, and specks. Every function takes and returns ink float32 [n, 28, 28]."""

import numpy as np

from training.synthesis.damage.some import one_of, uniform


def add_noise(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds noise of one kind."""
    return one_of((_grain, _uneven_ink, _holes, _specks), ink, rng)


def _grain(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return ink + uniform(0.03, 0.35, ink, rng) * rng.standard_normal(ink.shape, dtype=np.float32)


def _uneven_ink(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Noise that grows with the ink, up to hardly a stroke without a gap."""
    deviation = uniform(0.1, 0.8, ink, rng) * np.sqrt(ink)
    return ink + deviation * rng.standard_normal(ink.shape, dtype=np.float32)


def _holes(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return ink * (rng.random(ink.shape, dtype=np.float32) >= uniform(0.05, 0.5, ink, rng))


def _specks(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Specks of ink and of paper."""
    is_speck = rng.random(ink.shape, dtype=np.float32) < uniform(0.02, 0.3, ink, rng)
    is_dark = rng.random(ink.shape, dtype=np.float32) < uniform(0.2, 1, ink, rng)
    return np.where(is_speck, is_dark * uniform(0.4, 1, ink, rng), ink)
