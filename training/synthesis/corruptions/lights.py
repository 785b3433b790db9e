"""How light falls: too much of it, through fog, and on stripes that are turned into their negative."""

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE

_BRIGHTER = 0.5
_FOG = 3.0  # times as much as there is ink
_FOG_MAP = 256  # px: the fog's side, of which images show a corner
_FOG_DECAY = 1.4  # of the roughness, squared, from one step to the next finer one
_FOGS_AT_ONCE = 50  # as many as fit into memory beside each other
_STRIPE = 7  # px at either edge


def brighten(ink: np.ndarray, _: np.random.Generator) -> np.ndarray:
    """Lifts everything by half the range."""
    return np.minimum(ink + np.float32(_BRIGHTER), 1)


def invert_stripes(ink: np.ndarray, _: np.random.Generator) -> np.ndarray:
    """Turns the left and the right quarter into their negative."""
    striped = ink.copy()
    for columns in (slice(_STRIPE), slice(IMAGE_SIZE - _STRIPE, None)):
        striped[:, :, columns] = 1 - striped[:, :, columns]
    return striped


def lay_fog(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lays fog over digits: plasma of the diamond-square method (Fournier, Fussell, Carpenter 1982)."""
    fogs = [_plasma(len(ink[start : start + _FOGS_AT_ONCE]), rng) for start in range(0, len(ink), _FOGS_AT_ONCE)]
    full = ink.max(axis=(1, 2), keepdims=True)
    return np.clip((ink + _FOG * np.concatenate([ink[:0], *fogs])) * full / (full + _FOG), 0, 1).astype(np.float32)


def _plasma(count: int, rng: np.random.Generator) -> np.ndarray:
    """Returns corners float32 [n, 28, 28] of height maps in 0 to 1 whose opposite edges meet."""
    heights = np.zeros((count, _FOG_MAP, _FOG_MAP), np.float32)
    step, rough = _FOG_MAP, 1.0
    while step >= 2:
        half = step // 2
        corners = heights[:, ::step, ::step]
        beside, below = np.roll(corners, -1, 2), np.roll(corners, -1, 1)
        middles = _mean_of_four(corners + beside + below + np.roll(beside, -1, 1), rough, rng)
        heights[:, half::step, half::step] = middles
        heights[:, ::step, half::step] = _mean_of_four(corners + beside + middles + np.roll(middles, 1, 1), rough, rng)
        heights[:, half::step, ::step] = _mean_of_four(corners + below + middles + np.roll(middles, 1, 2), rough, rng)
        step, rough = half, rough / _FOG_DECAY**2
    low, high = heights.min(axis=(1, 2), keepdims=True), heights.max(axis=(1, 2), keepdims=True)
    return ((heights - low) / (high - low))[:, :IMAGE_SIZE, :IMAGE_SIZE]


def _mean_of_four(total: np.ndarray, rough: float, rng: np.random.Generator) -> np.ndarray:
    """Returns a quarter of a sum, higher or lower by chance."""
    return total / 4 + np.float32(rough) * (2 * rng.random(total.shape, dtype=np.float32) - 1)
