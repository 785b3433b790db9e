"""The evaluation step of every course whose models answer to single images.

The line reader has none: what its networks made of lines whose writers they had not seen stands in config.json, and
export tells it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from training.backends import backend_of
from training.estimators.temperature import Calibration, calibrate
from training.evaluation.disturbances import PredictProba
from training.evaluation.fold_bundle import line_reader_run
from training.evaluation.folds import measure_contributed_numbers, measure_folds, measure_whole_numbers
from training.evaluation.measured_sets import measure_sets
from training.evaluation.people import DrawnAnswers
from training.evaluation.sets import MNIST_TEST, EvaluationData
from training.fitting.folds.held_out import FOLDS
from training.store.figures import SetFigures
from training.store.metrics import ContributedNumbers, DetectorFigures, RealCharacters, Repeats, WholeNumbers
from training.store.runs import RunError, RunFolder
from training.zoo.spec import ModelSpec, look_up

NUMBERS_PER_FOLD = 1_500 // FOLDS
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measured:
    """What measuring one model gave, in the words of `ModelMetrics`; what was not measured is None."""

    sets: dict[str, SetFigures]
    repeats: Repeats | None = None
    not_a_digit: DetectorFigures | None = None
    whole_numbers: WholeNumbers | None = None
    contributed_numbers: ContributedNumbers | None = None
    real_characters: RealCharacters | None = None


class EvaluationCourse(Protocol):
    """How models of one course are measured."""

    def measure(self, spec: ModelSpec, run: RunFolder, data: EvaluationData) -> Measured:
        """Measures one fitted model; its answers to MNIST's test rows are kept, for export to compare its own with.

        Raises:
            RunError: the model has not been fitted.
        """


class PlainCourse:
    """Measures the native weights on every set."""

    def measure(self, spec: ModelSpec, run: RunFolder, data: EvaluationData) -> Measured:
        """Measures the native weights."""
        return Measured(_measure_native(spec, run, data))


class HandwritingCourse:
    """Measures the native weights, and what only networks that held writers out can tell.

    The native weights have seen all writers of the pen strokes: they are not measured on their drawings.
    """

    def measure(self, spec: ModelSpec, run: RunFolder, data: EvaluationData) -> Measured:
        """Measures the native weights on MNIST, the folds' networks on the rest."""
        if run.restored.exists():
            raise RunError(
                f"{spec.name} was read out of its served graph, without the networks that held writers out, and its "
                f"figures stand in the bundle. `python -m training fit --force {spec.name}` trains all of them anew."
            )
        sets = _measure_native(spec, run, replace(data, drawings=None))
        folds = measure_folds(spec, run, data.test, data.outliers)
        numbers, contributed = _measure_numbers(spec, run, data)
        return Measured(sets, folds.repeats, folds.not_a_digit, numbers, contributed, folds.real_characters)


COURSES: Mapping[str, EvaluationCourse] = {"plain": PlainCourse(), "handwriting": HandwritingCourse()}


def evaluation_course(spec: ModelSpec) -> EvaluationCourse:
    """Returns how `spec` is measured.

    Raises:
        UnknownNameError: models of its course are not measured by themselves.
    """
    return look_up(COURSES, spec.course.name, "evaluation", "evaluations")


def _measure_numbers(
    spec: ModelSpec, run: RunFolder, data: EvaluationData
) -> tuple[WholeNumbers | None, ContributedNumbers | None]:
    """Measures whole numbers by the people who are at hand, where there is a line reader that has not seen them."""
    if line_reader_run(run).restored.exists():
        logger.warning(
            "Whole numbers are not measured: the line reader was read out of its served graph, which has seen all who "
            "wrote them. `python -m training fit --force line_reader` trains networks that have not."
        )
        return None, None
    return (
        None if data.drawings is None else measure_whole_numbers(spec, run, NUMBERS_PER_FOLD),
        measure_contributed_numbers(spec, run, NUMBERS_PER_FOLD) if data.contributors else None,
    )


def _measure_native(spec: ModelSpec, run: RunFolder, data: EvaluationData) -> dict[str, SetFigures]:
    backend, calibration = backend_of(spec), run.calibration()
    model = backend.load(spec, run.path / backend.WEIGHTS_FILE)
    uncalibrated = backend.predict_proba(model, data.test.images)
    run.save_probabilities(MNIST_TEST, uncalibrated)
    test = calibrate(uncalibrated, calibration)
    predict = partial(_predict_calibrated, partial(backend.predict_proba, model), calibration)
    drawn = None if data.drawings is None else DrawnAnswers(data.drawings, predict(data.drawings.images))
    return measure_sets(data, test, drawn, predict)


def _predict_calibrated(predict_proba: PredictProba, calibration: Calibration, images: np.ndarray) -> np.ndarray:
    return calibrate(predict_proba(images), calibration)
