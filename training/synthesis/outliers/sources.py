"""What outliers are made of: fonts, pen digits, MNIST images, and the kinds of drawing a split may hold."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from training.data.pen_strokes import PenDigit
from training.synthesis.outliers.fonts import Font

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Sources:
    """What the drawings of one split are made of.

    Attributes:
        fonts: fonts of the split.
        pen_digits: digits by writer.
        mnist: MNIST images uint8 `[n, 28, 28]`, 0 = paper.
        scribbles: names in `scribbles.SCRIBBLES` that may be drawn.
        shapes: names in `shapes.SHAPES` that may be drawn.
        symbols: names in `symbols.SYMBOLS` that may be drawn.
    """

    fonts: tuple[Font, ...]
    pen_digits: Mapping[int, tuple[PenDigit, ...]]
    mnist: np.ndarray
    scribbles: tuple[str, ...]
    shapes: tuple[str, ...]
    symbols: tuple[str, ...]
