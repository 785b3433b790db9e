"""The plain course: once beside a validation split to calibrate the model, then on every training row."""

import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.backends import backend_of
from training.data.images import DigitData, LabelledImages
from training.data.mnist import split_validation
from training.estimators.temperature import calibrate, fit_calibration
from training.fitting.validation import validation_figures
from training.store.checkpoints import all_resumed, done_in, note_resumed, seconds_before
from training.store.config import (
    FittedCalibration,
    RunConfig,
    TrainingRows,
    Validation,
    environment,
    fitted_calibration,
    recipe_of,
)
from training.store.files import write_json
from training.store.metrics import History
from training.store.records import Record
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

SELECTION, FINAL = STAGES = ("selection", "final")
OUTCOME_FILE = "outcome.json"
logger = logging.getLogger(__name__)


class PlainCourse:
    """Learns from MNIST alone."""

    def fit(self, spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
        """Fits one model, calibrates it on validation rows and saves all of it under `run`."""
        fit_model(spec, data, run)

    def start_over(self, run: RunFolder) -> None:
        """Forgets what an interrupted fit left; earlier weights stay until new ones replace them."""
        self.tidy(run)

    def tidy(self, run: RunFolder) -> None:
        """Forgets the checkpoints of both fits."""
        for stage in STAGES:
            shutil.rmtree(run.path / stage, ignore_errors=True)


def fit_model(spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
    """Fits one model, calibrates it on validation rows and saves all of it under `run`.

    Stopped and started again, it goes on with the stage, and a network with the epoch or step, that was not done.
    """
    backend = backend_of(spec)
    rows = rows_for(spec, data.train)
    selection = _selection(spec, rows, run)
    folder = _stage(run, FINAL)
    started = time.perf_counter()
    model, _ = backend.fit(spec, rows, None, folder)
    seconds = round(time.perf_counter() - started + seconds_before(folder), 1)
    backend.save(model, run.path / backend.WEIGHTS_FILE)
    write_json(run.history, selection.history)
    run.write_config(
        RunConfig(
            recipe=recipe_of(spec),
            data=TrainingRows(source=data.source, revision=data.revision, rows=len(rows)),
            calibration=selection.calibration,
            validation=selection.validation,
            parameters=backend.count_parameters(model),
            training_seconds=round(selection.seconds + seconds, 1),
            final_fit_seconds=seconds,
            resumed=all_resumed(run.path),
            **environment(),
        )
    )
    logger.info("%s: validation accuracy %.4f, %.0f s", spec.name, selection.validation.accuracy, seconds)


def rows_for(spec: ModelSpec, rows: LabelledImages) -> LabelledImages:
    """Returns the rows that `spec` learns from: all, unless its recipe asks for some of the first."""
    wanted = spec.training.get("rows", len(rows))
    return rows.take(np.arange(min(wanted, len(rows))))


def _stage(run: RunFolder, name: str) -> Path:
    folder = run.path / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True, kw_only=True)
class _Selection(Record):
    """What the fit beside validation rows tells, and how many seconds it took."""

    calibration: FittedCalibration
    validation: Validation
    history: History
    seconds: float


def _selection(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> _Selection:
    """Returns what the fit beside validation rows tells; once that is done, it is not done again."""
    folder = _stage(run, SELECTION)
    outcome = folder / OUTCOME_FILE
    if outcome.exists():
        if not done_in(run.path / FINAL):  # what has begun notes by itself where it goes on
            note_resumed(_stage(run, FINAL), 0, 0.0)
        return _Selection.read(outcome)
    started = time.perf_counter()
    calibration, validation, history = _calibrate_on_validation(spec, rows, folder)
    seconds = round(time.perf_counter() - started + seconds_before(folder), 1)
    selection = _Selection(calibration=calibration, validation=validation, history=history, seconds=seconds)
    selection.write(outcome)
    return selection


def _calibrate_on_validation(
    spec: ModelSpec, rows: LabelledImages, folder: Path
) -> tuple[FittedCalibration, Validation, History]:
    """Fits on part of the training rows; the rest says how sure the model may be, and how good it is."""
    backend = backend_of(spec)
    train, validation = split_validation(rows, size=min(5_000, len(rows) // 5))
    model, history = backend.fit(spec, train, validation, folder)
    probabilities = backend.predict_proba(model, validation.images)
    calibration = fit_calibration(probabilities, validation.labels)
    figures = validation_figures(probabilities, calibrate(probabilities, calibration), validation.labels)
    return fitted_calibration(calibration), figures, history
