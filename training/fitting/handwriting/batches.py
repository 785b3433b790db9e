"""Mixes what the flagship learns from into batches: MNIST, drawn pen strokes, and what is no digit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, PROBABILITIES
from training.data.images import LabelledImages
from training.fitting.folds.batching import shuffled_rows
from training.synthesis.augmentation import Augmentation, augment
from training.synthesis.damage.damaging import Damage, damage

_ROWS, _CHANGES, _DAMAGE = 0, 1, 2  # what a seed is for
Batch = tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]


@dataclass(frozen=True)
class Sources:
    """Where images come from: labelled digits of two kinds, and images of no digit uint8 [n, 28, 28]."""

    mnist: LabelledImages
    drawings: LabelledImages
    outliers: np.ndarray


@dataclass(frozen=True)
class Mixture:
    """How many images of each source make a batch, and how they are changed.

    Attributes:
        mnist: MNIST digits.
        drawings: drawn pen strokes and styles.
        outliers: images of no digit.
        augmentation: how far all of them are changed …
        of_drawings: … but for drawings, which were drawn by another hand before; by default as the others.
        damage: what happens to images of every source after that, so that none is told by it; by default nothing.
    """

    mnist: int
    drawings: int
    outliers: int
    augmentation: Augmentation = field(default_factory=Augmentation)
    of_drawings: Augmentation | None = None
    damage: Damage | None = None

    @property
    def size(self) -> int:
        """Images in a batch."""
        return self.mnist + self.drawings + self.outliers


def augmentations_of(recipe: Mapping[str, Any]) -> tuple[Augmentation, Augmentation]:
    """Returns how far a recipe has images changed, and how far drawings, which by default is as far."""
    usual = recipe.get("augmentation", {})
    return Augmentation(**usual), Augmentation(**recipe.get("augmentation_of_drawings", usual))


def batches(sources: Sources, mixture: Mixture, seed: tuple[int, ...], first: int = 0) -> Iterator[Batch]:
    """Yields batches for ever: images, targets and sample weights by output. What is no digit has no class.

    The seed and its number decide a batch, so that a training that was stopped goes on with those it would have had.

    Args:
        sources: where images come from.
        mixture: how they are mixed.
        seed: decides rows and changes.
        first: the number of the batch to begin with, counted from 0.
    """
    sizes = (len(sources.mnist), mixture.mnist), (len(sources.drawings), mixture.drawings)
    rows = [
        shuffled_rows(total, size, (*seed, _ROWS, place), first)
        for place, (total, size) in enumerate((*sizes, (len(sources.outliers), mixture.outliers)))
    ]
    is_digit = np.ones((mixture.size, 1), np.float32)
    is_digit[mixture.mnist + mixture.drawings :] = 0
    weights = {PROBABILITIES: is_digit[:, 0], DIGIT_PROBABILITY: np.ones(mixture.size, np.float32)}
    for number in count(first):
        rng = np.random.default_rng((*seed, _CHANGES, number))
        of_mnist, of_drawings, of_outliers = (next(chosen) for chosen in rows)
        images = np.concatenate(
            [
                augment(sources.mnist.images[of_mnist], mixture.augmentation, rng),
                augment(sources.drawings.images[of_drawings], mixture.of_drawings or mixture.augmentation, rng),
                augment(sources.outliers[of_outliers], mixture.augmentation, rng),
            ]
        )
        if mixture.damage:
            images = damage(images, mixture.damage, np.random.default_rng((*seed, _DAMAGE, number)))
        no_class = np.zeros(mixture.outliers, np.int64)
        labels = np.concatenate([sources.mnist.labels[of_mnist], sources.drawings.labels[of_drawings], no_class])
        targets = {PROBABILITIES: np.eye(CLASS_COUNT, dtype=np.float32)[labels], DIGIT_PROBABILITY: is_digit}
        yield images, targets, weights
