"""Pen strokes as a visitor would have drawn them: at random size, place and brush, then normalised as in serving."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.image.normalization import normalize_drawing
from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit, load_pen_strokes
from training.store.cache import cached
from training.synthesis.pen import draw_strokes, sample_style

DRAWING_SEED = 0


@dataclass(frozen=True)
class PenDrawings(LabelledImages):
    """Normalised drawings with their labels, and who drew each: writers int64 [n]."""

    writers: np.ndarray


def draw_canvases(digits: Sequence[PenDigit], seed: int = DRAWING_SEED) -> Iterator[np.ndarray]:
    """Yields one canvas, uint8 RGB [280, 280, 3], dark on white, for each digit."""
    generator = np.random.default_rng(seed)
    for digit in digits:
        yield draw_strokes(digit.strokes, sample_style(generator))


def load_pen_drawings(path: str | Path | None = None, seed: int = DRAWING_SEED) -> PenDrawings:
    """Draws and normalises every digit with the very code that serves, or reads what was drawn before.

    Args:
        path: the data set's folder; see `load_pen_strokes`.
        seed: decides sizes, places and brushes.
    """
    return cached(PenDrawings, draw_as_written, load_pen_strokes(path), seed)


def draw_as_written(digits: Sequence[PenDigit], seed: int) -> PenDrawings:
    """Draws and normalises each digit once, by the hand that wrote it."""
    from tqdm import tqdm

    images = np.empty((len(digits), IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8)
    canvases = tqdm(draw_canvases(digits, seed), total=len(digits), desc="drawing digits as written", unit="digit")
    for index, canvas in enumerate(canvases):
        images[index] = normalize_drawing(canvas)
    labels, writers = (np.array([getattr(digit, name) for digit in digits], np.int64) for name in ("label", "writer"))
    return PenDrawings(images, labels, writers)
