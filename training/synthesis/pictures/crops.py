"""Digits that fill their picture: photos and drawings cut along the ink, and thumbnails."""

import cv2
import numpy as np

from training.synthesis.pen import BLACK, WHITE, DrawingStyle, Strokes, draw_strokes
from training.synthesis.photo import photograph

_SEEN = 64  # levels from the paper: ink that a person cuts along
_INTERPOLATIONS = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


def draw_large(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draws a digit somewhere on a sheet of its own, dark on white: uint8 `[h, w, 3]`."""
    size = rng.integers(200, 640, 2).tolist()
    side = min(size) * float(rng.uniform(0.35, 0.8))
    brush = max(2.0, side * float(np.exp(rng.uniform(*np.log([0.03, 0.16])))))
    left, top = rng.uniform(0.1, 0.9, 2).tolist()
    return draw_strokes(strokes, DrawingStyle((size[0], size[1]), side, left, top, brush, float(rng.uniform(0, 0.3))))


def cut_photo(strokes: Strokes, margin: float, rng: np.random.Generator) -> np.ndarray:
    """Photographs a digit and cuts the photo along its ink.

    Args:
        strokes: the digit's.
        margin: paper kept on each side, as a share of the digit's longest side.
        rng: source of chance.

    Returns:
        uint8 `[h, w, 3]`.
    """
    drawing = draw_large(strokes, rng)
    return cut_along(photograph(drawing, rng), 255 - drawing[..., 0], margin)


def cut_along(picture: np.ndarray, ink: np.ndarray, margin: float) -> np.ndarray:
    """Cuts a picture to the box of the ink, uint8 `[h, w]`, and a margin: a share of the box's longest side."""
    left, top, width, height = cv2.boundingRect((ink > _SEEN).astype(np.uint8))
    more = round(margin * max(width, height))
    rows, columns = slice(max(0, top - more), top + height + more), slice(max(0, left - more), left + width + more)
    return picture[rows, columns]


def draw_filling(strokes: Strokes, side: int, margins: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Draws a digit so that it fills a small picture, either way round: uint8 `[h, w, 3]`.

    Args:
        strokes: the digit's.
        side: the picture's longest side in pixels.
        margins: least and largest number of blank pixels around the ink.
        rng: source of chance.
    """
    margin = int(rng.integers(margins[0], margins[1] + 1))
    brush = side * float(rng.uniform(0.06, 0.15))
    points = np.concatenate([np.reshape(stroke, (-1, 2)) for stroke in strokes]).astype(float)
    extent = np.ptp(points, axis=0) / max(float(np.ptp(points, axis=0).max()), 1e-6)
    path = side - brush - 2 * margin
    width, height = np.ceil(extent * path + brush + 2 * margin).astype(int).tolist()
    drawing = draw_strokes(strokes, DrawingStyle((width, height), path, 0.5, 0.5, brush))
    return either_way(drawing, rng)


def shrink_drawing(strokes: Strokes, side: int, rng: np.random.Generator) -> np.ndarray:
    """Averages a drawing with a margin down to a thumbnail, either way round: uint8 `[side, side, 3]`."""
    drawn = float(rng.uniform(150, 235))
    brush = float(rng.uniform(12, 30))
    left, top = rng.uniform(0.2, 0.8, 2).tolist()
    drawing = draw_strokes(strokes, DrawingStyle(digit_side=drawn, brush=brush, left=left, top=top))
    return either_way(cv2.resize(drawing, (side, side), interpolation=cv2.INTER_AREA), rng)


def cut_mnist(
    image: np.ndarray, sides: tuple[int, int], margins: tuple[int, int], rng: np.random.Generator
) -> np.ndarray:
    """Cuts an image of MNIST, uint8 `[28, 28]`, to its ink and scales it, either way round: uint8 `[h, w, 3]`.

    Args:
        image: 0 = paper, 255 = ink.
        sides: shortest and longest side of the result in pixels, without the margin.
        margins: least and largest number of blank pixels around it.
        rng: source of chance.
    """
    left, top, width, height = cv2.boundingRect((image > int(rng.integers(0, 100))).astype(np.uint8))
    ink = image[top : top + height, left : left + width]
    zoom = int(rng.integers(sides[0], sides[1] + 1)) / max(width, height)
    size = tuple(max(1, round(zoom * length)) for length in (width, height))
    method = _INTERPOLATIONS[int(rng.integers(len(_INTERPOLATIONS)))]
    scaled = cv2.resize(ink, (size[0], size[1]), interpolation=method)
    padded = np.pad(scaled, int(rng.integers(margins[0], margins[1] + 1)))
    return either_way(np.repeat(255 - padded[..., np.newaxis], 3, axis=2), rng)


def either_way(drawing: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns a drawing as it is, or light on dark, each half of the time."""
    return drawing if rng.uniform() < 0.5 else WHITE[0] - drawing + BLACK[0]
