"""Segmentation: finds a line's candidates and has a model read them, so that a path through them can be chosen."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.number.candidates import Candidates, list_candidates
from digit_recognizer.number.digit_model import DigitModel
from digit_recognizer.number.line import Line
from digit_recognizer.number.scores import (
    WITH_DIGIT_PROBABILITY,
    WITHOUT_DIGIT_PROBABILITY,
    PathWeights,
    candidate_features,
)
from digit_recognizer.number.segments import cut_segments

_PLAIN_DIGIT = 0.99  # probability that a mark is one whole digit from which on no cut through it is tried, …
_PLAIN_LABEL = 0.9  # … if it is so probably one of the ten …
_PLAIN_WIDTH = 1.0  # … and no wider than so many digit heights


@dataclass(frozen=True)
class Segmentation:
    """A line of digits, every candidate on it, and what a model says about each.

    Attributes:
        line: its marks.
        candidates: what may be digits.
        probabilities: float `[n, 10]`.
        digit_probability: float `[n]`: whether each is one whole digit; None without a detector.
    """

    line: Line
    candidates: Candidates
    probabilities: np.ndarray
    digit_probability: np.ndarray | None

    @property
    def features(self) -> np.ndarray:
        """What counts about each candidate: float `[n, 12]`; see `candidate_features`."""
        return candidate_features(self.candidates.geometry, self.probabilities, self.digit_probability)

    @property
    def weights(self) -> PathWeights:
        """The weights of the features, which depend on whether there is a detector."""
        return weights_for(self.digit_probability)

    def box(self, index: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom (exclusive) of a candidate in pixels of the picture."""
        return self.line.on_picture(self.candidates.boxes[index])


def segment(line: Line, model: DigitModel) -> Segmentation:
    """Reads a line's marks, and cuts and reads again those that are not plainly one digit each.

    Args:
        line: the marks of one line.
        model: reads the candidates.

    Raises:
        TooManyMarksError: there is more on the line than a number.
    """
    every = np.ones(len(line.boxes), bool)
    segments = cut_segments(line, every)
    found = _read(line, list_candidates(line, segments, every), model)
    is_whole = np.zeros_like(every)
    is_whole[segments.marks] = _plainly_digits(found)
    if is_whole.all():
        return found
    return _read(line, list_candidates(line, cut_segments(line, is_whole), is_whole), model)


def weights_for(digit_probability: np.ndarray | None) -> PathWeights:
    """Returns the weights for candidates with, or without, a digit probability."""
    return WITHOUT_DIGIT_PROBABILITY if digit_probability is None else WITH_DIGIT_PROBABILITY


def _read(line: Line, candidates: Candidates, model: DigitModel) -> Segmentation:
    """Reads every image, and keeps for each candidate what is said of the most likely."""
    probabilities, digit_probability = model.read_images(candidates.images28)
    owners = candidates.owners
    features = candidate_features(candidates.geometry[owners], probabilities, digit_probability)
    by_score = np.lexsort((-weights_for(digit_probability).score(features), owners))
    best = by_score[np.searchsorted(owners, np.arange(len(candidates.boxes)))]
    return Segmentation(
        line, candidates, probabilities[best], None if digit_probability is None else digit_probability[best]
    )


def _plainly_digits(found: Segmentation) -> np.ndarray:
    """Which candidates are digits beyond doubt, as far as a model can say: bool `[n]`."""
    boxes = found.candidates.boxes
    if found.digit_probability is None:
        return np.zeros(len(boxes), bool)
    return (
        (found.digit_probability >= _PLAIN_DIGIT)
        & (found.probabilities.max(axis=1) >= _PLAIN_LABEL)
        & (boxes[:, 2] - boxes[:, 0] <= _PLAIN_WIDTH * found.line.height)
    )
