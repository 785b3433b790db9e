"""Draws signs and separators: minus, point, comma and colon, after a pattern or as a hand wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from training.synthesis.pen import DrawingStyle, Strokes, draw_strokes

_SHIFT = 4  # OpenCV's fixed-point bits: coordinates in sixteenths of a pixel
_INK_SEEN = 0.1  # of full ink


@dataclass(frozen=True)
class SignSizes:
    """The smallest and the largest size of signs, in shares of the digits' height.

    Attributes:
        minus: how long one is.
        comma: how high.
        colon: how far its dots are apart.
        scribble: how far the pen wanders while it makes a point.
    """

    minus: tuple[float, float] = (0.25, 0.6)
    comma: tuple[float, float] = (0.13, 0.26)
    colon: tuple[float, float] = (0.3, 0.5)
    scribble: tuple[float, float] = (0.0, 0.07)


def draw_sign(
    rng: np.random.Generator, sign: str, height: float, brush: float, sizes: SignSizes | None = None
) -> tuple[np.ndarray, float]:
    """Draws a sign after a pattern.

    Args:
        rng: source of chance.
        sign: one of "-", ".", "," and ":".
        height: the digits' in pixels.
        brush: the pen's width in pixels.
        sizes: how large signs are.

    Returns:
        its ink float64 `[h, w]`, 0..1, cut out, and how far below the line it ends, in pixels.
    """
    sizes = sizes or SignSizes()
    if sign == "-":
        length = height * rng.uniform(*sizes.minus)
        ink = _stroke([(0, 0), (length, rng.normal(0, 0.06) * length)], brush)
        return ink, -height * rng.uniform(0.38, 0.58) + len(ink) / 2
    dot = brush * rng.uniform(1.0, 1.5)
    if sign == ".":
        ink = _stroke([(0, 0), (brush * rng.uniform(0, 0.4), brush * rng.uniform(0, 0.3))], dot)
        return ink, height * rng.uniform(-0.02, 0.06)
    if sign == ",":
        down = height * rng.uniform(*sizes.comma)
        ink = _stroke([(down * rng.uniform(0.2, 0.6), 0), (0, down)], brush)
        return ink, height * rng.uniform(0.1, 0.2)
    apart = height * rng.uniform(*sizes.colon)
    ink = _stroke([(0, 0)], dot, [(rng.normal(0, 0.02) * height, apart)])
    return ink, -height * rng.uniform(0.05, 0.25)


def draw_own_sign(
    rng: np.random.Generator,
    sign: str,
    strokes: Strokes,
    height: float,
    brush: float,
    *,
    sizes: SignSizes | None = None,
) -> tuple[np.ndarray, float]:
    """Draws a sign as somebody wrote it; how large that was is not known. See `draw_sign`."""
    sizes = sizes or SignSizes()
    extent = {"-": sizes.minus, ".": sizes.scribble, ",": sizes.comma, ":": sizes.colon}[sign]
    side = height * rng.uniform(*extent)
    width = brush * (rng.uniform(1.0, 1.5) if sign in ".:" else 1.0)
    canvas = int(np.ceil(side + width + 2))
    drawing = draw_strokes(strokes, DrawingStyle((canvas, canvas), side, brush=width))
    ink = _cut_out(1 - drawing[..., 0] / 255)
    if sign == "-":
        return ink, -height * rng.uniform(0.38, 0.58) + len(ink) / 2
    below = {".": (-0.02, 0.06), ",": (0.1, 0.2), ":": (-0.25, -0.05)}[sign]
    return ink, height * rng.uniform(*below)


def draw_speck(rng: np.random.Generator, height: float, brush: float) -> np.ndarray:
    """Draws what dirt or a resting pen leaves: ink float64 `[h, w]`, 0..1, cut out."""
    return _stroke([(0, 0), tuple(rng.normal(0, 0.02, 2) * height)], max(1.5, brush * rng.uniform(0.4, 1.0)))


def _stroke(points: Sequence[tuple[float, ...]], width: float, *more: Sequence[tuple[float, float]]) -> np.ndarray:
    """Draws lines with a round pen and cuts them out: ink float64 `[h, w]`, 0..1."""
    paths = [np.array(path) for path in (points, *more)]
    every = np.concatenate(paths)
    scale, pad = 4, width / 2 + 1
    size = np.ceil((np.ptp(every, axis=0) + 2 * pad) * scale).astype(int)
    large = np.zeros((size[1], size[0]), np.uint8)
    for path in paths:
        fixed = np.rint(((path - every.min(axis=0) + pad) * scale) * 2**_SHIFT).astype(int)
        for start, end in zip(fixed, [*fixed[1:], fixed[-1]], strict=True):
            cv2.line(large, start.tolist(), end.tolist(), 255, max(1, round(width * scale)), cv2.LINE_8, _SHIFT)
    return _cut_out(cv2.resize(large, (-(-size[0] // scale), -(-size[1] // scale)), interpolation=cv2.INTER_AREA) / 255)


def _cut_out(ink: np.ndarray) -> np.ndarray:
    left, top, wide, tall = cv2.boundingRect((ink > _INK_SEEN).astype(np.uint8))
    return ink[top : top + tall, left : left + wide]
