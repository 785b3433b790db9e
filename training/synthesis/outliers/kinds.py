"""The kinds of outlier, what each split draws them from, and how they become 28x28 images."""

import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from training.data.mnist import load_mnist, split_validation
from training.data.pen_strokes import PenDigit, group_by_writer, load_pen_strokes
from training.synthesis.outliers.fills import draw_fill
from training.synthesis.outliers.fonts import find_fonts
from training.synthesis.outliers.letters import draw_letter, draw_word
from training.synthesis.outliers.scribbles import SCRIBBLES, UNSEEN_SCRIBBLES, draw_scribble
from training.synthesis.outliers.shapes import ALSO_SYMBOLS, SHAPES, UNSEEN_SHAPES, draw_shape
from training.synthesis.outliers.side_by_side import draw_number
from training.synthesis.outliers.sources import SPLITS, Sources
from training.synthesis.outliers.symbols import SYMBOLS, UNSEEN_SYMBOLS, draw_symbol

OUTLIER_KINDS: dict[str, Callable[[np.random.Generator, Sources], np.ndarray]] = {
    "letters": draw_letter,
    "scribbles": draw_scribble,
    "shapes": draw_shape,
    "symbols": draw_symbol,
    "two_digits": draw_number,
    "words": draw_word,
    "filled": draw_fill,
}
OF_FONTS = frozenset({"letters", "words"})
OF_WRITERS = "two_digits"  # drawn with pen digits, and with MNIST's
_MAX_ATTEMPTS = 100  # in a row that hold no ink: only a defect draws so many


def draw_outliers(kind: str, count: int, seed: int, sources: Sources) -> np.ndarray:
    """Draws and normalises outliers of one kind with the very code that serves; blank ones are drawn again.

    Args:
        kind: one of `OUTLIER_KINDS`.
        count: how many.
        seed: decides everything.
        sources: what they are made of.

    Returns:
        uint8 `[count, 28, 28]`, 0 = paper, 255 = ink.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in OUTLIER_KINDS:
        raise ValueError(f"No kind of outlier is called {kind!r}. Known kinds: {', '.join(OUTLIER_KINDS)}.")
    rng = np.random.default_rng((seed, zlib.crc32(kind.encode())))
    images = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8)
    for index in range(count):
        images[index] = _draw_one(kind, rng, sources)
    return images


def _draw_one(kind: str, rng: np.random.Generator, sources: Sources) -> np.ndarray:
    for _ in range(_MAX_ATTEMPTS):
        try:
            return normalize_drawing(OUTLIER_KINDS[kind](rng, sources))
        except NoInkError:
            continue
    raise RuntimeError(f"{_MAX_ATTEMPTS} drawings of kind {kind!r} in a row held no ink. Check `OUTLIER_KINDS`.")


def load_sources(
    split: str,
    writers: Collection[int] | None = None,
    pen_strokes: str | Path | None = None,
    mnist: str | Path | None = None,
    kinds: Collection[str] = tuple(OUTLIER_KINDS),
) -> Sources:
    """Loads what one split is made of; fonts, MNIST rows and some kinds of drawing are in no other split.

    Args:
        split: one of `SPLITS`.
        writers: whose pen digits may be drawn, by number; by default everybody's.
        pen_strokes: the data set's folder; see `load_pen_strokes`.
        mnist: the data set's folder; see `load_mnist`.
        kinds: what will be drawn; fonts and data that none of them needs are not looked for.

    Raises:
        DatasetError: data or fonts are missing.
        ValueError: there is no such split, or no pen digit of these writers.
    """
    if split not in SPLITS:
        raise ValueError(f"No split is called {split!r}. Known splits: {', '.join(SPLITS)}.")
    has_digits = OF_WRITERS in kinds
    return Sources(
        fonts=find_fonts(split) if set(kinds) & OF_FONTS else (),
        pen_digits=_pen_digits(writers, pen_strokes) if has_digits else {},
        mnist=_mnist_rows(split, mnist) if has_digits else np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8),
        scribbles=_allowed(SCRIBBLES, UNSEEN_SCRIBBLES, split),
        shapes=_without_symbols(_allowed(SHAPES, UNSEEN_SHAPES, split), kinds),
        symbols=_allowed(SYMBOLS, UNSEEN_SYMBOLS, split),
    )


def _pen_digits(writers: Collection[int] | None, path: str | Path | None) -> dict[int, tuple[PenDigit, ...]]:
    by_writer = {
        writer: tuple(digits)
        for writer, digits in group_by_writer(load_pen_strokes(path)).items()
        if writers is None or writer in writers
    }
    if not by_writer:
        raise ValueError(f"None of the writers {sorted(writers or ())} wrote any of the pen digits.")
    return by_writer


def _mnist_rows(split: str, path: str | Path | None) -> np.ndarray:
    data = load_mnist(path)
    if split == "test":
        return data.test.images
    train, validation = split_validation(data.train)
    return (train if split == "train" else validation).images


def _without_symbols(shapes: tuple[str, ...], kinds: Collection[str]) -> tuple[str, ...]:
    """Leaves the shapes that are symbols to those, where symbols are drawn, too: by more schools of drawing."""
    return tuple(name for name in shapes if name not in ALSO_SYMBOLS or "symbols" not in kinds)


def _allowed(names: Collection[str], unseen: Mapping[str, Collection[str]], split: str) -> tuple[str, ...]:
    """All names except those that another split keeps for itself."""
    kept_away = {name for owner, owned in unseen.items() if owner != split for name in owned}
    return tuple(name for name in names if name not in kept_away)
