"""Fits the weights that choose a number's digits on numbers by writers whom the network that reads has not seen."""

import tempfile
from pathlib import Path

import numpy as np

from digit_recognizer.recognizer import Recognizer
from training.evaluation.fold_bundle import fold_bundle
from training.fitting.folds.held_out import fold_of
from training.fitting.number_path import FittedWeights, collect_paths, fit_both
from training.store.runs import RunError, RunFolder
from training.synthesis.numbers import DEVELOPMENT_WRITERS
from training.zoo.spec import ModelSpec

NUMBERS, SEED, FOLD = 700, 1, 0


def fit_number_path(
    spec: ModelSpec, runs: Path, count: int = NUMBERS, seed: int = SEED, pen_strokes: Path | None = None
) -> FittedWeights:
    """Fits the weights for models with a detector, and those for models without.

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
    return fit_both(paths, count)
