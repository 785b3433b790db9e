"""MNIST's digits damaged and then normalised, as they come from a visitor who shows a damaged picture."""

from dataclasses import dataclass

import numpy as np

from training.data.images import LabelledImages
from training.store.cache import cached
from training.synthesis.damage.damaging import Damage, damage
from training.synthesis.normalized import normalize_all
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.renders import NO_WRITER

# Normalisation itself undoes most of what light and blur do.
SHOWN = Damage(share=1.0, twice=0.1, noise=1.0, light=0.3, cover=1.5, marks=1.5, blur=0.7, outline=1.0)

_FAINT = 32  # of 255
_PLAIN = 40  # of 255, standard deviation
_NARROW = 8  # px: an upright 1 is as plain


@dataclass(frozen=True)
class DamagedDigits(PenDrawings):
    """Normalised pictures of damaged digits by nobody, and of which row each is: int64 [n]."""

    rows: np.ndarray

    def of_rows(self, is_wanted: np.ndarray) -> PenDrawings:
        """Returns the pictures of some rows: bool, one for each row that was damaged from."""
        kept = self.take(np.flatnonzero(is_wanted[self.rows]))
        return PenDrawings(kept.images, kept.labels, kept.writers)


def load_damaged(
    rows: LabelledImages, count: int, how: Damage = SHOWN, seed: int = 0, workers: int = 2
) -> DamagedDigits:
    """Damages and normalises digits, or reads what was made before.

    Args:
        rows: MNIST's training rows, or some of them.
        count: how many to make, each of another row, until all rows have been taken.
        how: what happens to them.
        seed: decides rows and damage.
        workers: processes that normalise; with 1, this one does. The images do not depend on it.

    Returns:
        normalised drawings that are more than a plain patch; their writer is `NO_WRITER`.
    """
    return cached(DamagedDigits, _damage_rows, rows, count, how, seed, workers=workers)


def _damage_rows(rows: LabelledImages, count: int, how: Damage, seed: int, workers: int) -> DamagedDigits:
    rng = np.random.default_rng(seed)
    places = np.resize(rng.permutation(len(rows)), count)
    chosen = rows.take(places)
    images = normalize_all(damage(chosen.images, how, rng), workers, "normalising damaged digits")
    drawn = DamagedDigits(images, chosen.labels, np.full(count, NO_WRITER, np.int64), places)
    return drawn.take(np.flatnonzero([_shows_something(image) for image in images]))


def _shows_something(image: np.ndarray) -> bool:
    """Whether what there is of ink is not one plain patch."""
    rows, columns = (image.max(axis=axis) > _FAINT for axis in (1, 0))
    box = image[rows][:, columns]
    return box.size > 0 and (min(box.shape) < _NARROW or box.std() > _PLAIN)
