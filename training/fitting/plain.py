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
from training.estimators.temperature import Calibration, calibrate, fit_calibration
from training.fitting.validation import validation_figures
from training.store.config import RunConfig, TrainingRows, Validation, environment, fitted_calibration, recipe_of
from training.store.files import write_json
from training.store.metrics import History
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

SELECTION, FINAL = STAGES = ("selection", "final")
logger = logging.getLogger(__name__)


class PlainCourse:
    """Learns from MNIST alone."""

    def fit(self, spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
        """Fits one model, calibrates it on validation rows and saves all of it under `run`."""
        fit_model(spec, data, run)

    def start_over(self, run: RunFolder) -> None:
        """Forgets what an interrupted fit left; earlier weights stay until new ones replace them."""
        for stage in STAGES:
            shutil.rmtree(run.path / stage, ignore_errors=True)


def fit_model(spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
    """Fits one model, calibrates it on validation rows and saves all of it under `run`."""
    backend = backend_of(spec)
    run.config.unlink(missing_ok=True)
    started = time.perf_counter()
    rows = rows_for(spec, data.train)
    outcome = _calibrate_on_validation(spec, rows, run)
    final_started = time.perf_counter()
    model, _ = backend.fit(spec, rows, None, _stage(run, FINAL))
    ended = time.perf_counter()
    backend.save(model, run.path / backend.WEIGHTS_FILE)
    write_json(run.history, outcome.history)
    run.write_config(
        RunConfig(
            recipe=recipe_of(spec),
            data=TrainingRows(source=data.source, revision=data.revision, rows=len(rows)),
            calibration=fitted_calibration(outcome.calibration),
            validation=outcome.validation,
            parameters=backend.count_parameters(model),
            training_seconds=round(ended - started, 1),
            final_fit_seconds=round(ended - final_started, 1),
            **environment(),
        )
    )
    PlainCourse().start_over(run)
    logger.info("%s: validation accuracy %.4f, %.0f s", spec.name, outcome.validation.accuracy, ended - started)


def rows_for(spec: ModelSpec, rows: LabelledImages) -> LabelledImages:
    """Returns the rows that `spec` learns from: all, unless its recipe asks for some of the first."""
    wanted = spec.training.get("rows", len(rows))
    return rows.take(np.arange(min(wanted, len(rows))))


def _stage(run: RunFolder, name: str) -> Path:
    folder = run.path / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class _Selection:
    """What the fit beside validation rows tells."""

    calibration: Calibration
    validation: Validation
    history: History


def _calibrate_on_validation(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> _Selection:
    """Fits on part of the training rows; the rest says how sure the model may be, and how good it is."""
    backend = backend_of(spec)
    train, validation = split_validation(rows, size=min(5_000, len(rows) // 5))
    model, history = backend.fit(spec, train, validation, _stage(run, SELECTION))
    probabilities = backend.predict_proba(model, validation.images)
    calibration = fit_calibration(probabilities, validation.labels)
    figures = validation_figures(probabilities, calibrate(probabilities, calibration), validation.labels)
    return _Selection(calibration, figures, history)
