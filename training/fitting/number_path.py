"""Fits the weights that choose a number's digits among the candidates, on composed numbers."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.lattice import Lattice
from digit_recognizer.number.scores import WITH_DIGIT_PROBABILITY, WITHOUT_DIGIT_PROBABILITY, PathWeights
from digit_recognizer.number.segmentation import Segmentation, segment
from digit_recognizer.number.sheet import find_line
from digit_recognizer.recognizer import Recognizer
from training.synthesis.number_labels import find_digits
from training.synthesis.numbers import DEVELOPMENT_WRITERS, Box, compose_numbers

L2_PENALTY = 1e-3  # for each number, on the squared distance from the weights begun with


_NAMES = [field.name for field in fields(PathWeights)]
_SEGMENT = _NAMES.index("segment")  # 1 for every candidate, yet it counts
_OF_DIGIT_PROBABILITY = [_NAMES.index(name) for name in ("log_digit", "digit")]


@dataclass(frozen=True)
class LabelledPath:
    """The candidates of one number and which of them are its digits.

    Attributes:
        lattice: whose edges they are.
        features: float `[n, 12]`, as `candidate_features` returns them.
        chosen: indices of the candidates that are digits, left to right.
    """

    lattice: Lattice
    features: np.ndarray
    chosen: tuple[int, ...]


def label_path(found: Segmentation, boxes: Sequence[Box]) -> LabelledPath | None:
    """Finds the digits among the candidates by their boxes; None when no path has them all.

    Args:
        found: what serving makes of the picture.
        boxes: where the digits are, left to right.
    """
    chosen = find_digits(found.line, found.candidates, boxes)
    return LabelledPath(found.candidates.lattice, found.features, chosen) if chosen else None


def collect_paths(
    recognizer: Recognizer,
    count: int,
    writers: Iterable[int] = DEVELOPMENT_WRITERS,
    seed: int = 1,
    path: str | Path | None = None,
) -> list[LabelledPath]:
    """Composes numbers and labels their candidates; numbers that no path has right are left out.

    Args:
        recognizer: whose default model reads.
        count: how many numbers are composed.
        writers: whose digits they are made of.
        seed: decides the numbers.
        path: the pen strokes' folder; see `load_pen_strokes`.
    """
    from tqdm import tqdm

    numbers = tqdm(compose_numbers(count, writers, seed, path), total=count, desc="labelling numbers", unit="number")
    model, labelled = recognizer.model(), []
    for number in numbers:
        with suppress(DigitRecognizerError):  # nothing found, or too much
            labelled.append(label_path(segment(find_line(map_ink(read_pixels(number.canvas))), model), number.boxes))
    return [found for found in labelled if found]


def fit_weights(paths: Sequence[LabelledPath], start: PathWeights) -> PathWeights:
    """Fits by maximum likelihood (Sarawagi, Cohen 2004), not far from where it starts.

    Args:
        paths: numbers, labelled.
        start: weights to start from.
    """
    from scipy.optimize import minimize

    origin = np.array(astuple(start))
    # A feature that never varies, as where no model gives it, keeps its weight.
    varies = np.concatenate([path.features for path in paths]).std(axis=0) > 0
    varies[_SEGMENT] = True

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = L2_PENALTY * float(np.square(weights - origin).sum()), 2 * L2_PENALTY * (weights - origin)
        for path in paths:
            value, slope = _loss_of(path, weights)
            total += value / len(paths)
            gradient = gradient + slope / len(paths)
        return total, gradient * varies

    return PathWeights(*(round(float(weight), 2) for weight in minimize(loss, origin, jac=True, method="L-BFGS-B").x))


@dataclass(frozen=True)
class FittedWeights:
    """The weights for models that say whether a candidate is one whole digit, and for those that do not.

    Attributes:
        with_digit_probability: for the former.
        without_digit_probability: for the latter.
        composed: how many numbers were composed …
        labelled: … and how many of them could be parted correctly, which the weights were fitted to.
    """

    with_digit_probability: PathWeights
    without_digit_probability: PathWeights
    composed: int
    labelled: int

    def __str__(self) -> str:
        """Says it as `digit_recognizer.number.scores` holds it."""
        return (
            f"# Fitted to the {self.labelled} of {self.composed} numbers that could be parted correctly.\n"
            f"WITHOUT_DIGIT_PROBABILITY = {_as_code(self.without_digit_probability)}\n"
            f"WITH_DIGIT_PROBABILITY = {_as_code(self.with_digit_probability)}"
        )


def _as_code(weights: PathWeights) -> str:
    return f"PathWeights({', '.join(f'{weight:g}' for weight in astuple(weights))})"


def fit_both(paths: Sequence[LabelledPath], composed: int) -> FittedWeights:
    """Fits both sets of weights, each starting from those that ship.

    Args:
        paths: numbers, labelled.
        composed: how many numbers there were before labelling.
    """
    return FittedWeights(
        fit_weights(paths, WITH_DIGIT_PROBABILITY),
        fit_weights(without_digit_probability(paths), WITHOUT_DIGIT_PROBABILITY),
        composed,
        len(paths),
    )


def without_digit_probability(paths: Sequence[LabelledPath]) -> list[LabelledPath]:
    """Returns the same paths, measured as by a model that does not say whether a candidate is one whole digit."""
    features = [path.features.copy() for path in paths]
    for values in features:
        values[:, _OF_DIGIT_PROBABILITY] = 0
    return [replace(path, features=values) for path, values in zip(paths, features, strict=True)]


def _loss_of(path: LabelledPath, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log-likelihood of the labelled path, and its gradient."""
    scores = path.features @ weights
    marginals, log_partition = path.lattice.marginals(scores)
    chosen = list(path.chosen)
    gradient = marginals @ path.features - path.features[chosen].sum(axis=0)
    return float(log_partition - scores[chosen].sum()), gradient
