"""Drawings by people: the thirty writers of the pen strokes and, where UNIPEN is at hand, its contributors."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.data.unipen import (
    UNIPEN_PATH_VARIABLE,
    clean,
    digits_of,
    load_unipen,
    number_contributors,
    others_of,
)
from training.store.cache import cached
from training.synthesis.characters import Characters, load_characters
from training.synthesis.pen_drawings import DRAWING_SEED, PenDrawings, draw_as_written


@dataclass(frozen=True)
class Contributed:
    """What UNIPEN's contributors wrote, but for the known errors, each character drawn once.

    Attributes:
        digits: their digits; the writer of each is its contributor's number.
        characters: their letters and symbols, but for those that are a digit in disguise.
        names: the contributors' names by their numbers.
    """

    digits: PenDrawings
    characters: Characters
    names: Mapping[int, str]


def find_contributed(path: str | Path | None = None, seed: int = DRAWING_SEED) -> Contributed | None:
    """Draws what UNIPEN's contributors wrote, or reads what was drawn before; None where no folder is named.

    Args:
        path: the data set's folder; by default the environment variable `UNIPEN_PATH`.
        seed: decides sizes, places and brushes.

    Raises:
        DatasetError: a folder is named and does not hold UNIPEN's characters.
    """
    return load_contributed(path, seed) if path or os.environ.get(UNIPEN_PATH_VARIABLE) else None


def load_contributed(path: str | Path | None = None, seed: int = DRAWING_SEED) -> Contributed:
    """Draws what UNIPEN's contributors wrote, or reads what was drawn before.

    The digits are drawn as those of the pen strokes are for measuring: once, as they were written.

    Raises:
        DatasetError: UNIPEN is not at hand.
    """
    characters = clean(load_unipen(path))
    names = {number: name for name, number in number_contributors(characters).items()}
    digits = cached(PenDrawings, draw_as_written, digits_of(characters), seed)
    return Contributed(digits, load_characters(others_of(characters)), names)
