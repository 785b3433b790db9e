"""Fits the weights that choose a number's digits among the candidates, on composed numbers."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.number.path import PathWeights
from digit_recognizer.number.reading import Segmentation, segment
from digit_recognizer.recognizer import Recognizer
from training.synthesis.number_labels import find_digits
from training.synthesis.numbers import DEVELOPMENT_WRITERS, Box, compose_numbers

L2_PENALTY = 1e-3  # for each number, on the squared distance from the weights begun with


_SEGMENT = [field.name for field in fields(PathWeights)].index("segment")  # 1 for every run, yet it counts


@dataclass(frozen=True)
class LabelledPath:
    """The candidates of one number and which of them are its digits.

    Attributes:
        runs: int `[n, 2]`, as in `Candidates`.
        measures: float `[n, 12]`, as `measure_candidates` returns them.
        chosen: indices of the candidates that are digits, left to right.
    """

    runs: np.ndarray
    measures: np.ndarray
    chosen: tuple[int, ...]


def label_path(found: Segmentation, boxes: Sequence[Box]) -> LabelledPath | None:
    """Finds the digits among the candidates by their boxes; None when no way of parting the line has them all.

    Args:
        found: what serving makes of the picture.
        boxes: where the digits are, left to right.
    """
    chosen = find_digits(found.line, found.candidates, boxes)
    return None if chosen is None else LabelledPath(found.candidates.runs, found.measures, chosen)


def collect_paths(
    recognizer: Recognizer,
    count: int,
    writers: Iterable[int] = DEVELOPMENT_WRITERS,
    seed: int = 1,
    path: str | Path | None = None,
) -> list[LabelledPath]:
    """Composes numbers and labels their candidates; numbers that no way of parting has right are left out.

    Args:
        recognizer: whose default model reads.
        count: how many numbers are composed.
        writers: whose digits they are made of.
        seed: decides the numbers.
        path: the pen strokes' folder; see `load_pen_strokes`.
    """
    from tqdm import tqdm

    numbers = tqdm(compose_numbers(count, writers, seed, path), total=count, desc="labelling numbers", unit="number")
    labelled = []
    for number in numbers:
        with suppress(DigitRecognizerError):  # nothing found, or too much
            labelled.append(label_path(segment(number.canvas, recognizer), number.boxes))
    return [found for found in labelled if found]


def fit_weights(paths: Sequence[LabelledPath], start: PathWeights) -> PathWeights:
    """Fits by maximum likelihood (Sarawagi, Cohen 2004), not far from where it starts.

    Args:
        paths: numbers, labelled.
        start: weights to start from.
    """
    from scipy.optimize import minimize

    origin = np.array(astuple(start))
    # A measure that never varies, as where no model gives it, keeps its weight.
    varies = np.concatenate([path.measures for path in paths]).std(axis=0) > 0
    varies[_SEGMENT] = True

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = L2_PENALTY * float(np.square(weights - origin).sum()), 2 * L2_PENALTY * (weights - origin)
        for path in paths:
            value, slope = _loss_of(path, weights)
            total += value / len(paths)
            gradient = gradient + slope / len(paths)
        return total, gradient * varies

    return PathWeights(*(round(float(weight), 2) for weight in minimize(loss, origin, jac=True, method="L-BFGS-B").x))


def _loss_of(path: LabelledPath, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log-likelihood of the labelled way, and its gradient."""
    scores = path.measures @ weights
    runs = path.runs.tolist()
    count = max(end for _, end in runs)
    forward, backward = np.full(count + 1, -np.inf), np.full(count + 1, -np.inf)
    forward[0] = backward[count] = 0
    for index, (first, end) in enumerate(runs):
        forward[end] = np.logaddexp(forward[end], forward[first] + scores[index])
    for index in range(len(runs) - 1, -1, -1):
        first, end = runs[index]
        backward[first] = np.logaddexp(backward[first], scores[index] + backward[end])
    first, end = path.runs.T
    share = np.exp(forward[first] + scores + backward[end] - forward[count])
    chosen = list(path.chosen)
    return float(forward[count] - scores[chosen].sum()), share @ path.measures - path.measures[chosen].sum(axis=0)
