"""Numbers: two to four digits at once, apart or run into each other, which are not one digit."""

import cv2
import numpy as np

from training.synthesis.numbers import NumberStyle, compose_number
from training.synthesis.outliers.sources import Sources

_ENLARGEMENT = 4
_PEN_SHARE = 0.65
_COUNTS, _COUNT_SHARES = (2, 3, 4), (0.65, 0.25, 0.1)
# Digits that touch are what a reader of whole numbers must not take for one.
_STYLE = NumberStyle(height=(40, 120), touching=0.6, max_overlap=0.12, wobble=0.06, photographed=0.08)
_INK = 0.2 * 255  # level from which a pixel of MNIST counts as the digit's


def draw_number(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws digits of one pen writer, or of MNIST, side by side: uint8 RGB canvas."""
    count = int(rng.choice(_COUNTS, p=_COUNT_SHARES))
    return _write(count, rng, sources) if rng.uniform() < _PEN_SHARE else _paste(count, rng, sources)


def _write(count: int, rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Pen digits of one writer."""
    writers = list(sources.pen_digits)
    digits = sources.pen_digits[writers[rng.integers(len(writers))]]
    return compose_number(rng, digits, count, _STYLE).canvas


def _paste(count: int, rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """MNIST images side by side, cut to their digits, on white."""
    parts = []
    for index in rng.integers(len(sources.mnist), size=count):
        image = sources.mnist[index]
        columns = np.flatnonzero(image.max(axis=0) > _INK)
        digit = image[:, columns[0] : columns[-1] + 1]
        digit = np.roll(digit, int(rng.integers(-2, 3)), axis=0)
        parts += [digit, np.zeros((len(image), int(rng.integers(0, 6))), np.uint8)]
    row = np.pad(np.concatenate(parts[:-1], axis=1), 4)
    large = cv2.resize(row, None, fx=_ENLARGEMENT, fy=_ENLARGEMENT, interpolation=cv2.INTER_CUBIC)
    return np.repeat(255 - large[..., np.newaxis], 3, axis=2)
