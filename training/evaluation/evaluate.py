"""Measures models on rows they never saw: MNIST's test split, real drawings, and what befalls drawings."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.backends import backend_of
from training.data.images import LabelledImages
from training.data.label_errors import LABEL_ERRORS
from training.estimators.reliability import ReliabilityBins, log_loss, reliability_bins
from training.estimators.temperature import Calibration, calibrate
from training.evaluation.disturbances import CANVAS_STRESS, PredictProba, measure_stress
from training.evaluation.folds import measure_folds, measure_whole_numbers
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.synthesis.disturbances.load import StressImages
from training.synthesis.outliers.load import TEST_COUNTS, Outliers, load_outliers
from training.synthesis.pen_drawings import PenDrawings
from training.zoo.spec import ModelSpec

MNIST_TEST = "mnist_test"
MNIST_RELABELLED = "mnist_test_relabelled"
PEN_STROKES = "pen_strokes_heldout"
RELIABILITY_DIGITS = 5
NUMBERS_PER_FOLD = 500
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class EvaluationData:
    """What models are measured on; what is not at hand is None and is not measured.

    Attributes:
        test: MNIST's test rows, in their order.
        drawings: pen drawings by people whom the model has not seen.
        stress: digits redrawn under every disturbance; see `training.synthesis.disturbances.load.load_stress`.
        outliers: what is no digit, for models that judge; see `training.synthesis.outliers.load.load_outliers`.
    """

    test: LabelledImages
    drawings: PenDrawings | None = None
    stress: StressImages | None = None
    outliers: Outliers | None = None

    @property
    def sets(self) -> set[str]:
        """The names of the sets that are at hand."""
        names = {MNIST_TEST, MNIST_RELABELLED}
        names |= set() if self.drawings is None else {PEN_STROKES}
        return names | (set() if self.stress is None else {CANVAS_STRESS})


def outliers_for(specs: Sequence[ModelSpec]) -> Outliers | None:
    """Draws, or reads from the cache, what is no digit, if one of the models judges that.

    Raises:
        DatasetError: data or fonts are missing; the message says what to install.
    """
    judges = any(spec.learns_from == "handwriting" for spec in specs)
    return load_outliers("test", TEST_COUNTS) if judges else None


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


def headline(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Says the accuracy on each set in one line."""
    return ", ".join(f"{name} {figures['accuracy']:.4f}" for name, figures in measured.items())


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


def measure(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Returns every figure that metrics.json holds for one set.

    Args:
        probabilities: float32 [n, 10], calibrated.
        labels: int64 [n].
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    classes = np.arange(CLASS_COUNT)
    answers = probabilities.argmax(axis=1)
    per_class = precision_recall_fscore_support(labels, answers, labels=classes, zero_division=0)
    macro = precision_recall_fscore_support(labels, answers, labels=classes, average="macro", zero_division=0)
    names = ("precision", "recall", "f1")
    bins = reliability_bins(probabilities, labels)
    return {
        "rows": len(labels),
        "accuracy": float((answers == labels).mean()),
        "errors": int((answers != labels).sum()),
        "log_loss": log_loss(probabilities, labels),
        "ece": bins.calibration_error,
        "reliability": _as_json(bins),
        "macro": {name: float(value) for name, value in zip(names, macro, strict=False)},
        "per_class": {name: [float(v) for v in values] for name, values in zip(names, per_class, strict=False)},
        "confusion_matrix": confusion_matrix(labels, answers, labels=classes).tolist(),
    }


def _as_json(bins: ReliabilityBins) -> dict[str, list]:
    """Returns three lists, one value per bin; an empty bin has neither confidence nor accuracy."""

    def rounded(values: np.ndarray) -> list[float | None]:
        return [None if np.isnan(value) else round(float(value), RELIABILITY_DIGITS) for value in values]

    return {
        "count": bins.counts.tolist(),
        "confidence": rounded(bins.confidences),
        "accuracy": rounded(bins.accuracies),
    }


def measure_drawings(probabilities: np.ndarray, drawings: PenDrawings) -> dict[str, Any]:
    """Returns the figures of `measure`, and how well each writer is read.

    Returns:
        beside those, `by_writer`, accuracy by the writer's number; `writers_mean`, the mean over writers; and
        `worst_writer`.
    """
    is_right = probabilities.argmax(axis=1) == drawings.labels
    by_writer = {
        str(writer): float(is_right[drawings.writers == writer].mean()) for writer in np.unique(drawings.writers)
    }
    worst = min(by_writer, key=by_writer.__getitem__)
    return {
        **measure(probabilities, drawings.labels),
        "by_writer": by_writer,
        "writers_mean": float(np.mean(list(by_writer.values()))),
        "worst_writer": {"writer": int(worst), "accuracy": by_writer[worst]},
    }


def measure_regression(numbers: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Returns the figures of a regressor that takes digits for numbers.

    Args:
        numbers: float64 [n], its answers.
        labels: int64 [n].
    """
    errors = numbers - labels
    rounded = np.clip(np.rint(numbers), 0, CLASS_COUNT - 1).astype(np.int64)
    return {
        "rows": len(labels),
        "rmse": float(np.sqrt((errors**2).mean())),
        "median_error": float(np.median(np.abs(errors))),
        "largest_error": float(np.abs(errors).max()),
        "r2": float(1 - (errors**2).sum() / ((labels - labels.mean()) ** 2).sum()),
        "rounded_accuracy": float((rounded == labels).mean()),
    }
