"""What may befall a drawing, as data: one disturbance at a time, from none to more than a person likes to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from training.synthesis.disturbances.canvas import Colour, Drawing, draw_centre_line
from training.synthesis.disturbances.centre_line import CentreLine
from training.synthesis.disturbances.effects import add_noise, add_salt_and_pepper, compress, print_lines, roughen_paper

Level = float | str
DrawLevel = Callable[[CentreLine, Level, np.random.Generator], np.ndarray]
Effect = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]

MNIST_WIDTH = "as in MNIST"
MIDDLE_GREY = 128.0
# A sensor has room for noise on either side.
DARK, BRIGHT = (40, 40, 40), (215, 215, 215)

GREY_PAIRS: dict[str, tuple[Colour, Colour]] = {
    "black on white": ((0, 0, 0), (255, 255, 255)),
    "white on black": ((255, 255, 255), (0, 0, 0)),
    "grey on white": ((128, 128, 128), (255, 255, 255)),
    "grey on black": ((128, 128, 128), (0, 0, 0)),
    "black on grey": ((0, 0, 0), (128, 128, 128)),
    "white on grey": ((255, 255, 255), (128, 128, 128)),
}
# The last two pairs are of the same luminance, by the weights of Rec. 601.
COLOUR_PAIRS: dict[str, tuple[Colour, Colour]] = {
    "black on white": ((0, 0, 0), (255, 255, 255)),
    "blue on cream": ((28, 50, 150), (250, 240, 215)),
    "red on white": ((210, 30, 30), (255, 255, 255)),
    "yellow on blue": ((250, 220, 40), (25, 40, 120)),
    "chalk on green": ((235, 235, 225), (35, 85, 60)),
    "red on green": ((230, 40, 40), (20, 148, 40)),
    "teal on orange": ((0, 174, 176), (205, 95, 45)),
}


@dataclass(frozen=True)
class Disturbance:
    """One way in which drawings differ from each other.

    Attributes:
        name: how results name it.
        title: what a figure shows.
        unit: of the levels; empty where they are names.
        levels: from one end to the other: numbers, or names where there is no order.
        neutral: the level at which nothing is disturbed.
        stated_range: first and last of the levels that a person still reads easily.
        draw: makes a canvas, uint8 RGB `[500, 500, 3]`, of a centre line at a level.
    """

    name: str
    title: str
    unit: str
    levels: tuple[Level, ...]
    neutral: Level
    stated_range: tuple[Level, Level]
    draw: DrawLevel

    @property
    def stated_levels(self) -> tuple[Level, ...]:
        """The levels within the stated range, both ends included."""
        first, last = (self.levels.index(level) for level in self.stated_range)
        return self.levels[first : last + 1]


def _draw_size(line: CentreLine, level: Level, _: np.random.Generator) -> np.ndarray:
    return draw_centre_line(line, Drawing(height=float(level)))


def _draw_place(line: CentreLine, level: Level, generator: np.random.Generator) -> np.ndarray:
    """Moves towards an edge or a corner; at level 1 the ink touches it."""
    share = float(level) / 2
    right, down = generator.choice([(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
    return draw_centre_line(line, Drawing(left=0.5 + share * right, top=0.5 + share * down))


def _draw_rotation(line: CentreLine, level: Level, _: np.random.Generator) -> np.ndarray:
    return draw_centre_line(line, Drawing(degrees=float(level)))


def _draw_brush(line: CentreLine, level: Level, _: np.random.Generator) -> np.ndarray:
    return draw_centre_line(line, Drawing(brush=None if level == MNIST_WIDTH else float(level)))


def _draw_in(pairs: Mapping[str, tuple[Colour, Colour]]) -> DrawLevel:
    """Returns what draws the digit in the ink and on the paper that the level names."""

    def draw(line: CentreLine, level: Level, _: np.random.Generator) -> np.ndarray:
        ink, paper = pairs[str(level)]
        return draw_centre_line(line, Drawing(ink=ink, paper=paper))

    return draw


def _draw_contrast(line: CentreLine, level: Level, _: np.random.Generator) -> np.ndarray:
    """Keeps ink and paper as far apart as stated, around the middle grey."""
    dark, bright = (int(MIDDLE_GREY + side * float(level) / 2) for side in (-1, 1))
    return draw_centre_line(line, Drawing(ink=(dark, dark, dark), paper=(bright, bright, bright)))


def _draw_with(effect: Effect, drawing: Drawing) -> DrawLevel:
    """Returns what draws the digit and then lets the effect happen to the canvas."""

    def draw(line: CentreLine, level: Level, generator: np.random.Generator) -> np.ndarray:
        return effect(draw_centre_line(line, drawing), float(level), generator)

    return draw


_SENSED = Drawing(ink=DARK, paper=BRIGHT)

DISTURBANCES: dict[str, Disturbance] = {
    disturbance.name: disturbance
    for disturbance in (
        Disturbance(
            "size",
            "Size of the digit",
            "share of the canvas",
            (0.08, 0.15, 0.25, 0.4, 0.64, 0.8, 0.95),
            0.64,
            (0.15, 0.95),
            _draw_size,
        ),
        Disturbance(
            "place",
            "Distance from the centre",
            "share of the way to the edge",
            (0.0, 0.25, 0.5, 0.75, 0.9, 1.0),
            0.0,
            (0.0, 1.0),
            _draw_place,
        ),
        Disturbance(
            "rotation",
            "Rotation",
            "degrees clockwise",
            (-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0),
            0.0,
            (-20.0, 20.0),
            _draw_rotation,
        ),
        Disturbance(
            "brush",
            "Width of the brush",
            "px, on a canvas of 500 px",
            (2.0, 6.0, 12.0, 20.0, 30.0, 40.0, MNIST_WIDTH),
            MNIST_WIDTH,
            (2.0, MNIST_WIDTH),
            _draw_brush,
        ),
        Disturbance(
            "inversion",
            "Dark on light, light on dark",
            "",
            tuple(GREY_PAIRS),
            "black on white",
            ("black on white", "white on grey"),
            _draw_in(GREY_PAIRS),
        ),
        Disturbance(
            "colour",
            "Colours of ink and paper",
            "",
            tuple(COLOUR_PAIRS),
            "black on white",
            ("black on white", "teal on orange"),
            _draw_in(COLOUR_PAIRS),
        ),
        Disturbance(
            "noise",
            "Noise of a sensor",
            "levels, standard deviation",
            (0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 60.0),
            0.0,
            (0.0, 40.0),
            _draw_with(add_noise, _SENSED),
        ),
        Disturbance(
            "salt_and_pepper",
            "Black and white specks",
            "share of the pixels",
            (0.0, 0.0005, 0.002, 0.005, 0.01, 0.02, 0.05),
            0.0,
            (0.0, 0.02),
            _draw_with(add_salt_and_pepper, _SENSED),
        ),
        Disturbance(
            "jpeg",
            "JPEG compression",
            "quality",
            (95.0, 75.0, 50.0, 30.0, 20.0, 10.0, 5.0),
            95.0,
            (95.0, 10.0),
            _draw_with(compress, Drawing()),
        ),
        Disturbance(
            "low_contrast",
            "Contrast of ink and paper",
            "levels of 255",
            (255.0, 128.0, 64.0, 40.0, 24.0, 12.0),
            255.0,
            (255.0, 24.0),
            _draw_contrast,
        ),
        Disturbance(
            "paper_texture",
            "Fibres, creases and uneven light",
            "strength",
            (0.0, 0.25, 0.5, 0.75, 1.0, 1.5),
            0.0,
            (0.0, 1.0),
            _draw_with(roughen_paper, _SENSED),
        ),
        Disturbance(
            "ruled_lines",
            "Ruled and squared paper",
            "levels darker than the paper",
            (0.0, 20.0, 50.0, 80.0, 110.0, 140.0, 180.0),
            0.0,
            (0.0, 140.0),
            _draw_with(print_lines, Drawing()),
        ),
    )
}
