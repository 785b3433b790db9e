"""A small release with something to measure it on: digits, drawings by four writers, one disturbance."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.training.publishing.releases import ReleaseFolders, make_release
from training.data.images import DigitData
from training.evaluation.sets import MNIST_TEST, EvaluationData
from training.fitting.folds.held_out import HeldOut
from training.store.files import read_json
from training.store.runs import RunFolder
from training.synthesis.corruptions.corrupted_digits import CorruptedDigits
from training.synthesis.disturbances.catalogue import DISTURBANCES
from training.synthesis.pen_drawings import PenDrawings
from training.zoo import find_spec
from training.zoo.courses import HANDWRITING

NAMES = ("lenet", "svm")
WRITERS = 4
ROWS = 120


def evaluation_data(data: DigitData) -> EvaluationData:
    """Takes some of the small digits for MNIST's test rows, others for drawings and for disturbed ones."""
    test, drawn = data.test.take(np.arange(ROWS)), data.train.take(np.arange(ROWS))
    drawings = PenDrawings(drawn.images, drawn.labels, np.arange(ROWS) % WRITERS)
    disturbance = next(iter(DISTURBANCES.values()))
    stress = {(disturbance.name, level): data.train.take(np.arange(20)) for level in disturbance.levels}
    corrupted = {name: CorruptedDigits(drawn, drawn) for name in ("fog", "stripe")}
    return EvaluationData(test, drawings, stress, corrupted=corrupted)


def make_unmeasured(folder: Path, names: Sequence[str] = NAMES) -> ReleaseFolders:
    """Lays out models whose calibration is said to be fitted on MNIST, and that nobody has measured."""
    made = make_release(folder, tuple(names))
    for name in names:
        served = RunFolder(made.bundle / "models" / name)
        config, metrics = served.read_config(), served.read_metrics()
        calibration = dataclasses.replace(config.calibration, fitted_on=None)
        served.write_config(dataclasses.replace(config, calibration=calibration))
        # As many rows as `evaluation_data` has: figures of fewer would be refused.
        sets = {MNIST_TEST: dataclasses.replace(metrics.sets[MNIST_TEST], rows=ROWS)}
        of_graph = dict.fromkeys(("measured_graph", "real_characters", "by_style", "symbols"))
        unmeasured = dataclasses.replace(metrics, sets=sets, **of_graph)
        unmeasured.write(served.metrics)
    return made


def metrics_of(release: ReleaseFolders, name: str = "lenet") -> dict[str, Any]:
    return read_json(release.bundle / "models" / name / "metrics.json")


def make_held_out(data: EvaluationData) -> HeldOut:
    """Makes answers to the drawings that are right three times of four, and entirely sure."""
    drawings = data.drawings
    answers = np.where(np.arange(len(drawings)) % 4 == 1, (drawings.labels + 1) % 10, drawings.labels)
    is_digit = np.ones(len(drawings), dtype=np.float32)
    return HeldOut(np.eye(10, dtype=np.float32)[answers], is_digit, drawings.labels, drawings.writers)


def let_them_learn_from_handwriting(monkeypatch) -> None:
    """Has every model of the zoo pass for one that has seen the writers of the drawings."""

    def changed(name: str):
        return dataclasses.replace(find_spec(name), course=HANDWRITING)

    monkeypatch.setattr("training.bundling.answers.find_spec", changed)
