"""Calibrates a bundle's served graphs on pen drawings: a temperature fitted on MNIST promises too much of drawings."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session, run_session
from training.bundling.measure import (
    each_served,
    is_fitted_on_drawings,
    is_measured,
    measure_model,
    uncalibrated_answers,
)
from training.data.images import LabelledImages
from training.estimators.temperature import FITTED_ON_PEN_STROKES, Calibration, CalibrationError, fit_calibration
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, EvaluationData
from training.fitting.folds.held_out import HeldOut
from training.graphs.contract import expose_uncalibrated, replace_calibration
from training.store.files import read_json, write_json
from training.store.runs import RunFolder, calibration_as_json
from training.synthesis.pen_drawings import PenDrawings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recalibration:
    """What calibrating one model on drawings changed.

    Attributes:
        temperatures: before and after.
        calibration_errors: for each set that has one, before and after; None where it had not been measured.
    """

    temperatures: tuple[float, float]
    calibration_errors: Mapping[str, tuple[float | None, float]]

    def __str__(self) -> str:
        """Says it in one line."""
        parts = ["temperature {:.3g} → {:.3g}".format(*self.temperatures)]
        for name, (before, after) in self.calibration_errors.items():
            parts.append(f"ECE on {name} {'?' if before is None else f'{before:.4f}'} → {after:.4f}")
        return ", ".join(parts)


def recalibrate_bundle(
    bundle: Path, names: Sequence[str], data: EvaluationData, held_out: Mapping[str, HeldOut], force: bool = False
) -> dict[str, Recalibration]:
    """Fits the calibration of served graphs on pen drawings, then measures them; saves after each model.

    What ships is fitted on all writers' drawings. The figures on drawings are those of five fits, each measured on the
    writers that it left out.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        data: the sets, drawings among them.
        held_out: answers to the drawings of the models that learnt from pen strokes, by name.
        force: calibrates and measures again what has been.

    Returns:
        what changed, by the names of those that were not calibrated yet.

    Raises:
        RunError: the bundle lacks a model, or a model that learnt from pen strokes has no held-out answers.
        CalibrationError: a model would answer other labels than before.
        ValueError: there are no drawings.
    """
    if data.drawings is None:
        raise ValueError("Calibrating on drawings needs drawings; received none. See load_pen_drawings.")
    is_done = None if force else lambda folder: is_fitted_on_drawings(folder) and is_measured(folder, data)
    changed = {}
    for name, folder in each_served(bundle, names, "calibrating", is_done):
        changed[name] = recalibrate_model(folder, data, held_out.get(name))
        logger.info("%s: %s", name, changed[name])
    return changed


def recalibrate_model(folder: RunFolder, data: EvaluationData, held_out: HeldOut | None) -> Recalibration:
    """Fits one served graph's calibration on drawings and writes graph, config.json and metrics.json.

    Raises:
        RunError: held-out answers are missing or are to other drawings.
        CalibrationError: the model would answer other labels than before.
    """
    before, sets_before = folder.calibration(), read_json(folder.metrics)["sets"]
    graph = onnx.load(folder.onnx)
    after = _fit_on_drawings(folder, graph, data.drawings, held_out)
    changed = replace_calibration(graph, after.temperature, after.uniform_share)
    _check_same_labels(folder.path.name, graph, changed, data.test)
    content = changed.SerializeToString()
    # The configuration comes second: where it names this calibration, the graph has it.
    write_atomically(folder.onnx, lambda file: file.write(content))
    _note_calibration(folder, before, after, data.drawings)
    sets = measure_model(folder, data, held_out)
    return Recalibration(
        (before.temperature, after.temperature),
        {name: (sets_before.get(name, {}).get("ece"), sets[name]["ece"]) for name in (PEN_STROKES, MNIST_TEST)},
    )


def _fit_on_drawings(
    folder: RunFolder, graph: onnx.ModelProto, drawings: PenDrawings, held_out: HeldOut | None
) -> Calibration:
    session = open_session(expose_uncalibrated(graph).SerializeToString())
    return fit_calibration(uncalibrated_answers(folder, session, drawings, held_out), drawings.labels)


def _check_same_labels(name: str, before: onnx.ModelProto, after: onnx.ModelProto, rows: LabelledImages) -> None:
    """Makes sure that both graphs answer the same digits.

    Raises:
        CalibrationError: they do not.
    """
    answers = [
        run_session(open_session(graph.SerializeToString()), rows.images).argmax(axis=1) for graph in (before, after)
    ]
    other = np.flatnonzero(answers[0] != answers[1])
    if len(other):
        raise CalibrationError(
            f"The new calibration of {name} changes its answer to {len(other)} of {len(rows):,} of MNIST's test rows, "
            f"the first of them row {other[0]}: its graph is left as it was."
        )


def _note_calibration(folder: RunFolder, before: Calibration, after: Calibration, drawings: PenDrawings) -> None:
    """Writes the calibration into config.json, and into the parity under which one that was proved."""
    config = folder.read_config()
    fitted = {
        **calibration_as_json(after),
        "fitted_on": FITTED_ON_PEN_STROKES,
        "rows": len(drawings),
        "writers": len(np.unique(drawings.writers)),
    }
    folder.write_config({**config, "calibration": fitted})
    metrics: dict[str, Any] = read_json(folder.metrics)
    parity = {"calibration": calibration_as_json(before), **metrics["parity"]}
    write_json(folder.metrics, {**metrics, "parity": parity})
