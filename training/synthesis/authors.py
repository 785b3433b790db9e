"""Who writes numbers: the pen strokes' writers and UNIPEN's contributors, each with digits and signs of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from training.data.pen_strokes import PenDigit, group_by_writer
from training.data.unipen import clean, digits_of, load_unipen, number_contributors
from training.data.unipen_signs import Signs, signs_by_contributor

# UNIPEN's characters come scaled to one longest side: how large they were beside each other is lost. Of the pen
# strokes' writers, a digit is the lower the wider it is: so much lower, from this share of its height on.
_LOWER_BY_WIDTH = 0.355
_NARROW, _USUAL = 0.5, 0.65
_HEIGHT = 500  # of a usual digit, in units of the pen


@dataclass(frozen=True)
class Author:
    """One who writes numbers.

    Attributes:
        number: the writer's or the contributor's.
        digits: each as large, beside the others, as on a line.
        signs: samples of minus, point, comma and colon; of the pen strokes' writers there are none.
    """

    number: int
    digits: list[PenDigit]
    signs: Signs = field(default_factory=dict)


def pen_authors(digits: Iterable[PenDigit]) -> list[Author]:
    """Returns the writers of pen digits."""
    return [Author(writer, own) for writer, own in group_by_writer(digits).items()]


def load_contributors(path: str | Path | None = None) -> Mapping[str, Author]:
    """Returns UNIPEN's contributors by their names, without what is known to be wrong.

    Args:
        path: the data set's folder; see `load_unipen`.

    Raises:
        DatasetError: UNIPEN is not at hand.
    """
    characters = load_unipen(path)
    digits, signs = group_by_writer(digits_of(clean(characters))), signs_by_contributor(characters)
    return {
        name: Author(number, [as_on_a_line(digit) for digit in digits[number]], signs[number])
        for name, number in number_contributors(characters).items()
    }


def as_on_a_line(digit: PenDigit) -> PenDigit:
    """Returns a digit as large as it may have been beside others."""
    points = np.concatenate([np.reshape(stroke, (-1, 2)) for stroke in digit.strokes])
    width, height = np.maximum(np.ptp(points, axis=0), 1e-6).tolist()
    scale = (max(width / height, _NARROW) / _USUAL) ** -_LOWER_BY_WIDTH * _HEIGHT / height
    return replace(digit, strokes=[(np.reshape(stroke, (-1, 2)) * scale).tolist() for stroke in digit.strokes])
