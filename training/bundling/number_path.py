"""Fits the weights that choose a number's digits, which ship in `digit_recognizer.number.path`, and writes them out."""

import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np

from digit_recognizer.number.path import WITH_DIGIT_PROBABILITY, WITHOUT_DIGIT_PROBABILITY, PathWeights
from digit_recognizer.recognizer import Recognizer
from training.evaluation.fold_bundle import fold_bundle
from training.fitting.folds.held_out import fold_of
from training.fitting.number_path import LabelledPath, collect_paths, fit_weights
from training.store.runs import RunError, RunFolder
from training.synthesis.numbers import DEVELOPMENT_WRITERS
from training.zoo.spec import ModelSpec

NUMBERS, SEED, FOLD = 700, 1, 0
_OF_DIGIT_PROBABILITY = [
    index for index, field in enumerate(fields(PathWeights)) if field.name in ("log_digit", "digit")
]


@dataclass(frozen=True)
class FittedPath:
    """The weights for models that say whether a run is one whole digit, and for those that do not.

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
        """Says it as `digit_recognizer.number.path` holds it."""
        return (
            f"# Fitted to the {self.labelled} of {self.composed} numbers that could be parted correctly.\n"
            f"WITHOUT_DIGIT_PROBABILITY = {_as_code(self.without_digit_probability)}\n"
            f"WITH_DIGIT_PROBABILITY = {_as_code(self.with_digit_probability)}"
        )


def fit_number_path(
    spec: ModelSpec, runs: Path, count: int = NUMBERS, seed: int = SEED, pen_strokes: Path | None = None
) -> FittedPath:
    """Fits both sets of weights on numbers by writers whom the network that reads them has not seen.

    Args:
        spec: a recipe that learns from handwriting; its network of fold 0 reads.
        runs: the folder of native weights, with the line reader's among them.
        count: how many numbers are composed.
        seed: decides the numbers.
        pen_strokes: the data set's folder; see `load_pen_strokes`.

    Raises:
        RunError: the model or the line reader has not been fitted, or no number could be parted correctly.
        DatasetError: the pen strokes are out of reach.
    """
    writers = [writer for writer in DEVELOPMENT_WRITERS if fold_of(np.array(writer)) == FOLD]
    with tempfile.TemporaryDirectory() as folder:
        recognizer = Recognizer(fold_bundle(spec, RunFolder(runs / spec.name), FOLD, Path(folder)))
        paths = collect_paths(recognizer, count, writers, seed, pen_strokes)
    if not paths:
        raise RunError(f"None of {count} numbers could be parted correctly. Compose more of them with --numbers.")
    return FittedPath(
        fit_weights(paths, WITH_DIGIT_PROBABILITY),
        fit_weights(without_digit_probability(paths), WITHOUT_DIGIT_PROBABILITY),
        count,
        len(paths),
    )


def without_digit_probability(paths: Sequence[LabelledPath]) -> list[LabelledPath]:
    """Returns the same ways, measured as by a model that does not say whether a run is one whole digit."""
    measures = [path.measures.copy() for path in paths]
    for values in measures:
        values[:, _OF_DIGIT_PROBABILITY] = 0
    return [replace(path, measures=values) for path, values in zip(paths, measures, strict=True)]


def _as_code(weights: PathWeights) -> str:
    return f"PathWeights({', '.join(f'{weight:g}' for weight in astuple(weights))})"
