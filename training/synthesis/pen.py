"""Draws pen strokes on a canvas as a visitor would: strangers’ drawings, made to order."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

Strokes = Sequence[Sequence[Sequence[float]] | np.ndarray]

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
REFERENCE_CANVAS = 280  # brush widths are stated for a canvas of this side, the classic sketchpad's
MIN_BRUSH, MAX_BRUSH = 1.0, 60.0

# Normalisation reduces all of them to 20 px; the larger ones cost time and look the same.
_CANVAS_SIDES = (140, 196, 280)
_CANVAS_SHARES = (0.75, 0.2, 0.05)
_SHIFT = 4  # OpenCV's fixed-point bits: coordinates in sixteenths of a pixel
_LEGIBLE_BRUSHES = 3.5  # a digit narrower than so many brush widths is a blot, whoever reads it


@dataclass(frozen=True)
class DrawingStyle:
    """How and where a digit is drawn.

    Attributes:
        canvas: width and height of the canvas in pixels.
        digit_side: longest side of the digit's pen path in pixels, brush not counted.
        left: place of the pen path's left edge, as a share (0..1) of the free width.
        top: place of its top edge, as a share (0..1) of the free height.
        brush: brush width in pixels.
        speed_effect: how much a fast pen thins the line: 0 = not at all, 0.3 = by up to a third.
        ink: RGB colour of the pen.
        paper: RGB colour of the canvas.
    """

    canvas: tuple[int, int] = (REFERENCE_CANVAS, REFERENCE_CANVAS)
    digit_side: float = 180.0
    left: float = 0.5
    top: float = 0.5
    brush: float = 16.0
    speed_effect: float = 0.0
    ink: tuple[int, int, int] = BLACK
    paper: tuple[int, int, int] = WHITE


def sample_style(
    rng: np.random.Generator,
    canvas: tuple[int, int] = (REFERENCE_CANVAS, REFERENCE_CANVAS),
    brush_range: tuple[float, float] = (MIN_BRUSH, MAX_BRUSH),
) -> DrawingStyle:
    """Samples size, place, brush and speed effect; dark ink on white.

    Args:
        rng: source of chance.
        canvas: width and height of the canvas in pixels.
        brush_range: thinnest and thickest brush in pixels on a canvas of side `REFERENCE_CANVAS`; drawn log-uniformly.

    Returns:
        a style whose digit fits the canvas and is wide enough for its brush to stay legible.
    """
    side = min(canvas)
    scale = side / REFERENCE_CANVAS
    brush = float(np.exp(rng.uniform(*np.log(brush_range)))) * scale
    largest = 0.95 * side - brush
    smallest = min(max(0.15 * side, _LEGIBLE_BRUSHES * brush), largest)
    return DrawingStyle(
        canvas=canvas,
        digit_side=float(rng.uniform(smallest, largest)),
        left=float(rng.uniform()),
        top=float(rng.uniform()),
        brush=brush,
        speed_effect=float(rng.uniform(0, 0.3)),
    )


def sample_canvas(rng: np.random.Generator, aspect: float = 1.0) -> tuple[int, int]:
    """Samples width and height of a canvas, wide for what is wide."""
    side = int(rng.choice(_CANVAS_SIDES, p=_CANVAS_SHARES))
    return (round(side * min(aspect, 2.5)), side) if aspect > 1.6 and rng.uniform() < 0.5 else (side, side)


def draw_strokes(strokes: Strokes, style: DrawingStyle | None = None) -> np.ndarray:
    """Draws strokes with a round, antialiased brush.

    Args:
        strokes: strokes, each a list of [x, y] points; x to the right, y downwards, in any unit.
        style: how and where; by default centred, dark on white.

    Returns:
        uint8 `[height, width, 3]`, RGB.
    """
    style = style or DrawingStyle()
    paths = _place([np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes], style)
    share = np.linspace(0, 1, 256)[:, np.newaxis]
    colours = np.rint(np.array(style.paper) * (1 - share) + np.array(style.ink) * share).astype(np.uint8)
    return colours[_coverage(paths, style)]


def _place(paths: list[np.ndarray], style: DrawingStyle) -> list[np.ndarray]:
    """Scales and shifts the pen path to its size and place on the canvas."""
    points = np.concatenate(paths)
    origin = points.min(axis=0)
    extent = np.ptp(points, axis=0)
    scale = style.digit_side / max(extent.max(), 1e-6)
    free = np.maximum(np.array(style.canvas) - extent * scale - style.brush, 0)
    corner = style.brush / 2 + free * (style.left, style.top)
    return [(path - origin) * scale + corner for path in paths]


def _coverage(paths: list[np.ndarray], style: DrawingStyle) -> np.ndarray:
    """How much of each pixel the brush covers: uint8 `[height, width]`, 0..255, by drawing large and averaging down."""
    width, height = style.canvas
    oversampling = 8 if style.brush < 4 else 4 if max(style.canvas) <= 2 * REFERENCE_CANVAS else 2
    large = np.zeros((height * oversampling, width * oversampling), np.uint8)
    for path, widths in zip(paths, _widths(paths, style), strict=True):
        # OpenCV puts pixel centres at whole numbers.
        fixed = np.rint((path * oversampling - 0.5) * 2**_SHIFT).astype(np.int64)
        for start, end, line_width in zip(fixed[:-1], fixed[1:], widths[1:], strict=True):
            thickness = max(1, round(line_width * oversampling))
            cv2.line(large, start.tolist(), end.tolist(), 255, thickness, cv2.LINE_8, _SHIFT)
        if len(path) == 1 or style.brush * oversampling > 2:
            for point, line_width in zip(fixed, widths, strict=True):
                radius = round(line_width * oversampling / 2 * 2**_SHIFT)
                cv2.circle(large, point.tolist(), radius, 255, cv2.FILLED, cv2.LINE_8, _SHIFT)
    return cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)


def _widths(paths: list[np.ndarray], style: DrawingStyle) -> list[np.ndarray]:
    """Brush width at each point: fast stretches are thinner, smoothed so that the line does not flicker."""
    steps = [np.linalg.norm(np.diff(path, axis=0, prepend=path[:1]), axis=1) for path in paths]
    typical = max(float(np.mean(np.concatenate(steps))), 1e-6)
    smoothing = np.ones(5) / 5
    widths = []
    for step in steps:
        padded = np.pad(step / typical, 2, mode="edge")
        speed = np.convolve(padded, smoothing, mode="valid")
        widths.append(style.brush * (1 - style.speed_effect * np.clip(speed / 2, 0, 1)))
    return widths
