"""Draws pen strokes and spoils pictures: all that the golden pictures are composed with."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from tests.handmade import HANDMADE_DIGITS

Colour = tuple[int, int, int]
Strokes = list[np.ndarray]

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
NAMES = tuple(HANDMADE_DIGITS)
_SHIFT = 4  # bits of a pixel's fraction that OpenCV draws by
_LETTERS: dict[str, list[list[list[float]]]] = {
    "A": [[[20, 95], [50, 5], [80, 95]], [[32, 60], [68, 60]]],
    "E": [[[75, 5], [25, 5], [25, 95], [75, 95]], [[25, 50], [65, 50]]],
    "H": [[[22, 5], [22, 95]], [[78, 5], [78, 95]], [[22, 50], [78, 50]]],
    "K": [[[25, 5], [25, 95]], [[75, 5], [25, 52], [78, 95]]],
    "M": [[[15, 95], [20, 5], [50, 60], [80, 5], [85, 95]]],
    "S-like zigzag": [[[10, 20], [90, 10], [15, 50], [85, 55], [10, 95], [90, 90]]],
    "W": [[[5, 5], [28, 95], [50, 30], [72, 95], [95, 5]]],
    "plus": [[[50, 10], [50, 90]], [[10, 50], [90, 50]]],
    "equals": [[[15, 38], [85, 38]], [[15, 65], [85, 65]]],
    "star": [[[50, 5], [50, 95]], [[10, 28], [90, 72]], [[10, 72], [90, 28]]],
}
LETTERS = tuple(_LETTERS)


def shape(name: str, slant: float = 0.0, turn: float = 0.0, aspect: float = 1.0) -> Strokes:
    """Returns a digit's or letter's strokes in a box of about 1 x 1.

    Args:
        name: one of `NAMES` or `LETTERS`.
        slant: shift to the right from bottom to top, in heights.
        turn: in degrees, clockwise.
        aspect: width times this.
    """
    radians = np.deg2rad(turn)
    turned = np.array([[np.cos(radians), np.sin(radians)], [-np.sin(radians), np.cos(radians)]])
    strokes = []
    for points in (HANDMADE_DIGITS | _LETTERS)[name]:
        centred = np.array(points, float) / 100 - 0.5
        centred[:, 0] = centred[:, 0] * aspect - slant * centred[:, 1]
        strokes.append(centred @ turned + 0.5)
    return strokes


def wobbled(strokes: Strokes, rng: np.random.Generator, looseness: float = 0.02) -> Strokes:
    """Moves points of the strokes as an unsteady hand does, neighbours together."""
    return [points + np.cumsum(rng.uniform(-1, 1, points.shape), axis=0) * looseness / 3 for points in strokes]


def placed(strokes: Strokes, left: float, top: float, size: float) -> Strokes:
    """Scales strokes of a 1 x 1 box to `size` pixels and moves them."""
    return [points * size + (left, top) for points in strokes]


def extent(strokes: Strokes) -> tuple[float, float, float, float]:
    """Returns left, top, right and bottom."""
    points = np.concatenate(strokes)
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


def coverage(strokes: Strokes, brush: float, height: int, width: int) -> np.ndarray:
    """Returns how much of each pixel a round brush so wide covers: uint8 [height, width], 0 to 255."""
    zoom = 4 if max(height, width) <= 600 else 2
    sheet = np.zeros((height * zoom, width * zoom), np.uint8)
    for points in strokes:
        fine = np.rint(points * zoom * 2**_SHIFT).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(sheet, [fine], False, 255, max(1, round(brush * zoom)), cv2.LINE_8, _SHIFT)
    blocks = sheet.reshape(height, zoom, width, zoom).astype(np.uint32)
    return (blocks.sum(axis=(1, 3)) // zoom**2).astype(np.uint8)


def sheet(height: int, width: int, colour: Colour = WHITE) -> np.ndarray:
    """Returns blank paper, uint8 [height, width, 3]."""
    return np.full((height, width, 3), colour, np.uint8)


def ink(paper: np.ndarray, covered: np.ndarray, colour: Colour = BLACK) -> np.ndarray:
    """Returns the paper with ink where a pen covered it, uint8 [h, w, 3]."""
    share = covered[..., np.newaxis].astype(np.int32)
    return ((paper * (255 - share) + np.array(colour, np.int32) * share + 127) // 255).astype(np.uint8)


def written(
    strokes: Strokes, brush: float, size: tuple[int, int], colour: Colour = BLACK, paper: Colour = WHITE
) -> np.ndarray:
    """Returns strokes on plain paper of (height, width)."""
    return ink(sheet(*size, paper), coverage(strokes, brush, *size), colour)


def digit(name: str, size: float, brush: float, margin: tuple[float, float] = (20, 20), **style: float) -> np.ndarray:
    """Returns one black digit of so many pixels on white, with blank (sides, top and bottom) around its box."""
    side = round(size + brush)
    height, width = side + round(2 * margin[1]), side + round(2 * margin[0])
    return written(
        placed(shape(name, **style), margin[0] + brush / 2, margin[1] + brush / 2, size), brush, (height, width)
    )


def lit(picture: np.ndarray, corners: Sequence[float]) -> np.ndarray:
    """Returns the picture under light that changes evenly between four corners, each a share of full light."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width] / np.array([max(1, height - 1), max(1, width - 1)]).reshape(2, 1, 1)
    top = corners[0] * (1 - x) + corners[1] * x
    bottom = corners[2] * (1 - x) + corners[3] * x
    light = (top * (1 - y) + bottom * y)[..., np.newaxis]
    return np.clip(np.rint(picture * light), 0, 255).astype(np.uint8)


def shaded(picture: np.ndarray, edge: float, share: float, tilt: float = 0.0, soft: float = 3.0) -> np.ndarray:
    """Returns the picture with a straight shadow right of `edge` (a share of the width), `soft` pixels blurred."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    depth = np.clip((x - edge * width - tilt * (y - height / 2)) / soft, 0, 1)[..., np.newaxis]
    return np.rint(picture * (1 - depth * (1 - share))).astype(np.uint8)


def grained(picture: np.ndarray, levels: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the picture with a camera's noise of about so many levels."""
    # The sum of four even draws is near enough to a bell curve, and the same on every platform.
    noise = sum(rng.uniform(-1, 1, picture.shape) for _ in range(4)) * levels * 0.866
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


def specked(picture: np.ndarray, count: int, side: int, rng: np.random.Generator, colour: Colour) -> np.ndarray:
    """Returns the picture with square specks strewn over it."""
    picture = picture.copy()
    for _ in range(count):
        top, left = (int(rng.integers(0, limit - side)) for limit in picture.shape[:2])
        picture[top : top + side, left : left + side] = colour
    return picture


def ruled(
    picture: np.ndarray, step: float, colour: Colour, degrees: float = 0.0, *, width: float = 1.0, squared: bool = False
) -> np.ndarray:
    """Returns the picture with printed lines under what is written on it (where that is darker)."""
    height, wide = picture.shape[:2]
    rise = float(np.tan(np.deg2rad(degrees)))
    reach = abs(rise) * max(height, wide) + step
    lines = [
        np.array([[-5, at], [wide + 5, at + rise * wide]]) for at in np.arange(step / 2 - reach, height + reach, step)
    ]
    if squared:
        lines += [
            np.array([[at, -5], [at - rise * height, height + 5]])
            for at in np.arange(step / 2 - reach, wide + reach, step)
        ]
    return np.minimum(picture, ink(sheet(height, wide), coverage(lines, width, height, wide), colour))


def png(picture: np.ndarray) -> bytes:
    """Returns a picture of any mode as a PNG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=1)
    return file.getvalue()


def jpeg(picture: np.ndarray, quality: int) -> bytes:
    """Returns the picture as a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()
