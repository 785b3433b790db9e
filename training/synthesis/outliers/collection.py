"""Outliers of one split, drawn once by several processes and cached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from training.data.columns import Columns
from training.store.cache import cached
from training.synthesis.outliers.kinds import OUTLIER_KINDS, draw_outliers, load_sources
from training.synthesis.outliers.sources import SPLITS, Sources
from training.synthesis.outliers.symbols import SYMBOLS
from training.synthesis.parallel import map_in_processes

TEST_COUNTS = {  # by kind, what detectors are measured on
    "letters": 2_100,
    "scribbles": 1_500,
    "shapes": 900,
    "two_digits": 720,
    "words": 480,
    "filled": 300,
}
_CHUNK = 200  # drawings between two steps of the progress bar


@dataclass(frozen=True)
class Outliers(Columns):
    """Images uint8 [n, 28, 28], 0 = paper, 255 = ink, none of them one digit, with the kind of each, str [n]."""

    images: np.ndarray
    kinds: np.ndarray

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True)
class _Task:
    kind: str
    count: int
    seed: int


def load_outliers(
    split: str,
    count_per_kind: int | Mapping[str, int],
    writers: Collection[int] | None = None,
    *,
    pen_strokes: str | Path | None = None,
    mnist: str | Path | None = None,
    seed: int = 0,
    workers: int = 2,
) -> Outliers:
    """Draws outliers, for outlier exposure (Hendrycks, Mazeika and Dietterich, 2019), or reads those drawn before.

    The splits share no font family and no MNIST row, and validation and test each hold kinds of scribble and shape
    (`UNSEEN_SCRIBBLES`, `UNSEEN_SHAPES`, `UNSEEN_SYMBOLS`) that no other split does.

    Args:
        split: "train", "validation" or "test".
        count_per_kind: how many of each of `OUTLIER_KINDS`, or of all; kinds left out are not drawn.
        writers: whose pen digits "two_digits" may use, by number; by default everybody's.
        pen_strokes: the data set's folder; see `load_pen_strokes`.
        mnist: the data set's folder; see `load_mnist`.
        seed: decides every drawing; each split has its own for the same number.
        workers: processes that draw; with 1, this one does. The drawings do not depend on it.

    Returns:
        the outliers, in random order.

    Raises:
        DatasetError: data or fonts are missing; the message says what to install.
        ValueError: there is no such split, kind or writer.
    """
    counts = dict.fromkeys(OUTLIER_KINDS, count_per_kind) if isinstance(count_per_kind, int) else count_per_kind
    unknown = set(counts) - set(OUTLIER_KINDS)
    if unknown or split not in SPLITS:
        raise ValueError(
            f"No outliers of split {split!r} and kinds {sorted(counts)}. "
            f"The splits are {', '.join(SPLITS)}; the kinds are {', '.join(OUTLIER_KINDS)}."
        )
    sources = load_sources(split, writers, pen_strokes, mnist, tuple(counts))
    return cached(Outliers, _draw_all, sources, split, dict(sorted(counts.items())), seed, workers=workers)


def load_symbols(each: int = 40, seed: int = 0) -> Outliers:
    """Draws every symbol so often, as no split of `load_outliers` does, or reads those drawn before.

    Args:
        each: how many drawings of each symbol.
        seed: decides every drawing.

    Returns:
        the drawings in the symbols' order; their kinds are the symbols' names.
    """
    return cached(Outliers, _draw_symbols, tuple(SYMBOLS), each, seed)


def _draw_symbols(names: Sequence[str], each: int, seed: int) -> Outliers:
    no_rows = np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    nothing = Sources(fonts=(), pen_digits={}, mnist=no_rows, scribbles=(), shapes=(), symbols=())
    images = []
    for place, name in enumerate(names):
        own = int(np.random.SeedSequence((seed, len(SPLITS), place)).generate_state(1)[0])
        images.append(draw_outliers("symbols", each, own, replace(nothing, symbols=(name,))))
    return Outliers(np.concatenate(images), np.repeat(names, each))


def _draw_all(sources: Sources, split: str, counts: Mapping[str, int], seed: int, workers: int) -> Outliers:
    from tqdm import tqdm

    tasks = _tasks(split, counts, seed)
    images = [np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)]
    with tqdm(total=sum(task.count for task in tasks), desc="drawing outliers", unit="drawing") as progress:
        for drawn in map_in_processes(partial(_draw_task, sources), tasks, workers):
            images.append(drawn)
            progress.update(len(drawn))
    kinds = np.repeat([task.kind for task in tasks], [task.count for task in tasks])
    outliers = Outliers(np.concatenate(images), kinds)
    return outliers.take(np.random.default_rng(seed).permutation(len(outliers)))


def _tasks(split: str, counts: Mapping[str, int], seed: int) -> list[_Task]:
    """Chunks of each kind; a chunk's seed depends on its split and place only."""
    tasks = []
    for kind in OUTLIER_KINDS:
        for place, start in enumerate(range(0, counts.get(kind, 0), _CHUNK)):
            chunk_seed = int(np.random.SeedSequence((seed, SPLITS.index(split), place)).generate_state(1)[0])
            tasks.append(_Task(kind, min(_CHUNK, counts[kind] - start), chunk_seed))
    return tasks


def _draw_task(sources: Sources, task: _Task) -> np.ndarray:
    return draw_outliers(task.kind, task.count, task.seed, sources)
