"""Lines and curves as an unsteady hand draws them, in units of the drawing's size, and their way onto a canvas."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from training.synthesis.pen import DrawingStyle, draw_strokes, sample_canvas, sample_style

Point = Sequence[float] | np.ndarray  # x to the right, y downwards
Strokes = list[np.ndarray]


def line(*corners: Point, steps: int = 8) -> np.ndarray:
    """Straight lines through the corners: float64 `[n, 2]`, `steps` points to each."""
    points = np.asarray(corners, dtype=np.float64)
    share = np.linspace(0, 1, steps, endpoint=False)[:, np.newaxis]
    parts = [start + (end - start) * share for start, end in pairwise(points)]
    return np.concatenate([*parts, points[-1:]])


def arc(centre: Point, radii: Sequence[float], start: float, end: float, steps: int = 24) -> np.ndarray:
    """Part of an ellipse, from one angle to another in turns, clockwise on the canvas from three o'clock."""
    angle = 2 * np.pi * np.linspace(start, end, steps)
    return np.asarray(centre, dtype=np.float64) + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radii


def curve(points: np.ndarray, steps: int = 6) -> np.ndarray:
    """Smooth curve through the points (Catmull and Rom, A class of local interpolating splines, 1974)."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[:, np.newaxis, np.newaxis]
    pieces = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    return np.concatenate([pieces.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def rotation(angle: float) -> np.ndarray:
    """Returns the matrix that turns points by so many radians, clockwise on the canvas: float64 `[2, 2]`."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def by_hand(strokes: Strokes, rng: np.random.Generator, unsteadiness: float = 1.0, tilt: float = 0.06) -> Strokes:
    """Draws neat strokes with an unsteady hand: wobbling, displaced, stretched, sheared and tilted.

    Args:
        strokes: neat strokes.
        rng: source of chance.
        unsteadiness: 0 = neat, 1 = a mouse or a finger.
        tilt: standard deviation of the rotation in turns.
    """
    extent = float(np.ptp(np.concatenate(strokes), axis=0).max())
    turn = rotation(2 * np.pi * rng.normal(0, tilt))
    shear = np.array([[1.0, 0.0], [rng.normal(0, 0.12), 1.0]])
    stretch = np.diag(np.exp(rng.normal(0, 0.12, 2)))
    strength = unsteadiness * extent * rng.uniform(0.2, 1.0)
    return [
        (stroke + _wobble(len(stroke), rng) * 0.025 * strength + rng.normal(0, 0.012 * strength, 2))
        @ (turn @ shear @ stretch)
        for stroke in strokes
    ]


def _wobble(count: int, rng: np.random.Generator) -> np.ndarray:
    """Slowly changing noise of about unit deviation: float64 `[count, 2]`."""
    knots = max(2, count // 8)
    places = np.linspace(0, knots - 1, count)
    noise = rng.standard_normal((2, knots))
    return np.stack([np.interp(places, np.arange(knots), axis) for axis in noise], axis=1)


def draw(strokes: Strokes, rng: np.random.Generator, figures: float = 1.0) -> np.ndarray:
    """Draws strokes at random size, place and brush, as digits are drawn for training.

    Args:
        strokes: strokes in any unit.
        rng: source of chance.
        figures: how many figures stand side by side: each has its share of the width, and the brush is thinner.

    Returns:
        uint8 `[height, width, 3]`, RGB, dark on white.
    """
    extent = np.ptp(np.concatenate(strokes), axis=0)
    aspect = float(extent[0] / max(extent[1], 1e-6))
    style = sample_style(rng, sample_canvas(rng, aspect))
    return draw_strokes(strokes, _fit(style, aspect, figures))


def _fit(style: DrawingStyle, aspect: float, figures: float) -> DrawingStyle:
    """Uses the width of a wide canvas, and thins the brush where several figures share the longest side."""
    width, height = style.canvas
    brush = style.brush / figures**0.8
    side = style.digit_side
    if width > height:
        side = min(style.digit_side * min(aspect, width / height), 0.95 * width - brush)
    return replace(style, brush=brush, digit_side=max(side, 0.35 * max(style.canvas) if figures > 1 else side))
