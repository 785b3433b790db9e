"""What one handwriting network learns from: drawn, or read from the cache, without the writers that it must not see."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from training.data.images import LabelledImages
from training.data.pen_strokes import load_pen_strokes
from training.data.unipen import (
    FIRST_CONTRIBUTOR,
    PenCharacter,
    clean,
    digits_of,
    load_unipen,
    number_contributors,
    others_of,
)
from training.fitting.folds.held_out import fold_of
from training.fitting.folds.mnist_writers import hidden_rows
from training.fitting.handwriting.batches import Sources
from training.synthesis.characters import load_characters
from training.synthesis.cut_digits import load_cut_digits
from training.synthesis.damage.damaged_digits import load_damaged
from training.synthesis.disturbances.stress import DEVELOPMENT_ROWS
from training.synthesis.outliers.collection import load_outliers
from training.synthesis.outliers.kinds import OF_WRITERS
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.redrawn import load_redrawn
from training.synthesis.renders import NO_WRITER, load_renders


def load_sources(
    mnist: LabelledImages, recipe: Mapping[str, Any], without_fold: int | None = None, workers: int | None = None
) -> Sources:
    """Draws, or reads from the cache, what one network learns from.

    Args:
        mnist: MNIST's training rows.
        recipe: how often digits and styles are drawn, how many numbers are cut, whether MNIST is `redrawn`, but for the
            rows on which drawings of it are developed, how many of its digits are shown `damaged`, how often each of
            UNIPEN's `contributors` is drawn, how many outliers of each kind there are, and whether the contributors'
            `characters` are among them, as they are by default. Where it is `common` to all networks, nothing that
            people drew, and of MNIST no row that is validated on.
        without_fold: leaves out everything by the writers and contributors of that fold, and of MNIST the rows that are
            validated on.
        workers: processes that draw; with 1, this one does; by default one per core.

    Raises:
        DatasetError: the pen strokes, UNIPEN, or the fonts that write letters, are out of reach.
    """
    workers = workers or os.cpu_count() or 1
    is_common = bool(recipe.get("common"))
    hidden = hidden_rows(mnist, 0 if is_common else without_fold)
    contributed = clean(load_unipen()) if "contributors" in recipe and not is_common else None
    drawn = [*_load_drawings(mnist, hidden, recipe, workers)]
    if contributed is not None:
        drawn += _load_contributed(contributed, recipe["contributors"], workers)
    drawings = _without(without_fold, PenDrawings.joined(drawn))
    writers = np.setdiff1d(drawings.writers, NO_WRITER)
    outliers = _load_outliers(recipe["outliers"], writers[writers < FIRST_CONTRIBUTOR].tolist(), workers)
    if contributed is not None and recipe.get("characters", True):
        characters = load_characters(others_of(contributed), workers=workers)
        is_kept = fold_of(characters.writers) != without_fold
        outliers = np.concatenate([outliers, characters.images[is_kept]])
    return Sources(mnist.take(np.flatnonzero(~hidden)) if hidden.any() else mnist, drawings, outliers)


def _load_drawings(
    mnist: LabelledImages, hidden: np.ndarray, recipe: Mapping[str, Any], workers: int
) -> Iterable[PenDrawings]:
    """Yields the drawings of each kind; of MNIST's rows, none of the `hidden`, bool [n]."""
    digits = [] if recipe.get("common") else load_pen_strokes()
    yield load_renders(digits, recipe["variants"], recipe["styled"], workers=workers)
    if digits and "cut_numbers" in recipe:
        yield load_cut_digits(digits, recipe["cut_numbers"], workers=workers)
    if recipe.get("redrawn"):
        learnt = np.arange(len(mnist) - DEVELOPMENT_ROWS)
        yield load_redrawn(mnist.take(learnt), workers=workers).take(np.flatnonzero(~hidden[learnt]))
    if "damaged" in recipe:
        yield load_damaged(mnist, recipe["damaged"], workers=workers).of_rows(~hidden)


def _load_contributed(
    characters: Sequence[PenCharacter], variants: Mapping[str, int], workers: int
) -> Iterable[PenDrawings]:
    """Draws every contributor's digits, those of a small one more often: none shall outweigh the others."""
    digits, numbers = digits_of(characters), number_contributors(characters)
    for contributor, count in variants.items():
        own = [digit for digit in digits if digit.writer == numbers[contributor]]
        yield load_renders(own, count, 0, workers=workers)


def _without(fold: int | None, drawings: PenDrawings) -> PenDrawings:
    """Leaves out the drawings by the writers of a fold."""
    if fold is None:
        return drawings
    is_kept = (drawings.writers == NO_WRITER) | (fold_of(drawings.writers) != fold)
    return drawings.take(np.flatnonzero(is_kept))


def _load_outliers(counts: Mapping[str, int], writers: Sequence[int], workers: int) -> np.ndarray:
    """Returns outliers uint8 [n, 28, 28]; those that are made of digits, of these writers' alone."""
    written = {kind: count for kind, count in counts.items() if kind == OF_WRITERS}
    others = {kind: count for kind, count in counts.items() if kind != OF_WRITERS}
    parts = [load_outliers("train", others, workers=workers).images]
    if written and writers:
        parts.append(load_outliers("train", written, writers, workers=workers).images)
    return np.concatenate(parts)
