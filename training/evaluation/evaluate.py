"""Measures models on rows they never saw: MNIST's test split, real drawings, and what befalls drawings."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from training.backends import backend_of
from training.data.label_errors import LABEL_ERRORS
from training.estimators.temperature import Calibration, calibrate
from training.evaluation.disturbances import CANVAS_STRESS, PredictProba, measure_stress
from training.evaluation.folds import measure_folds, measure_whole_numbers
from training.evaluation.metrics import headline, measure, measure_drawings
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES, EvaluationData
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

NUMBERS_PER_FOLD = 500
logger = logging.getLogger(__name__)


def evaluate_models(specs: Sequence[ModelSpec], data: EvaluationData, runs: Path) -> None:
    """Evaluates each fitted model on each set and writes its metrics.json.

    A model that learnt from pen strokes has seen all writers: its native weights are not measured on their drawings.

    Raises:
        RunError: a model has not been fitted.
    """
    from tqdm import tqdm

    for spec in tqdm(specs, desc="evaluating", unit="model"):
        run = RunFolder(runs / spec.name)
        backend, calibration = backend_of(spec), run.calibration()
        model = backend.load(spec, run.path / backend.WEIGHTS_FILE)
        predict = partial(_predict_calibrated, partial(backend.predict_proba, model), calibration)
        test = predict(data.test.images)
        run.save_probabilities(MNIST_TEST, test)
        unseen = data if spec.learns_from == "mnist" else replace(data, drawings=None)
        drawn = None if unseen.drawings is None else predict(unseen.drawings.images)
        measured = measure_sets(unseen, test, drawn, predict)
        changes = {"sets": measured}
        if spec.learns_from == "handwriting":
            changes |= measure_folds(spec, run, data.test, data.outliers)
            if data.drawings is not None:
                changes["whole_numbers"] = measure_whole_numbers(spec, run, NUMBERS_PER_FOLD)
        write_metrics(run, changes)
        logger.info("%s: %s", spec.name, headline(measured))


def _predict_calibrated(predict_proba: PredictProba, calibration: Calibration, images: np.ndarray) -> np.ndarray:
    return calibrate(predict_proba(images), calibration)


def measure_sets(
    data: EvaluationData, test: np.ndarray, drawn: np.ndarray | None, predict_proba: PredictProba
) -> dict[str, Any]:
    """Returns the figures of every set that is at hand, by name.

    Args:
        data: the rows.
        test: float32 [n, 10], the calibrated answers to MNIST's test rows.
        drawn: float32 [m, 10], the calibrated answers to the pen drawings; None leaves that set out.
        predict_proba: answers to the stressed digits.
    """
    right_labels = np.setdiff1d(np.arange(len(data.test)), LABEL_ERRORS)
    measured = {
        MNIST_TEST: measure(test, data.test.labels),
        MNIST_RELABELLED: measure(test[right_labels], data.test.labels[right_labels]),
    }
    if data.drawings is not None and drawn is not None:
        measured[PEN_STROKES] = measure_drawings(drawn, data.drawings)
    if data.stress is not None:
        measured[CANVAS_STRESS] = measure_stress(predict_proba, data.stress)
    return measured


def write_metrics(run: RunFolder, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Merges `changes` into metrics.json beside what the configuration says, and returns all of it."""
    config = run.read_config()
    metrics = read_json(run.metrics) if run.metrics.exists() else {}
    sets = {**metrics.get("sets", {}), **changes.get("sets", {})}
    metrics = {
        **metrics,
        **changes,
        "sets": sets,
        "parameters": config["parameters"],
        "training_seconds": config["training_seconds"],
        "seeds": [config["recipe"]["seed"]],
        "validation": config["validation"],
        "history": read_json(run.history),
    }
    write_json(run.metrics, metrics)
    return metrics
