"""Turns one fitted model into its served graph and proves that both answer the same."""

from dataclasses import replace
from functools import partial

import numpy as np

from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session, run_session
from training.backends import backend_of
from training.backends.served_graph import served_graph
from training.data.images import LabelledImages
from training.estimators.temperature import calibrate
from training.evaluation.sets import MNIST_TEST
from training.evaluation.timing import median_milliseconds, timed_once
from training.graphs.contract import without_calibration
from training.store.metrics import ModelMetrics, Parity
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

PARITY_TOLERANCE = 1e-4
TIMED_RUNS = 500
WARM_UP_RUNS = 20


def export_model(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> ModelMetrics:
    """Writes one model's graph and adds parity, size and speed to its metrics; returns the metrics."""
    calibration = run.calibration()
    native = calibrate(run.load_probabilities(MNIST_TEST), calibration)
    content = served_graph(spec, run.path / backend_of(spec).WEIGHTS_FILE, calibration)
    write_atomically(run.onnx, lambda file: file.write(content))
    session = open_session(content)
    metrics = replace(
        run.refreshed_metrics(),
        parity=compare_answers(native, run_session(session, rows.images)),
        onnx_bytes=len(content),
        milliseconds=timed_once(
            run.timing,
            without_calibration(content),
            partial(median_milliseconds, partial(run_session, session), rows.images, WARM_UP_RUNS, TIMED_RUNS),
        ),
    )
    metrics.write(run.metrics)
    return metrics


def compare_answers(native: np.ndarray, served: np.ndarray) -> Parity:
    """Counts where served probabilities [n, 10] differ from native ones.

    Rows beyond the tolerance are named: they are ties between trees' thresholds or neighbours' distances, which
    float32 and float64 break in different ways.
    """
    gaps = np.abs(native - served).max(axis=1)
    beyond = np.flatnonzero(gaps > PARITY_TOLERANCE)
    other_label = np.flatnonzero(native.argmax(axis=1) != served.argmax(axis=1))
    return Parity(
        rows=len(native),
        same_label=len(native) - len(other_label),
        other_label_rows=tuple(other_label.tolist()),
        within_tolerance=len(native) - len(beyond),
        beyond_tolerance_rows=tuple(beyond.tolist()),
        tolerance=PARITY_TOLERANCE,
        largest_gap_within=float(np.delete(gaps, beyond).max(initial=0)),
    )
