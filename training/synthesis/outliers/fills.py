"""Almost filled canvases, blots, borders and textures."""

from collections.abc import Callable

import cv2
import numpy as np

from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.strokes import arc, curve, draw
from training.synthesis.pen import sample_canvas


def draw_fill(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws one of `FILLS`: uint8 RGB canvas."""
    names = list(FILLS)
    return FILLS[names[rng.integers(len(names))]](rng)


def _as_drawing(ink: np.ndarray) -> np.ndarray:
    """Ink 0..1 as a dark drawing on white: uint8 RGB."""
    grey = np.rint(255 * (1 - np.clip(ink, 0, 1))).astype(np.uint8)
    return np.repeat(grey[..., np.newaxis], 3, axis=2)


def _smooth_noise(rng: np.random.Generator, side: int, cells: int) -> np.ndarray:
    """Noise of so many cells across: float32 `[side, side]`, unit deviation."""
    return cv2.resize(
        rng.standard_normal((cells, cells), dtype=np.float32), (side, side), interpolation=cv2.INTER_CUBIC
    )


def _painted_over(rng: np.random.Generator) -> np.ndarray:
    """The canvas blackened with a thick brush, some of the paper left."""
    side = sample_canvas(rng)[0]
    ink = np.zeros((side, side), np.uint8)
    rows = int(rng.integers(5, 10))
    places = np.linspace(0.05, 0.95, rows) + rng.normal(0, 0.02, rows)
    across = np.where(np.arange(rows) % 2, 0.95, 0.05) + rng.normal(0, 0.04, rows)
    path = curve(np.stack([across, places], axis=1) * side)
    path = path if rng.uniform() < 0.5 else path[:, ::-1]
    thickness = int(side / rows * rng.uniform(0.7, 1.5))
    cv2.polylines(ink, [np.rint(path * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return _as_drawing(ink / 255)


def _blots(rng: np.random.Generator) -> np.ndarray:
    """Thick blots that run into each other."""
    side = sample_canvas(rng)[0]
    ink = _smooth_noise(rng, side, int(rng.integers(4, 8))) > rng.uniform(-0.3, 0.6)
    return _as_drawing(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1))


def _half(rng: np.random.Generator) -> np.ndarray:
    """One side of the canvas black, its edge wavy."""
    side = sample_canvas(rng)[0]
    rows, columns = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    edge = np.cos(angle) * columns + np.sin(angle) * rows + 0.15 * _smooth_noise(rng, side, 4)
    return _as_drawing(edge > rng.uniform(-0.4, 0.5))


def _border(rng: np.random.Generator) -> np.ndarray:
    """A thick border around the canvas, or on three sides."""
    side = sample_canvas(rng)[0]
    ink = np.ones((side, side))
    inset = (rng.uniform(0.03, 0.3, 4) * side).astype(int)
    if rng.uniform() < 0.3:
        inset[rng.integers(4)] = 0
    ink[inset[0] : side - inset[1], inset[2] : side - inset[3]] = 0
    return _as_drawing(ink)


def _texture(rng: np.random.Generator) -> np.ndarray:
    """Noise of any grain, faint or strong."""
    side = sample_canvas(rng)[0]
    cells = int(np.exp(rng.uniform(np.log(8), np.log(side))))
    return _as_drawing(0.5 + rng.uniform(0.1, 0.6) * _smooth_noise(rng, side, cells))


def _gradient(rng: np.random.Generator) -> np.ndarray:
    """Light falling off to one side or from one point."""
    side = sample_canvas(rng)[0]
    rows, columns = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    if rng.uniform() < 0.5:
        angle = rng.uniform(0, 2 * np.pi)
        return _as_drawing(0.5 + 0.5 * (np.cos(angle) * columns + np.sin(angle) * rows))
    centre = rng.uniform(-0.6, 0.6, 2)
    return _as_drawing(1 - np.hypot(columns - centre[0], rows - centre[1]) / rng.uniform(0.5, 1.5))


def _speckles(rng: np.random.Generator) -> np.ndarray:
    """Many dots all over."""
    return draw([arc(rng.uniform(0, 1, 2), (0.015, 0.015), 0, 1, 6) for _ in range(rng.integers(12, 50))], rng, 4)


def _checks(rng: np.random.Generator) -> np.ndarray:
    """A chessboard or stripes."""
    side = sample_canvas(rng)[0]
    columns, rows = rng.integers((2, 1), 9)
    cells = (np.arange(rows)[:, np.newaxis] + np.arange(columns)) % 2
    return _as_drawing(cv2.resize(cells.astype(np.float32), (side, side), interpolation=cv2.INTER_NEAREST))


FILLS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "painted_over": _painted_over,
    "blots": _blots,
    "half": _half,
    "border": _border,
    "texture": _texture,
    "gradient": _gradient,
    "speckles": _speckles,
    "checks": _checks,
}
