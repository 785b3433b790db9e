"""Every kind of picture in which the ink is hard to find, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit
from training.synthesis.pictures.crops import cut_mnist, cut_photo, draw_filling, shrink_drawing
from training.synthesis.pictures.surroundings import cut_cell, draw_frame, draw_plot, draw_window

Draw = Callable[..., np.ndarray]


@dataclass(frozen=True)
class LabelledPicture:
    """A picture, uint8 `[h, w, 3]`, and the digit on it."""

    picture: np.ndarray
    label: int


PEN_KINDS: Mapping[str, Draw] = {
    "photo cut without a margin": lambda strokes, rng: cut_photo(strokes, 0.0, rng),
    "photo cut with a margin of 5 %": lambda strokes, rng: cut_photo(strokes, 0.05, rng),
    "drawing of 200 px, margin 0 to 2 px": lambda strokes, rng: draw_filling(strokes, 200, (0, 2), rng),
    "drawing of 32 px, margin 0 to 2 px": lambda strokes, rng: draw_filling(strokes, 32, (0, 2), rng),
    "drawing of 16 px, margin 0 or 1 px": lambda strokes, rng: draw_filling(strokes, 16, (0, 1), rng),
    "drawing averaged down to 32 px": lambda strokes, rng: shrink_drawing(strokes, 32, rng),
    "drawing averaged down to 16 px": lambda strokes, rng: shrink_drawing(strokes, 16, rng),
    "cell of a table": cut_cell,
    "dark frame": draw_frame,
    "window": draw_window,
    "plot": draw_plot,
}
MNIST_KINDS: Mapping[str, Draw] = {
    "MNIST cut to its ink, 16 to 28 px": partial(cut_mnist, sides=(16, 28), margins=(0, 0)),
    "MNIST at 200 px, margin 0 to 2 px": partial(cut_mnist, sides=(200, 200), margins=(0, 2)),
}
KINDS = (*PEN_KINDS, *MNIST_KINDS)


def compose_kind(
    kind: str, count: int, seed: int, digits: Sequence[PenDigit], images: LabelledImages
) -> Iterator[LabelledPicture]:
    """Yields pictures of one kind, of digits chosen by chance.

    Args:
        kind: one of `KINDS`.
        count: how many.
        seed: decides the pictures.
        digits: pen digits, of which most kinds are drawn …
        images: … and images as MNIST has them, of which the others are cut.
    """
    rng = np.random.default_rng((seed, KINDS.index(kind)))
    for _ in range(count):
        if kind in PEN_KINDS:
            digit = digits[int(rng.integers(len(digits)))]
            paths = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in digit.strokes]
            yield LabelledPicture(PEN_KINDS[kind](paths, rng=rng), digit.label)
        else:
            row = int(rng.integers(len(images)))
            yield LabelledPicture(MNIST_KINDS[kind](images.images[row], rng=rng), int(images.labels[row]))
