"""Blur: out of focus, moved, shaken, coarse. Every function takes and returns ink float32 [n, 28, 28]."""

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from training.synthesis.damage.some import one_of, uniform

_PLACES = np.arange(IMAGE_SIZE, dtype=np.float32)
_STEPS = 7


def soften(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blurs in one way."""
    return one_of((_defocus, _move, _shake, _coarsen), ink, rng)


def _defocus(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blurs rows and columns, each by an amount of its own."""
    rows, columns = (_blurring(uniform(0.2, 1.7, ink, rng)) for _ in range(2))
    return rows @ ink @ columns.transpose(0, 2, 1)


def _blurring(sigma: np.ndarray) -> np.ndarray:
    weights = np.exp(-(((_PLACES[:, np.newaxis] - _PLACES) / sigma) ** 2) / 2)
    return weights / weights.sum(axis=2, keepdims=True)


def _move(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds what a moved image leaves, evenly or fading, in any direction."""
    angle, reach = uniform(0, 2 * np.pi, ink, rng), uniform(2, 9, ink, rng)
    fading, back = uniform(0, 3, ink, rng), uniform(0, 1, ink, rng)
    moved, total = np.zeros_like(ink), np.zeros((len(ink), 1, 1), np.float32)
    for way in np.linspace(0, 1, _STEPS, dtype=np.float32):
        weight = np.exp(-fading * way)
        far = reach * (way - back / 2)
        moved += weight * _looked_up(ink, far * np.sin(angle), far * np.cos(angle))
        total += weight
    return moved / total


def _shake(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Takes pixels from a little further up, down, left or right, then blurs a little."""
    reach = uniform(0.5, 1.8, ink, rng)
    down, across = (reach * rng.uniform(-1, 1, ink.shape).astype(np.float32) for _ in range(2))
    shaken = _looked_up(ink, down, across)
    rows, columns = (_blurring(uniform(0.15, 0.9, ink, rng)) for _ in range(2))
    return rows @ shaken @ columns.transpose(0, 2, 1)


def _coarsen(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shows it in coarser pixels, sharp or smoothed."""
    side = int(rng.integers(9, 20))
    cells = np.minimum(_PLACES * side / IMAGE_SIZE, side - 1).astype(int)
    shares = np.eye(side, dtype=np.float32)[cells]
    coarse = shares @ (shares / shares.sum(axis=0)).T
    smooth = _blurring(uniform(0.2, 1, ink, rng)) @ coarse
    return smooth @ ink @ smooth.transpose(0, 2, 1)


def _looked_up(ink: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Returns the ink that lies so many whole pixels further down and across."""
    images, rows, columns = np.ogrid[: len(ink), :IMAGE_SIZE, :IMAGE_SIZE]
    rows, columns = (
        np.clip(place + np.rint(move).astype(int), 0, IMAGE_SIZE - 1)
        for place, move in ((rows, down), (columns, across))
    )
    return ink[images, rows, columns]
