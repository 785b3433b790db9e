"""Where and how a digit lies: slanted, smaller, turned, moved; always around the middle of the image."""

import cv2
import numpy as np

from digit_recognizer.contract import IMAGE_SIZE

_SHEAR = 0.4  # radians
_SCALE = 0.7
_TURN = 0.4  # radians
_SHIFT = 3  # px along both axes
_MIDDLE = (IMAGE_SIZE - 1) / 2


def shear(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slants to one side or the other, and stretches downwards as the library behind the published set did."""
    sides = _sides(len(ink), rng)
    return _warp(ink, [np.array([[1, -np.sin(side * _SHEAR)], [0, np.cos(_SHEAR)]]) for side in sides])


def scale(ink: np.ndarray, _: np.random.Generator) -> np.ndarray:
    """Makes digits smaller."""
    return _warp(ink, [np.eye(2) / _SCALE] * len(ink))


def rotate(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turns to one side or the other."""
    cosine, sine = np.cos(_TURN), np.sin(_TURN)
    return _warp(ink, [np.array([[cosine, -side * sine], [side * sine, cosine]]) for side in _sides(len(ink), rng)])


def translate(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Moves towards one of the four corners."""
    padded = np.pad(ink, ((0, 0), (_SHIFT, _SHIFT), (_SHIFT, _SHIFT)))
    corners = rng.integers(0, 2, (len(ink), 2)) * 2 * _SHIFT
    parts = zip(padded, corners, strict=True)
    return np.stack([image[top : top + IMAGE_SIZE, left : left + IMAGE_SIZE] for image, (top, left) in parts])


def _sides(count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice([-1, 1], count)


def _warp(ink: np.ndarray, sources: list[np.ndarray]) -> np.ndarray:
    """Looks, for every pixel, where a linear map of (x, y) around the middle points to."""
    return np.stack([_warp_one(image, source) for image, source in zip(ink, sources, strict=True)])


def _warp_one(image: np.ndarray, source: np.ndarray) -> np.ndarray:
    middle = np.full(2, _MIDDLE)
    affine = np.column_stack([source, middle - source @ middle])
    return cv2.warpAffine(image, affine, (IMAGE_SIZE, IMAGE_SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
