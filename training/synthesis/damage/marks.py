"""Marks: lines of every kind, and drops. Every function takes and returns ink float32 [n, 28, 28]."""

import numpy as np

from training.synthesis.damage.fields import along_and_beside, smooth_field
from training.synthesis.damage.some import each_by, uniform

_LINES, _DROPS = 0, 1


def mark(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws lines over most digits, and lets drops fall on the others."""
    kinds = np.where(rng.random(len(ink)) < 0.7, _LINES, _DROPS)
    return each_by((_lines, _drops), kinds, ink, rng)


def _lines(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws one line over each, and another over some."""
    marked = _line(ink, rng)
    return np.where(uniform(0, 1, ink, rng) < 0.2, _line(marked, rng), marked)


def _line(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws a line: straight, wavy or jagged; whole, dashed or dotted; across, or only part of the way."""
    along, beside = along_and_beside(uniform(0, np.pi, ink, rng), uniform(-12, 12, ink, rng))
    height = uniform(0.8, 4, ink, rng) * (uniform(0, 1, ink, rng) < 0.5)
    phase = (along / uniform(3, 12, ink, rng) + uniform(0, 1, ink, rng)) % 1
    jagged, wavy = 4 * np.abs(phase - 0.5) - 1, np.cos(2 * np.pi * phase)
    distance = np.abs(beside - height * np.where(uniform(0, 1, ink, rng) < 0.6, jagged, wavy))
    line = np.clip(uniform(0.7, 1.8, ink, rng) - distance / (1 + 0.25 * height), 0, 1)
    is_dotted = uniform(0, 1, ink, rng) < 0.5
    dash = (along / uniform(2, 7, ink, rng) + uniform(0, 1, ink, rng)) % 1 < uniform(0.3, 0.8, ink, rng)
    is_there = (dash | ~is_dotted) & (along > uniform(-40, 4, ink, rng)) & (along < uniform(-4, 40, ink, rng))
    return np.maximum(ink, line * is_there * uniform(0.4, 1, ink, rng))


def _drops(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lets drops cover a part of it, of any grey."""
    field = smooth_field(int(rng.integers(4, 10)), len(ink), rng)
    edge = uniform(0.55, 0.85, ink, rng)
    cover = np.clip((field - edge) * uniform(6, 30, ink, rng), 0, 1)
    return ink * (1 - cover) + uniform(0, 0.9, ink, rng) * cover
