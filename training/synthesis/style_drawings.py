"""Every way of writing that is known by name, drawn for measuring: the styles, and zeros with each kind of bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.data.images import LabelledImages
from training.store.cache import cached
from training.synthesis.barred_zeros import BARS, bar_zero
from training.synthesis.hands import Hand, PenPath
from training.synthesis.parallel import map_chunks
from training.synthesis.renders import draw_by_hand
from training.synthesis.styles import STYLES, write_style

DRAWINGS_PER_STYLE = 200
STYLE_SEED = 7  # what teaches is drawn with others
_RING = STYLES["zero_dotted"]  # its first stroke is a plain zero
_BARRED = {f"zero_barred_{name}": name for name in BARS}


@dataclass(frozen=True)
class StyleDrawings(LabelledImages):
    """Normalised drawings with their labels, and the name of each one's style: names str [n]."""

    names: np.ndarray


def style_names() -> list[str]:
    """Names every style, and every kind of barred zero."""
    return [*STYLES, *_BARRED]


def load_style_drawings(count: int = DRAWINGS_PER_STYLE, seed: int = STYLE_SEED, workers: int = 2) -> StyleDrawings:
    """Draws every style `count` times, each time by another hand and pen, or reads what was drawn before.

    Args:
        count: how many drawings of each.
        seed: decides hands, pens and places.
        workers: processes that draw; with 1, this one does. The drawings do not depend on it.
    """
    return cached(StyleDrawings, _draw_all, count, seed, workers=workers)


def _draw_all(count: int, seed: int, workers: int) -> StyleDrawings:
    names = style_names()
    job = partial(_draw_chunk, seed)
    tasks = [name for name in names for _ in range(count)]
    images = map_chunks(job, tasks, count, workers, doing="drawing ways of writing", unit="drawings")
    labels = [STYLES[name].label if name in STYLES else _RING.label for name in tasks]
    return StyleDrawings(np.concatenate(list(images)), np.array(labels, np.int64), np.array(tasks))


def _draw_chunk(seed: int, chunk: tuple[int, Sequence[str]]) -> np.ndarray:
    place, names = chunk
    rng = np.random.default_rng((seed, place))
    return np.array([draw_by_hand(_write(name, rng), Hand(), rng) for name in names])


def _write(name: str, rng: np.random.Generator) -> list[PenPath]:
    if name in STYLES:
        return write_style(STYLES[name], rng)
    return bar_zero(write_style(_RING, rng)[0], rng, _BARRED[name])
