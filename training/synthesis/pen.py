"""Draws pen strokes on a canvas as a visitor would, and photographs the result: strangers' drawings, made to order."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

Strokes = Sequence[Sequence[Sequence[float]] | np.ndarray]

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
REFERENCE_CANVAS = 280  # brush widths are stated for a canvas of this side, the classic sketchpad's
MIN_BRUSH, MAX_BRUSH = 1.0, 60.0

_SHIFT = 4  # OpenCV's fixed-point bits: coordinates in sixteenths of a pixel
_LEGIBLE_BRUSHES = 3.5  # a digit narrower than so many brush widths is a blot, whoever reads it


@dataclass(frozen=True)
class DrawingStyle:
    """How and where a digit is drawn.

    Attributes:
        canvas: Width and height of the canvas in pixels.
        digit_side: Longest side of the digit's pen path in pixels, brush not counted.
        left: Place of the pen path's left edge, as a share (0..1) of the free width.
        top: Place of its top edge, as a share (0..1) of the free height.
        brush: Brush width in pixels.
        speed_effect: How much a fast pen thins the line: 0 = not at all, 0.3 = by up to a third.
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
        rng: Source of chance.
        canvas: Width and height of the canvas in pixels.
        brush_range: Thinnest and thickest brush in pixels on a canvas of side `REFERENCE_CANVAS`; drawn log-uniformly.

    Returns:
        A style whose digit fits the canvas and is wide enough for its brush to stay legible.
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


def draw_strokes(strokes: Strokes, style: DrawingStyle | None = None) -> np.ndarray:
    """Draws strokes with a round, antialiased brush.

    Args:
        strokes: Strokes, each a list of [x, y] points; x to the right, y downwards, in any unit.
        style: How and where; by default centred, dark on white.

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


def photograph(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Makes a synthetic photo of a drawing: paper, pen, light, lens, sensor and JPEG, each a little different.

    Args:
        image: uint8 `[h, w, 3]`, a drawing in dark ink on white.
        rng: Source of chance.

    Returns:
        uint8 `[h, w, 3]`, RGB, of the same size.
    """
    reflectance = _on_paper(image.astype(np.float32) / 255, rng)
    lit = reflectance * light(image.shape[:2], rng)[..., np.newaxis]
    blurred = cv2.GaussianBlur(lit, (0, 0), float(rng.uniform(0.3, 0.004 * max(image.shape[:2]) + 0.4)))
    grain = rng.normal(0, rng.uniform(0.002, 0.02), image.shape).astype(np.float32)
    exposed = np.clip(blurred * rng.uniform(0.75, 1.1) + grain, 0, 1)
    return save_as_jpeg(np.rint(exposed * 255).astype(np.uint8), int(rng.integers(35, 95)))


def _on_paper(drawing: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Replaces white by tinted, fibrous paper and black by pencil, ballpoint or marker."""
    height, width = drawing.shape[:2]
    coverage = 1 - drawing
    kind = rng.choice(["pencil", "ballpoint", "marker"])
    if kind == "pencil":
        grain = np.clip(1 + 0.5 * smooth_noise((height, width), 1.0, rng), 0.2, 1)
        coverage = coverage * (rng.uniform(0.35, 0.75) * grain)[..., np.newaxis]
        ink = np.full(3, rng.uniform(0.15, 0.3), np.float32)
    elif kind == "ballpoint":
        ink = np.array([(0.1, 0.15, 0.5), (0.1, 0.1, 0.12), (0.6, 0.1, 0.1)][rng.integers(3)], np.float32)
        coverage = coverage * rng.uniform(0.7, 1.0)
    else:
        ink = rng.uniform(0.02, 0.2, 3).astype(np.float32)
    paper = np.float32(rng.uniform(0.75, 0.97)) * (1 - rng.uniform(0, 0.12, 3) * (0.2, 0.4, 1.0)).astype(np.float32)
    fibre = 1 + rng.uniform(0.002, 0.015) * smooth_noise((height, width), rng.uniform(0.8, 4), rng)
    return paper * fibre[..., np.newaxis] * (1 - coverage) + ink * coverage


def smooth_noise(shape: tuple[int, int], sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Returns noise, blurred by `sigma` pixels, of unit deviation: float32 `shape`."""
    noise = cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), float(sigma))
    return noise / max(float(noise.std()), 1e-6)


def light(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Returns uneven light, vignetting and, half of the time, a shadow: float32 `shape`, at most 1."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.25) * (np.cos(angle) * x + np.sin(angle) * y)
    light *= 1 - rng.uniform(0, 0.2) * (x**2 + y**2) / 2
    if rng.uniform() < 0.5:
        angle, softness = rng.uniform(0, 2 * np.pi), rng.uniform(0.02, 0.4)
        distance = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.7, 0.9)
        light *= 1 - rng.uniform(0.1, 0.5) / (1 + np.exp(-np.clip(distance / softness * 4, -30, 30)))
    return (light / light.max()).astype(np.float32)


def save_as_jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    """Saves an image, uint8 RGB, as JPEG of a quality (1..100) and reads it back."""
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])
