"""Draws pen strokes and styles many times, each time by another hand and pen, through the code that serves."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from training.data.pen_strokes import PenDigit
from training.store.cache import cached
from training.synthesis.hands import Hand, rewrite
from training.synthesis.parallel import map_chunks
from training.synthesis.pen import BLACK, WHITE, draw_strokes, sample_canvas, sample_style
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.photo import photograph
from training.synthesis.styles import STYLES, Style, restyle, write_style

NO_WRITER = 0  # styles were written by nobody

_RESTYLED_SHARE = 0.12  # of the drawings of pen digits …
_RESTYLED_ZEROS = 0.3  # … and of zeros, which have the most ways
_PHOTO_SHARE = 0.08  # photographed: slow, and hardly different once normalised
_HARD_EDGE_SHARE = 0.3  # drawn without antialiasing
_CHUNK = 250

_Chunk = tuple[int, Sequence[PenDigit | Style]]  # its place; what it draws


def draw_once(label: int, paths: list[np.ndarray], rng: np.random.Generator, hand: Hand | None = None) -> np.ndarray:
    """Draws strokes of a digit, some of them in another style, as `draw_by_hand` does: uint8 [28, 28]."""
    if rng.uniform() < (_RESTYLED_SHARE if label else _RESTYLED_ZEROS):
        paths = restyle(label, paths, rng)
    return draw_by_hand(paths, hand or Hand(), rng)


def draw_by_hand(paths: list[np.ndarray], hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """Draws strokes by a slightly different hand, at random size, place and brush, and normalises: uint8 [28, 28]."""
    canvas = draw_strokes(rewrite(paths, hand, rng), sample_style(rng, sample_canvas(rng)))
    try:
        return normalize_drawing(_as_sent(canvas, rng))
    except NoInkError:  # a hairline that the camera lost
        return normalize_drawing(canvas)


def _as_sent(canvas: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns the canvas as it may arrive: as it is, with hard edges, or photographed."""
    chance = rng.uniform()
    if chance < _PHOTO_SHARE:
        return photograph(canvas, rng)
    if chance < _PHOTO_SHARE + _HARD_EDGE_SHARE:
        is_ink = canvas < canvas[..., 0].mean() / 2
        return np.where(is_ink, np.uint8(BLACK[0]), np.uint8(WHITE[0]))
    return canvas


def load_renders(
    digits: Sequence[PenDigit], variants: int, styled: int, seed: int = 0, workers: int = 2
) -> PenDrawings:
    """Draws every digit `variants` times and every style `styled` times, or reads what was drawn before.

    Args:
        digits: pen digits.
        variants: how many drawings of each digit.
        styled: how many drawings of each style.
        seed: decides hands, pens and places.
        workers: processes that draw; with 1, this one does. The drawings do not depend on it.

    Returns:
        normalised drawings; the writer of a style is `NO_WRITER`.
    """
    return cached(PenDrawings, _draw_all, digits, variants, styled, seed, workers=workers)


def _draw_all(digits: Sequence[PenDigit], variants: int, styled: int, seed: int, workers: int) -> PenDrawings:
    tasks: list[PenDigit | Style] = [digit for digit in digits for _ in range(variants)]
    tasks += [style for style in STYLES.values() for _ in range(styled)]
    job = partial(_draw_chunk, seed)
    return PenDrawings.joined(map_chunks(job, tasks, _CHUNK, workers, doing="drawing pen strokes", unit="drawings"))


def _draw_chunk(seed: int, chunk: _Chunk) -> PenDrawings:
    place, tasks = chunk
    rng = np.random.default_rng((seed, place))
    images = np.empty((len(tasks), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    labels, writers = np.empty(len(tasks), np.int64), np.empty(len(tasks), np.int64)
    for row, task in enumerate(tasks):
        if isinstance(task, PenDigit):
            writers[row] = task.writer
            paths = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in task.strokes]
        else:
            writers[row] = NO_WRITER
            paths = write_style(task, rng)
        labels[row] = task.label
        images[row] = draw_once(task.label, paths, rng)
    return PenDrawings(images, labels, writers)
