"""Shapes: what people draw when they try a digit recogniser with something that is no digit."""

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np

from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.strokes import Strokes, arc, by_hand, curve, draw, line, rotation
from training.synthesis.pen import sample_canvas, sample_style

_FILLED_SHARE = 0.5  # of the shapes in `_CAN_BE_FILLED`


def draw_shape(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws one shape of a kind the split may hold: uint8 RGB canvas."""
    name = sources.shapes[rng.integers(len(sources.shapes))]
    strokes = by_hand(SHAPES[name](rng), rng, tilt=_TILTS.get(name, 0.03))
    if name in _ALWAYS_FILLED or (name in _CAN_BE_FILLED and rng.uniform() < _FILLED_SHARE):
        return _fill(strokes, rng)
    return draw(strokes, rng)


def _fill(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Fills the outlines: uint8 RGB canvas."""
    style = sample_style(rng, sample_canvas(rng), (1, 12))
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    free = np.array(style.canvas) - extent / extent.max() * style.digit_side
    corner = np.clip(free, 0, None) * (style.left, style.top)
    canvas = np.full((style.canvas[1], style.canvas[0]), 255, np.uint8)
    paths = [
        np.rint(((stroke - low) / extent.max() * style.digit_side + corner) * 16).astype(np.int32) for stroke in strokes
    ]
    cv2.fillPoly(canvas, paths, 0, cv2.LINE_AA, 4)
    return np.repeat(canvas[..., np.newaxis], 3, axis=2)


def _polygon(corners: np.ndarray, rng: np.random.Generator) -> Strokes:
    """Closed outline in one stroke that may miss its beginning, or side by side."""
    closed = np.concatenate([corners, corners[:1]])
    if rng.uniform() < 0.3:
        return [line(start, end) for start, end in pairwise(closed)]
    closed[-1] += rng.normal(0, 0.04, 2) * np.ptp(corners, axis=0)
    return [line(*closed)]


def _regular(sides: int, start: float = -0.25) -> np.ndarray:
    return arc((0, 0), (1, 1), start, start + 1 - 1 / sides, sides)


def _triangle(rng: np.random.Generator) -> Strokes:
    corners = _regular(3, rng.choice([-0.25, -0.25, 0.25, 0])) * (1, rng.uniform(0.7, 1.4)) + rng.normal(
        0, 0.12, (3, 2)
    )
    return _polygon(corners, rng)


def _square(rng: np.random.Generator) -> Strokes:
    return _polygon(np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + rng.normal(0, 0.02, (4, 2)), rng)


def _rectangle(rng: np.random.Generator) -> Strokes:
    """Wider than high: high and narrow it could be a 0."""
    return _polygon(np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (rng.uniform(1.3, 2.5), 1), rng)


def _diamond(rng: np.random.Generator) -> Strokes:
    return _polygon(_regular(4) * (1, rng.uniform(0.8, 1.5)), rng)


def _polygons(rng: np.random.Generator) -> Strokes:
    """Pentagon, hexagon, trapezium, parallelogram or any five corners."""
    choices = (
        _regular(5),
        _regular(6, 0),
        np.array([[-0.5, 0], [0.5, 0], [1, 1], [-1, 1]]),
        np.array([[0, 0], [1.4, 0], [1, 1], [-0.4, 1]]),
        _regular(5) * rng.uniform(0.4, 1, (5, 1)),
    )
    return _polygon(choices[rng.integers(len(choices))], rng)


def _star(rng: np.random.Generator) -> Strokes:
    if rng.uniform() < 0.5:
        return _polygon(_regular(5)[[0, 2, 4, 1, 3]], rng)
    points = int(rng.integers(4, 8))
    return _polygon(_regular(2 * points) * np.tile([1, rng.uniform(0.35, 0.6)], points)[:, np.newaxis], rng)


def _heart(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 60)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return [np.stack([x * rng.uniform(0.8, 1.1), y], axis=1)]


def _arrow(rng: np.random.Generator) -> Strokes:
    head = rng.uniform(0.2, 0.4)
    shaft = line((0, 0), (1, 0))
    tip = line((1 - head, -head), (1, 0), (1 - head, head))
    if rng.uniform() < 0.2:
        tip = line((1 - head, -head), (1, 0), (1 - head, head), (1 - head, -head))
    strokes = [shaft, tip]
    if rng.uniform() < 0.2:
        strokes.append(line((head, -head), (0, 0), (head, head)))
    turn = rotation(np.pi / 4 * rng.integers(8))
    return [stroke @ turn for stroke in strokes]


def _cross(rng: np.random.Generator) -> Strokes:
    """X or +, also with a longer foot."""
    if rng.uniform() < 0.5:
        return [line((0, 0), (1, 1)), line((1, 0), (0, 1))]
    middle = rng.choice([0.5, 0.33])
    return [line((0.5, 0), (0.5, 1)), line((0.5 - middle * 0.9, middle), (0.5 + middle * 0.9, middle))]


def _check_mark(rng: np.random.Generator) -> Strokes:
    return [line((0, 0.55), (rng.uniform(0.25, 0.4), 1), (rng.uniform(0.9, 1.2), 0))]


def _house(rng: np.random.Generator) -> Strokes:
    roof = rng.uniform(0.4, 0.9)
    strokes = [line((0, 0), (0, 1), (1, 1), (1, 0), (0, 0)), line((-0.1, 0), (0.5, -roof), (1.1, 0))]
    if rng.uniform() < 0.6:
        left = rng.uniform(0.1, 0.6)
        strokes.append(line((left, 1), (left, 0.45), (left + 0.25, 0.45), (left + 0.25, 1)))
    if rng.uniform() < 0.3:
        strokes = [line((0, 1), (1, 0), (0, 0), (1, 1), (0, 1), (0, 0), (0.5, -roof), (1, 0), (1, 1))]
    return strokes


def _smiley(rng: np.random.Generator) -> Strokes:
    """A face: circle, eyes, mouth."""
    strokes = [arc((0, 0), (1, 1), -0.25, rng.uniform(0.72, 0.8), 40)]
    for side in (-0.35, 0.35):
        eye = arc((side, -0.3), (0.08, 0.1), 0, 1, 8)
        strokes.append(eye if rng.uniform() < 0.6 else line((side, -0.45), (side, -0.2)))
    mouth = rng.integers(3)
    strokes.append(
        (
            arc((0, 0.1), (0.55, 0.45), 0.07, 0.43),
            arc((0, 0.75), (0.5, 0.4), 0.57, 0.93),
            line((-0.4, 0.4), (0.4, 0.4)),
        )[mouth]
    )
    if rng.uniform() < 0.2:
        return strokes[1:]
    return strokes


def _stick_figure(rng: np.random.Generator) -> Strokes:
    arms = rng.uniform(-0.5, 0.5)
    return [
        arc((0, -1.35), (0.35, 0.35), -0.25, 0.77, 20),
        line((0, -1), (0, 0.2)),
        line((-0.6, -0.5 + arms), (0, -0.6), (0.6, -0.5 + arms)),
        line((-0.5, 1.1), (0, 0.2), (0.5, 1.1)),
    ]


def _cloud(rng: np.random.Generator) -> Strokes:
    """Bumps around an ellipse; a flower where they are few and round."""
    bumps = int(rng.integers(5, 10))
    angle = np.linspace(0, 2 * np.pi, 16 * bumps)
    radius = 1 + rng.uniform(0.2, 0.5) * np.abs(np.sin(bumps * angle / 2))
    path = np.stack([np.cos(angle) * rng.uniform(1, 1.8), np.sin(angle)], axis=1) * radius[:, np.newaxis]
    return [path]


def _flower(rng: np.random.Generator) -> Strokes:
    petals = int(rng.integers(4, 8))
    strokes = [arc((0, 0), (0.3, 0.3), 0, 1)]
    for place in range(petals):
        centre = 0.7 * np.array([np.cos(2 * np.pi * place / petals), np.sin(2 * np.pi * place / petals)])
        strokes.append(arc(centre, (0.35, 0.35), 0, 1, 16))
    if rng.uniform() < 0.6:
        strokes.append(line((0, 1), (rng.uniform(-0.2, 0.2), 2.4)))
    return strokes


def _tree(rng: np.random.Generator) -> Strokes:
    if rng.uniform() < 0.5:
        return [line((-0.6, 0.6), (0, -1), (0.6, 0.6), (-0.6, 0.6)), line((-0.1, 0.6), (-0.1, 1), (0.1, 1), (0.1, 0.6))]
    return [*_cloud(rng), line((-0.2, 1.2), (-0.2, 2.4)), line((0.2, 1.2), (0.2, 2.4))]


def _sun(rng: np.random.Generator) -> Strokes:
    rays = int(rng.integers(6, 12))
    strokes = [arc((0, 0), (0.5, 0.5), 0, 1)]
    for angle in 2 * np.pi * np.arange(rays) / rays:
        direction = np.array([np.cos(angle), np.sin(angle)])
        strokes.append(line(direction * 0.7, direction * rng.uniform(0.95, 1.2)))
    return strokes


def _fish(rng: np.random.Generator) -> Strokes:
    x = np.linspace(-1, 1.4, 30)
    half = 0.5 * np.cos(x * np.pi / 2)
    body = np.concatenate([np.stack([x, half], axis=1), np.stack([x, -half], axis=1)[::-1]])
    return [body * (rng.choice([-1, 1]), 1), arc((-0.5, -0.1), (0.06, 0.06), 0, 1, 8)][: rng.integers(1, 3)]


def _cat(rng: np.random.Generator) -> Strokes:
    strokes = [arc((0, 0), (1, 0.85), 0, 1, 36)]
    strokes += [line((s * 0.85, -0.45), (s * 0.75, -1.2), (s * 0.3, -0.8)) for s in (-1, 1)]
    strokes += [arc((s * 0.35, -0.15), (0.08, 0.08), 0, 1, 8) for s in (-1, 1)]
    strokes += [line((s * 0.3, y), (s * 1.2, y + rng.normal(0, 0.1))) for s in (-1, 1) for y in (0.2, 0.4)]
    return strokes


def _frame(rng: np.random.Generator) -> Strokes:
    """A box in a box, or a box with its diagonals."""
    outer = line((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    if rng.uniform() < 0.5:
        edge = rng.uniform(0.15, 0.35)
        return [outer, outer * (1 - 2 * edge) + edge]
    return [outer, line((0, 0), (1, 1)), line((1, 0), (0, 1))]


def _grid(rng: np.random.Generator) -> Strokes:
    """Rows and columns; the board of noughts and crosses."""
    columns, rows = rng.integers(2, 5, 2)
    strokes = [line((x, -0.6), (x, rows - 0.4)) for x in range(columns)]
    return strokes + [line((-0.6, y), (columns - 0.4, y)) for y in range(rows)]


def _parallel_lines(rng: np.random.Generator) -> Strokes:
    """Three to five upright lines, or two to four lying ones."""
    if rng.uniform() < 0.4:
        return [line((x, 0), (x, rng.uniform(1, 1.4))) for x in 0.4 * np.arange(rng.integers(3, 6))]
    return [line((0, y), (rng.uniform(1, 1.3), y)) for y in rng.uniform(0.3, 0.5) * np.arange(rng.integers(2, 5))]


def _circles(rng: np.random.Generator) -> Strokes:
    """Rings in one another or two beside each other; one alone is a 0, and one above the other an 8."""
    if rng.uniform() < 0.5:
        return [arc((0, 0), (radius, radius), 0, 1, 36) for radius in np.linspace(0.35, 1, int(rng.integers(2, 4)))]
    gap = rng.uniform(1.2, 2.4)
    strokes = [arc((0, 0), (1, 1), 0, 1), arc((gap, 0), (rng.uniform(0.7, 1.2),) * 2, 0, 1)]
    return strokes if rng.uniform() < 0.6 else [*strokes, line((1, 0), (gap - 1, 0))]


def _crescent(rng: np.random.Generator) -> Strokes:
    outer, inner = arc((0, 0), (1, 1), 0.15, 0.85, 30), arc((0.5, 0), (0.95, 0.81), 0.25, 0.75, 24)
    moon = np.concatenate([outer, inner[::-1], outer[:1]])
    return [moon * (rng.choice([-1, 1]), 1)]


def _lightning(rng: np.random.Generator) -> Strokes:
    bolt = np.array([[0.6, 0], [0, 1.1], [0.45, 1.1], [0.2, 2], [1, 0.8], [0.5, 0.8], [0.9, 0]])
    return [line(*bolt, bolt[0])] if rng.uniform() < 0.9 else [line(*(bolt * (-1, 1)), bolt[0] * (-1, 1))]


def _drop(rng: np.random.Generator) -> Strokes:
    """Filled: the outline alone could be a 0."""
    t = np.linspace(0, 2 * np.pi, 40)
    return [np.stack([rng.uniform(0.5, 0.8) * np.sin(t) * np.sin(t / 2), -np.cos(t)], axis=1)]


def _disc(rng: np.random.Generator) -> Strokes:
    return [arc((0, 0), (rng.uniform(0.75, 1.35), 1), 0, 1, 40)]


def _blob(rng: np.random.Generator) -> Strokes:
    points = arc((0, 0), (1, 1), 0, 1 - 1 / 9, 9) * rng.uniform(0.5, 1.3, (9, 1))
    return [curve(np.concatenate([points, points[:2]]))]


SHAPES: dict[str, Callable[[np.random.Generator], Strokes]] = {
    "triangle": _triangle,
    "square": _square,
    "rectangle": _rectangle,
    "diamond": _diamond,
    "polygons": _polygons,
    "star": _star,
    "heart": _heart,
    "arrow": _arrow,
    "cross": _cross,
    "check_mark": _check_mark,
    "house": _house,
    "smiley": _smiley,
    "stick_figure": _stick_figure,
    "cloud": _cloud,
    "flower": _flower,
    "tree": _tree,
    "sun": _sun,
    "fish": _fish,
    "cat": _cat,
    "frame": _frame,
    "grid": _grid,
    "parallel_lines": _parallel_lines,
    "circles": _circles,
    "crescent": _crescent,
    "lightning": _lightning,
    "drop": _drop,
    "disc": _disc,
    "blob": _blob,
}
ALSO_SYMBOLS = frozenset({"heart", "arrow", "smiley", "lightning"})
UNSEEN_SHAPES = {"validation": ("flower", "diamond", "lightning"), "test": ("house", "heart", "cat", "crescent")}

_CAN_BE_FILLED = frozenset(
    {"triangle", "square", "rectangle", "diamond", "star", "heart", "cloud", "crescent", "lightning"}
)
_ALWAYS_FILLED = frozenset({"drop", "disc", "blob"})
_TILTS = {"star": 0.1, "arrow": 0.06, "polygons": 0.15, "blob": 1.0, "grid": 0.02, "parallel_lines": 0.02}
