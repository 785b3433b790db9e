"""Measures what only networks that held writers out can tell: the spread over seeds, and what is no digit."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.recognizer import Recognizer
from training.backends import backend_of
from training.data.images import LabelledImages
from training.evaluation.fold_bundle import fold_bundle
from training.evaluation.numbers import measure_numbers
from training.fitting.folds.held_out import FOLDS, HeldOut, fold_of
from training.store.runs import RunFolder
from training.synthesis.numbers import HELDOUT_WRITERS
from training.synthesis.outliers.collection import Outliers
from training.zoo.spec import ModelSpec


def measure_folds(spec: ModelSpec, run: RunFolder, test: LabelledImages, outliers: Outliers | None) -> dict[str, Any]:
    """Returns the figures of the networks that each held a fold of writers out.

    Args:
        spec: a recipe that learns from handwriting.
        run: holds the networks and their answers to held-out writers.
        test: MNIST's test rows.
        outliers: what is no digit, from fonts and kinds of scribble that training did not have; None where fonts lack.

    Returns:
        `repeats`, the accuracy on MNIST's test rows by seed; and, with outliers, `not_a_digit`.

    Raises:
        RunError: the model has not been fitted.
    """
    held_out, threshold = HeldOut.load(run.held_out), run.read_config()["rejection_threshold"]
    backend = backend_of(spec)
    accuracies, judged = [], []
    for fold in range(FOLDS):
        network = backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE)
        answers = backend.predict_proba(network, test.images).argmax(axis=1)
        accuracies.append(float((answers == test.labels).mean()))
        if outliers is not None:
            judged.append(backend.predict_both(network, outliers.images)[1])
    measured = {"repeats": _repeats(spec, accuracies)}
    if outliers is not None:
        measured["not_a_digit"] = measure_detector(held_out, judged, outliers.kinds, threshold)
    return measured


def measure_whole_numbers(spec: ModelSpec, run: RunFolder, count: int) -> dict[str, Any]:
    """Returns how well whole numbers are read of writers whom neither the network nor the reader's weights have seen.

    Args:
        spec: a recipe that learns from handwriting.
        run: holds the networks.
        count: how many numbers to compose for each fold's network.

    Returns:
        what `measure_numbers` returns of all folds: means, weighted by their counts.

    Raises:
        DatasetError: the pen strokes are not at hand.
    """
    measured = []
    for fold in range(FOLDS):
        writers = [writer for writer in HELDOUT_WRITERS if fold_of(np.array(writer)) == fold]
        with tempfile.TemporaryDirectory() as folder:
            recognizer = Recognizer(fold_bundle(spec, run, fold, Path(folder)))
            measured.append(measure_numbers(recognizer, count, writers, seed=fold))
    return _mean_of(measured, [part["count"] for part in measured])


def _mean_of(parts: Sequence[Any], counts: Sequence[int]) -> Any:
    """Returns the weighted means of figures in nested dictionaries of the same form; `count` is summed."""
    if not isinstance(parts[0], dict):
        return float(np.average(parts, weights=counts))
    keys = dict.fromkeys(key for part in parts for key in part)
    means = {}
    for key in keys:
        held = [(part[key], count) for part, count in zip(parts, counts, strict=True) if key in part]
        values = [value for value, _ in held]
        if key == "count":
            means[key] = sum(values)
        elif isinstance(values[0], dict):
            means[key] = _mean_of(values, [value.get("count", count) for value, count in held])
        else:
            means[key] = _mean_of(values, [count for _, count in held])
    return means


def _repeats(spec: ModelSpec, accuracies: Sequence[float]) -> dict[str, Any]:
    return {
        "seeds": [spec.seed + fold for fold in range(len(accuracies))],
        "accuracies": list(accuracies),
        "mean": float(np.mean(accuracies)),
        "standard_deviation": float(np.std(accuracies, ddof=1)),
    }


def measure_detector(
    held_out: HeldOut, judged: Sequence[np.ndarray], kinds: np.ndarray, threshold: float
) -> dict[str, Any]:
    """Returns how well digits by unknown writers are told from what is no digit.

    Args:
        held_out: digit probabilities of drawings, each from the network that had not seen the writer.
        judged: for each fold's network, digit probabilities float32 [n] of the same outliers.
        kinds: str [n], the outliers' kinds.
        threshold: digit probability from which something counts as a digit.

    Returns:
        `auroc`, over all outliers and by kind, the mean over networks; `refused_digits` and `passed_outliers`, shares
        at the threshold; and the writer of whom most is refused.
    """
    folds = fold_of(held_out.writers)
    digits = [held_out.digit_probability[folds == fold] for fold in range(len(judged))]
    is_refused = held_out.digit_probability < threshold
    by_writer = {
        int(writer): float(is_refused[held_out.writers == writer].mean()) for writer in np.unique(held_out.writers)
    }
    worst = max(by_writer, key=by_writer.__getitem__)
    return {
        "outliers": len(kinds),
        "digits": len(is_refused),
        "threshold": threshold,
        "auroc": _auroc(digits, judged),
        "auroc_by_kind": {
            str(kind): _auroc(digits, [part[kinds == kind] for part in judged]) for kind in np.unique(kinds)
        },
        "refused_digits": float(is_refused.mean()),
        "refused_of_worst_writer": {"writer": worst, "share": by_writer[worst]},
        "passed_outliers": _passed(judged, threshold),
        "passed_by_kind": {
            str(kind): _passed([part[kinds == kind] for part in judged], threshold) for kind in np.unique(kinds)
        },
    }


def _auroc(digits: Sequence[np.ndarray], outliers: Sequence[np.ndarray]) -> float:
    """Mean over the networks of how often a digit gets a higher digit probability than an outlier."""
    from sklearn.metrics import roc_auc_score

    areas = []
    for high, low in zip(digits, outliers, strict=True):
        is_digit = np.concatenate([np.ones(len(high)), np.zeros(len(low))])
        areas.append(roc_auc_score(is_digit, np.concatenate([high, low])))
    return float(np.mean(areas))


def _passed(judged: Sequence[np.ndarray], threshold: float) -> float:
    return float(np.mean([(part >= threshold).mean() for part in judged]))
