"""MNIST's rows under every corruption: fed directly, and taken through the normalisation that serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.data.images import LabelledImages
from training.store.cache import cached
from training.synthesis.corruptions.catalogue import CORRUPTIONS, corrupt_images
from training.synthesis.normalized import normalize_all

ROWS_THROUGH = 2_000  # at most, spread evenly: normalising takes longer than all the models' answers


@dataclass(frozen=True)
class CorruptedDigits:
    """One corruption's digits.

    Attributes:
        direct: every row as it was corrupted, in order.
        through: some of them, normalised as a visitor's picture is; zeros where no ink was found.
    """

    direct: LabelledImages
    through: LabelledImages


CorruptedImages = Mapping[str, CorruptedDigits]


def load_corrupted(
    rows: LabelledImages, names: Sequence[str] = tuple(CORRUPTIONS), seed: int = 0, workers: int = 2
) -> dict[str, CorruptedDigits]:
    """Corrupts the rows in every way, or reads what was corrupted before, one corruption at a time.

    Args:
        rows: MNIST's test rows, or some of them.
        names: corruptions of the catalogue.
        seed: decides chance.
        workers: processes that normalise; with 1, this one does. The images do not depend on it.

    Returns:
        digits by corruption.
    """
    return {name: _load(rows, name, seed, workers) for name in names}


def _load(rows: LabelledImages, name: str, seed: int, workers: int) -> CorruptedDigits:
    direct = cached(LabelledImages, _corrupt, rows, name, seed)
    some = direct.take(np.arange(0, len(direct), max(1, len(direct) // ROWS_THROUGH)))
    return CorruptedDigits(direct, cached(LabelledImages, _take_through, some, workers=workers, name=name))


def _corrupt(rows: LabelledImages, name: str, seed: int) -> LabelledImages:
    return LabelledImages(corrupt_images(rows.images, name, seed), rows.labels)


def _take_through(rows: LabelledImages, workers: int, name: str) -> LabelledImages:
    doing = f"normalising {CORRUPTIONS[name].title.lower()}"
    return LabelledImages(normalize_all(rows.images, workers, doing), rows.labels)
