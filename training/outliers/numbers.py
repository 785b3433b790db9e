"""Numbers: two to four digits at once, which are not one digit."""

import cv2
import numpy as np

from training.outliers.sources import Sources
from training.outliers.strokes import draw

_ENLARGEMENT = 4
_PEN_SHARE = 0.65
_COUNTS, _COUNT_SHARES = (2, 3, 4), (0.65, 0.25, 0.1)
_INK = 0.2 * 255  # level from which a pixel of MNIST counts as the digit's


def draw_number(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws digits of one pen writer, or of MNIST, side by side: uint8 RGB canvas."""
    count = int(rng.choice(_COUNTS, p=_COUNT_SHARES))
    return _write(count, rng, sources) if rng.uniform() < _PEN_SHARE else _paste(count, rng, sources)


def _write(count: int, rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Pen digits of one writer, of like height, not quite on one line."""
    writers = list(sources.pen_digits)
    digits = sources.pen_digits[writers[rng.integers(len(writers))]]
    gap, strokes, right = rng.uniform(0.05, 0.4), [], 0.0
    for index in rng.integers(len(digits), size=count):
        paths = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in digits[index].strokes]
        points = np.concatenate(paths)
        scale = rng.uniform(0.85, 1.15) / max(np.ptp(points[:, 1]), 0.5 * np.ptp(points[:, 0]), 1e-6)
        corner = points.min(axis=0)
        shift = (right + gap * rng.uniform(0.7, 1.3), rng.normal(0, 0.08))
        strokes += [(path - corner) * scale + shift for path in paths]
        right = max(path[:, 0].max() for path in strokes)
    return draw(strokes, rng, figures=0.8 * count)


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
