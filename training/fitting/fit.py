"""Fits models: once beside a validation split to calibrate them, then on every training row."""

import logging
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.backends import backend_of
from training.data.images import DigitData, LabelledImages
from training.data.mnist import split_validation
from training.estimators.temperature import Calibration, calibrate, fit_calibration, validation_figures
from training.store.files import ensure_writable, read_json, write_json
from training.store.runs import RunFolder, calibration_as_json, environment, recipe_of
from training.zoo.spec import ModelSpec

SELECTION, FINAL = STAGES = ("selection", "final")
logger = logging.getLogger(__name__)


def fit_models(specs: Sequence[ModelSpec], data: DigitData, runs: Path, force: bool = False) -> None:
    """Fits each model in turn and goes on where an interrupted run stopped.

    Args:
        specs: the models to fit.
        data: where the training rows come from; the test rows are not touched.
        runs: the folder that gets one folder per model.
        force: fits again what has been fitted with the same recipe.

    Raises:
        OSError: `runs` cannot be written; said before any training.
    """
    from tqdm import tqdm

    ensure_writable(runs)
    bar = tqdm(specs, desc="models", unit="model")
    for spec in bar:
        bar.set_postfix_str(spec.name)
        run = RunFolder(runs / spec.name)
        if not force and _is_fitted(run, spec):
            logger.info("%s is fitted already; --force fits it again.", spec.name)
            continue
        if force or not _is_started(run, spec):
            _start_over(run, spec)
        if spec.learns_from == "handwriting":
            from training.fitting.handwriting.fit import fit_handwriting

            fit_handwriting(spec, data, run)
        elif spec.learns_from == "lines":
            from training.fitting.line_reader.fit import fit_line_reader

            fit_line_reader(spec, data, run)
        else:
            fit_model(spec, data, run)
        run.started.unlink(missing_ok=True)


def _is_fitted(run: RunFolder, spec: ModelSpec) -> bool:
    return run.config.exists() and run.read_config()["recipe"] == recipe_of(spec)


def _is_started(run: RunFolder, spec: ModelSpec) -> bool:
    return run.started.exists() and read_json(run.started) == recipe_of(spec)


def _start_over(run: RunFolder, spec: ModelSpec) -> None:
    """Forgets an interrupted run, whose parts belong to another recipe, and notes which one begins."""
    # Of networks that are fitted once per fold, finished ones are parts too: each is kept as soon as it is trained.
    parts = [run.path / stage for stage in STAGES] if spec.learns_from == "mnist" else [run.path]
    for part in parts:
        shutil.rmtree(part, ignore_errors=True)
    write_json(run.started, recipe_of(spec))


def fit_model(spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
    """Fits one model, calibrates it on validation rows and saves all of it under `run`."""
    backend = backend_of(spec)
    run.config.unlink(missing_ok=True)
    started = time.perf_counter()
    rows = rows_for(spec, data.train)
    calibration, validation = _calibrate_on_validation(spec, rows, run)
    history = validation.pop("history")
    final_started = time.perf_counter()
    model, _ = backend.fit(spec, rows, None, _stage(run, FINAL))
    ended = time.perf_counter()
    backend.save(model, run.path / backend.WEIGHTS_FILE)
    write_json(run.history, history)
    run.write_config(
        {
            "recipe": recipe_of(spec),
            "data": {"source": data.source, "revision": data.revision, "rows": len(rows)},
            "calibration": calibration_as_json(calibration),
            "validation": validation,
            "parameters": backend.count_parameters(model),
            "training_seconds": round(ended - started, 1),
            "final_fit_seconds": round(ended - final_started, 1),
            **environment(),
        }
    )
    for stage in STAGES:
        shutil.rmtree(run.path / stage, ignore_errors=True)
    logger.info("%s: validation accuracy %.4f, %.0f s", spec.name, validation["accuracy"], ended - started)


def rows_for(spec: ModelSpec, rows: LabelledImages) -> LabelledImages:
    """Returns the rows that `spec` learns from: all, unless its recipe asks for some of the first."""
    wanted = spec.training.get("rows", len(rows))
    return rows.take(np.arange(min(wanted, len(rows))))


def _stage(run: RunFolder, name: str) -> Path:
    folder = run.path / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _calibrate_on_validation(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> tuple[Calibration, dict]:
    """Fits on part of the training rows; the rest says how sure the model may be, and how good it is."""
    backend = backend_of(spec)
    train, validation = split_validation(rows, size=min(5_000, len(rows) // 5))
    model, history = backend.fit(spec, train, validation, _stage(run, SELECTION))
    probabilities = backend.predict_proba(model, validation.images)
    calibration = fit_calibration(probabilities, validation.labels)
    figures = validation_figures(probabilities, calibrate(probabilities, calibration), validation.labels)
    return calibration, {**figures, "history": history}
