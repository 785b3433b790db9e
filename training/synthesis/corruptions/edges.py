"""A digit's outline alone, as Canny's edge detector finds it (A computational approach to edge detection, 1986)."""

import cv2
import numpy as np
from scipy.ndimage import convolve, gaussian_filter

from digit_recognizer.contract import IMAGE_SIZE

_SIGMA = 1.0  # px
_LOW, _HIGH = 0.1, 0.2  # of a slope: where an edge may go on, and what makes it one
_ACROSS = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)


def find_edges(ink: np.ndarray, _: np.random.Generator) -> np.ndarray:
    """Returns the edges, one pixel wide and full of ink: float32 [n, 28, 28]."""
    smooth = gaussian_filter(ink, (0, _SIGMA, _SIGMA), mode="constant") / _within()
    across, down = (convolve(smooth, kernel[np.newaxis], mode="nearest") for kernel in (_ACROSS, _ACROSS.T))
    slope = np.hypot(across, down)
    is_thin = _is_largest_across(slope, across, down)
    is_thin[:, [0, -1]] = is_thin[:, :, [0, -1]] = False
    return np.stack(
        [_connected(thin & (here >= _LOW), thin & (here >= _HIGH)) for thin, here in zip(is_thin, slope, strict=True)]
    )


def _within() -> np.ndarray:
    """How much of the blur around each pixel lies within the image: float32 [28, 28]."""
    return gaussian_filter(np.ones((IMAGE_SIZE, IMAGE_SIZE), np.float32), _SIGMA, mode="constant")


def _is_largest_across(slope: np.ndarray, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Whether a slope is none the less than those before and behind it, which lie between pixels: bool [n, 28, 28]."""
    padded = np.pad(slope, ((0, 0), (1, 1), (1, 1)))
    steep = np.maximum(np.abs(across), np.abs(down))
    share = np.minimum(np.abs(across), np.abs(down)) / np.maximum(steep, 1e-9)
    right, lower = np.where(across < 0, -1, 1), np.where(down < 0, -1, 1)
    is_flat = np.abs(across) >= np.abs(down)
    images, rows, columns = np.ogrid[: len(slope), 1 : IMAGE_SIZE + 1, 1 : IMAGE_SIZE + 1]
    is_largest = np.ones(slope.shape, bool)
    for side in (-1, 1):
        aslant = padded[images, rows + side * lower, columns + side * right]
        straight = np.where(
            is_flat, padded[images, rows, columns + side * right], padded[images, rows + side * lower, columns]
        )
        is_largest &= slope >= share * aslant + (1 - share) * straight
    return is_largest


def _connected(may_be: np.ndarray, is_sure: np.ndarray) -> np.ndarray:
    """Keeps what is connected with something sure: float32 [28, 28]."""
    _, labels = cv2.connectedComponents(may_be.astype(np.uint8), connectivity=8)
    return (may_be & np.isin(labels, labels[is_sure])).astype(np.float32)
