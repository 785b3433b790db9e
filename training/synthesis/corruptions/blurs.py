"""What is out of focus: frosted glass before the digit, and a hand that moved."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from digit_recognizer.contract import IMAGE_SIZE

_GLASS_SIGMA = 0.7  # px
_GLASS_PASSES = 2
_MOTION_SIGMA = 3.0  # px: how fast the trace fades …
_MOTION_REACH = 21  # px: … and where it ends
_MOTION_ANGLE = 45.0  # degrees to either side of the horizontal


def blur_behind_glass(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blurs, swaps neighbouring pixels and blurs again; down the columns alone, as the published set was made.

    Its code handed a grey image to a filter that took the last axis for colours.
    """
    # Pixel by pixel from the lower right, for all images at once: every swap moves what earlier ones have moved.
    pixels = np.floor(_blur_columns(ink) * 255).transpose(1, 2, 0).copy()
    for _ in range(_GLASS_PASSES):
        for row in range(IMAGE_SIZE - 1, 1, -1):
            for column in range(IMAGE_SIZE - 1, 1, -1):
                _swap_some(pixels, row, column, rng)
    return _blur_columns(pixels.transpose(2, 0, 1) / 255)


def _swap_some(pixels: np.ndarray, row: int, column: int, rng: np.random.Generator) -> None:
    """Swaps a pixel, in every other image, with one of those above and left of it: pixels [28, 28, n], in place."""
    chance = rng.integers(0, 8, pixels.shape[2:])
    images = np.flatnonzero(chance < 4)
    rows, columns = row - (chance[images] & 1), column - (chance[images] >> 1)
    others = pixels[rows, columns, images]
    pixels[rows, columns, images] = pixels[row, column, images]
    pixels[row, column, images] = others


def _blur_columns(ink: np.ndarray) -> np.ndarray:
    return gaussian_filter1d(ink.astype(np.float32), _GLASS_SIGMA, axis=1, mode="nearest")


def blur_by_motion(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Leaves a trace that fades to one side, in a direction of each image's own, by whole pixels."""
    steps = np.arange(_MOTION_REACH)
    weights = np.exp(-(steps**2) / (2 * _MOTION_SIGMA**2))
    weights /= weights.sum()
    angles = np.deg2rad(rng.uniform(-_MOTION_ANGLE, _MOTION_ANGLE, len(ink)))[:, np.newaxis, np.newaxis]
    down, across = np.mgrid[0:IMAGE_SIZE, 0:IMAGE_SIZE]
    images = np.arange(len(ink))[:, np.newaxis, np.newaxis]
    blurred = np.zeros(ink.shape, np.float32)
    for step, weight in enumerate(weights):
        rows, columns = (np.ceil(step * part_of(angles) - 0.5).astype(int) for part_of in (np.sin, np.cos))
        places = (np.clip(place, 0, IMAGE_SIZE - 1) for place in (down + rows, across + columns))
        blurred += np.float32(weight) * ink[images, *places]
    return blurred
