"""Noise of a sensor: too few photons, and pixels that failed."""

import numpy as np

_PHOTONS = 3  # for a pixel full of ink
_FAILED = 0.17  # share of the pixels, half of them full of ink and half without


def add_shot_noise(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Counts a few photons per pixel: float32 [n, 28, 28] in 0 to 1, as it received."""
    return np.minimum(rng.poisson(ink * _PHOTONS) / np.float32(_PHOTONS), 1)


def add_impulse_noise(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sets pixels here and there to full ink or to none."""
    chance = rng.random(ink.shape, dtype=np.float32)
    return np.where(chance < _FAILED, chance < _FAILED / 2, ink).astype(np.float32)
