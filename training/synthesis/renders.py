"""Draws pen strokes and styles many times, each time by another hand and pen, through the code that serves."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from training.data.pen_strokes import PenDigit
from training.synthesis.hands import Hand, rewrite
from training.synthesis.parallel import map_chunks
from training.synthesis.pen import BLACK, WHITE, draw_strokes, sample_style
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.photo import photograph
from training.synthesis.styles import STYLES, restyle, write_style

NO_WRITER = 0  # styles were written by nobody
RENDERS_VERSION = 1

_RESTYLED_SHARE = 0.12  # of the drawings of pen digits
_PHOTO_SHARE = 0.08  # photographed: slow, and hardly different once normalised
_HARD_EDGE_SHARE = 0.3  # drawn without antialiasing
_CHUNK = 250

_Chunk = tuple[int, list[tuple[str, int | str]]]  # its number; what it draws: pen digits by row, styles by name


def draw_once(label: int, paths: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Draws strokes of a digit, some of them in another style, as `draw_by_hand` does: uint8 [28, 28]."""
    if rng.uniform() < _RESTYLED_SHARE:
        paths = restyle(label, paths, rng)
    return draw_by_hand(paths, Hand(), rng)


def draw_by_hand(paths: list[np.ndarray], hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """Draws strokes by a slightly different hand, at random size, place and brush, and normalises: uint8 [28, 28]."""
    canvas = draw_strokes(rewrite(paths, hand, rng), sample_style(rng))
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
    name = f"renders-v{RENDERS_VERSION}-{len(digits)}-{variants}-{styled}-{seed}.npz"
    return PenDrawings.cached(name, lambda: _draw_all(digits, variants, styled, seed, workers))


def _draw_all(digits: Sequence[PenDigit], variants: int, styled: int, seed: int, workers: int) -> PenDrawings:
    tasks = [("digit", index) for index in range(len(digits)) for _ in range(variants)]
    tasks += [("style", name) for name in STYLES for _ in range(styled)]
    job = partial(_draw_chunk, digits, seed)
    return PenDrawings.joined(map_chunks(job, tasks, _CHUNK, workers, doing="drawing pen strokes", unit="drawings"))


def _draw_chunk(digits: Sequence[PenDigit], seed: int, chunk: _Chunk) -> PenDrawings:
    number, tasks = chunk
    rng = np.random.default_rng((seed, number))
    images = np.empty((len(tasks), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    labels, writers = np.empty(len(tasks), np.int64), np.empty(len(tasks), np.int64)
    for row, (kind, key) in enumerate(tasks):
        if kind == "digit":
            digit = digits[key]
            labels[row], writers[row] = digit.label, digit.writer
            paths = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in digit.strokes]
        else:
            labels[row], writers[row] = STYLES[key].label, NO_WRITER
            paths = write_style(STYLES[key], rng)
        images[row] = draw_once(int(labels[row]), paths, rng)
    return PenDrawings(images, labels, writers)
