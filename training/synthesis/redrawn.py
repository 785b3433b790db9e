"""MNIST's digits drawn again as a visitor would draw them: the forms of hundreds of hands, with every pen."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from training.data.images import LabelledImages
from training.store.cache import cached
from training.synthesis.disturbances.centre_line import find_centre_line
from training.synthesis.hands import Hand
from training.synthesis.parallel import map_chunks
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.renders import NO_WRITER, draw_once

_HAND = Hand(rotation=20.0)
_CHUNK = 250


def load_redrawn(rows: LabelledImages, seed: int = 0, workers: int = 2) -> PenDrawings:
    """Draws each digit once along its centre line, a few in another style, or reads what was drawn before.

    The pen strokes are by a few people of one country; whoever wrote MNIST's digits writes some of them in other ways.

    Args:
        rows: MNIST's training rows, or some of them.
        seed: decides hands, pens and places.
        workers: processes that draw; with 1, this one does. The drawings do not depend on it.

    Returns:
        normalised drawings in the order of the rows; their writer is `NO_WRITER`.
    """
    return cached(PenDrawings, _redraw_all, rows, seed, workers=workers)


def _redraw_all(rows: LabelledImages, seed: int, workers: int) -> PenDrawings:
    job = partial(_redraw_chunk, seed)
    digits = list(zip(rows.labels.tolist(), rows.images, strict=True))
    images = map_chunks(job, digits, _CHUNK, workers, doing="redrawing MNIST", unit="digits")
    return PenDrawings(np.concatenate(list(images)), rows.labels, np.full(len(rows), NO_WRITER, np.int64))


def _redraw_chunk(seed: int, chunk: tuple[int, Sequence[tuple[int, np.ndarray]]]) -> np.ndarray:
    place, digits = chunk
    rng = np.random.default_rng((seed, place))
    return np.array([draw_once(label, list(find_centre_line(image).paths), rng, _HAND) for label, image in digits])
