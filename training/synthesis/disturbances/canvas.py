"""Draws a centre line on a canvas: size, place, angle, brush and colours are stated, everything else stays the same."""

import dataclasses

import numpy as np

from training.synthesis.disturbances.centre_line import CentreLine
from training.synthesis.pen import BLACK, WHITE, DrawingStyle, draw_strokes

CANVAS = 500  # px: side of every canvas
NATURAL_HEIGHT = 0.64  # of the canvas: the digit's longest side
Colour = tuple[int, int, int]


@dataclasses.dataclass(frozen=True)
class Drawing:
    """How one digit is drawn.

    Attributes:
        height: the digit's longest side, ink included, as a share (0..1) of the canvas.
        left: its place as a share (0..1) of the free width.
        top: its place as a share (0..1) of the free height.
        degrees: by how much it is turned clockwise.
        brush: width of the round brush in pixels; None keeps the proportion that the digit has in MNIST.
        ink: RGB colour of the pen.
        paper: RGB colour of the canvas.
    """

    height: float = NATURAL_HEIGHT
    left: float = 0.5
    top: float = 0.5
    degrees: float = 0.0
    brush: float | None = None
    ink: Colour = BLACK
    paper: Colour = WHITE


def draw_centre_line(line: CentreLine, drawing: Drawing) -> np.ndarray:
    """Draws one digit with a round, antialiased brush: uint8 RGB `[500, 500, 3]`."""
    paths = _turn(line.paths, drawing.degrees)
    side = drawing.height * CANVAS
    natural = side * line.width / line.side
    brush = natural if drawing.brush is None else drawing.brush
    style = DrawingStyle(
        canvas=(CANVAS, CANVAS),
        digit_side=max(side - brush, 1.0),
        left=drawing.left,
        top=drawing.top,
        brush=brush,
        ink=drawing.ink,
        paper=drawing.paper,
    )
    return draw_strokes(paths, style)


def _turn(paths: tuple[np.ndarray, ...], degrees: float) -> list[np.ndarray]:
    angle = np.deg2rad(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return [path @ matrix.T for path in paths]
