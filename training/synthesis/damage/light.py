"""Light: too bright, flat, from one side, or through haze. Every function takes and returns ink float32 [n, 28, 28]."""

import numpy as np

from training.synthesis.damage.fields import along_and_beside, smooth_field
from training.synthesis.damage.some import one_of, uniform

_HALF = 14.0  # px


def change_light(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Changes the light in one way."""
    return one_of((_brighten, _flatten, _light_from_one_side, _haze, _haze), ink, rng)


def _brighten(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return ink + uniform(0.05, 0.65, ink, rng)


def _flatten(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Leaves less of the contrast, anywhere between paper and ink."""
    contrast = uniform(0.15, 0.9, ink, rng)
    return contrast * ink + (1 - contrast) * uniform(0, 1, ink, rng)


def _light_from_one_side(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lifts one side, and fades the ink there."""
    along, _ = along_and_beside(uniform(0, 2 * np.pi, ink, rng), uniform(0, 0, ink, rng))
    ramp = np.clip(along / _HALF / 2 + 0.5, 0, 1)
    return ink * (1 - uniform(0, 0.7, ink, rng) * ramp) + uniform(0, 0.8, ink, rng) * ramp


def _haze(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lays something thinner or denser over it, in places more than in others."""
    density = np.exp(uniform(np.log(0.3), np.log(5), ink, rng))
    level, depth = uniform(0, 1, ink, rng), uniform(0, 1, ink, rng)
    haze = level * (1 - depth) + depth * smooth_field(int(rng.integers(2, 6)), len(ink), rng)
    return (ink + density * haze) / (1 + density)
