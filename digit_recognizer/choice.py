"""Chooses how a picture is meant: of all ways to take it, the one in which a model finds a digit the likeliest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from digit_recognizer.company import other_digit
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.interpretations import find_digits
from digit_recognizer.image.normalization import normalize_digit

# Probabilities of the ten digits float32 [n, 10], and of being a digit at all [n], for images uint8 [n, 28, 28].
ReadImages = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray | None]]

_SURE = 0.97  # score of a digit apart from everything: nothing else is tried
_MIN_BEST = 0.05  # score of the best way: where none shows a digit, nothing speaks against the first
_NEARLY_BEST = 0.9  # of the best score: among ways so likely, the one that leaves out the least counts
_FAR_LIKELIER = 0.25  # of the usual ways' least doubt: with less left, what was taken for paper is the ink
_BROADER = 1.1  # times the area: less is the same ink, measured otherwise


@dataclass(frozen=True)
class ChosenDigit:
    """A digit that was found on a picture.

    Attributes:
        found: where it is.
        image28: uint8 [28, 28], what models see of it.
        company: how probably another digit, or a point that makes it another sign, stands beside it, 0..1.
    """

    found: FoundDigit
    image28: np.ndarray
    company: float = 0.0


def choose_digit(pixels: Pixels, read_images: ReadImages | None) -> ChosenDigit:
    """Finds the digit on a picture, and asks a model where the picture may be taken in several ways.

    Args:
        pixels: the whole picture.
        read_images: reads images, and judges whether they are digits; without it, the first way is taken.

    Raises:
        NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
    """
    ways = find_digits(pixels)
    first = _normalized(next(ways))
    if read_images is None:
        return first
    if first.found.has_point:
        return replace(first, company=1.0)
    if first.found.is_plain:
        return first
    chosen = first
    if not (first.found.is_apart and _score(first.image28[np.newaxis], read_images)[0] >= _SURE):
        chosen = _likeliest([first, *map(_normalized, ways)], read_images)
    return replace(chosen, company=other_digit(pixels, chosen.found, partial(_score, read_images=read_images)))


def _normalized(found: FoundDigit) -> ChosenDigit:
    return ChosenDigit(found, normalize_digit(found))


def _likeliest(ways: list[ChosenDigit], read_images: ReadImages) -> ChosenDigit:
    """The likeliest way of those that take the same side for ink as the first, or of the others where far likelier."""
    scores = _score(np.stack([way.image28 for way in ways]), read_images)
    if scores.max() < _MIN_BEST:
        return ways[0]
    # Paper around ink often has the shape of a digit, too.
    is_usual = np.array([way.found.is_light == ways[0].found.is_light for way in ways])
    doubt = 1 - scores
    is_other_far_likelier = doubt[~is_usual].min(initial=1) < _FAR_LIKELIER * doubt[is_usual].min()
    return _broadest(ways, np.where(is_usual != is_other_far_likelier, scores, 0))


def _broadest(ways: list[ChosenDigit], scores: np.ndarray) -> ChosenDigit:
    """Half a digit often is another, as likely: among ways that are nearly as likely as the best, most ink wins."""
    likely = [way for way, score in zip(ways, scores, strict=True) if score >= _NEARLY_BEST * scores.max()]
    if any(way.found.is_rimless for way in likely):
        likely = [way for way in likely if way.found.is_rimless or way.found.is_apart]
    chosen = likely[0]
    for way in likely[1:]:
        if way.found.area > _BROADER * chosen.found.area:
            chosen = way
    return chosen


def _score(images28: np.ndarray, read_images: ReadImages) -> np.ndarray:
    """How probably each image shows a digit, and a plain one: float32 [n]."""
    probabilities, digit_probability = read_images(images28)
    plain = probabilities.max(axis=1)
    return plain if digit_probability is None else plain * digit_probability
