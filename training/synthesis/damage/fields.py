"""Fields over an image: coordinates, and smooth chance."""

import cv2
import numpy as np

from digit_recognizer.contract import IMAGE_SIZE

_MIDDLE = (IMAGE_SIZE - 1) / 2
DOWN, ACROSS = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE].astype(np.float32) - np.float32(_MIDDLE)


def smooth_field(points: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Returns smooth chance float32 [n, 28, 28] in 0 to 1: points x points values, and rougher ones, spread evenly."""
    fields = np.zeros((count, IMAGE_SIZE, IMAGE_SIZE), np.float32)
    rough = rng.uniform(0.2, 0.7)
    for octave in range(3):
        side = points * 2**octave
        values = rng.standard_normal((count, side, side), dtype=np.float32)
        fields += np.float32(rough**octave) * _spread(values)
    low, high = fields.min(axis=(1, 2), keepdims=True), fields.max(axis=(1, 2), keepdims=True)
    return (fields - low) / np.maximum(high - low, 1e-6)


def _spread(values: np.ndarray) -> np.ndarray:
    weights = _weights(values.shape[1])
    return weights @ values @ weights.T


def _weights(side: int) -> np.ndarray:
    """How much each of so many values counts at each pixel, interpolated by cubes: float32 [28, side]."""
    return cv2.resize(np.eye(side, dtype=np.float32), (side, IMAGE_SIZE), interpolation=cv2.INTER_CUBIC)


def along_and_beside(angle: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns each pixel's way along a line and its signed distance from it: float32 [n, 28, 28] each.

    Args:
        angle: float32 [n, 1, 1], the line's direction in radians.
        offset: float32 [n, 1, 1], how far the line passes from the middle.
    """
    cosine, sine = np.cos(angle), np.sin(angle)
    return cosine * ACROSS + sine * DOWN, cosine * DOWN - sine * ACROSS - offset
