"""Calibrates a bundle's served graphs on people's drawings: a temperature fitted on MNIST promises too much of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import onnx

from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session, run_session
from training.bundling.answers import answers_to_people, fitted_origins
from training.bundling.measure import (
    check_as_many_rows,
    each_served,
    is_measured,
    measure_model,
)
from training.data.images import LabelledImages
from training.data.origins import name_origins, origins_of
from training.estimators.temperature import Calibration, CalibrationError, fit_calibration
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, UNIPEN, EvaluationData
from training.fitting.folds.held_out import HeldOut
from training.graphs.contract import expose_uncalibrated, replace_calibration
from training.store.config import fitted_calibration
from training.store.figures import DigitFigures, SetFigures, find_figures
from training.store.losses import MayDrop, refuse
from training.store.runs import RunFolder
from training.synthesis.pen_drawings import PenDrawings

CALIBRATED_SETS = (PEN_STROKES, UNIPEN, MNIST_TEST)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recalibration:
    """What calibrating one model on drawings changed.

    Attributes:
        temperatures: before and after.
        calibration_errors: for each set that has one, before and after; None where it had not been measured.
    """

    temperatures: tuple[float, float]
    calibration_errors: Mapping[str, tuple[float | None, float | None]]

    def __str__(self) -> str:
        """Says it in one line."""
        parts = ["temperature {:.3g} → {:.3g}".format(*self.temperatures)]
        for name, (before, after) in self.calibration_errors.items():
            figures = ["?" if error is None else f"{error:.4f}" for error in (before, after)]
            parts.append(f"ECE on {name} {' → '.join(figures)}")
        return ", ".join(parts)


def recalibrate_bundle(
    bundle: Path,
    names: Sequence[str],
    data: EvaluationData,
    held_out: Mapping[str, HeldOut],
    *,
    force: bool = False,
    may_drop: MayDrop = refuse,
) -> dict[str, Recalibration]:
    """Fits the calibration of served graphs on people's drawings, then measures them; saves after each model.

    What ships is fitted on everybody's drawings, the pen strokes' and UNIPEN's weighing the same. The figures on
    drawings are those of five fits, each measured on the people that it left out.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        data: the sets, drawings among them.
        held_out: answers to the drawings of the models that learnt from people's strokes, by name.
        force: calibrates and measures again what has been.
        may_drop: asked before figures are replaced by those of fewer rows.

    Returns:
        what changed, by the names of those that were not calibrated yet.

    Raises:
        RunError: the bundle lacks a model, or a model that learnt from people's strokes has no held-out answers.
        CalibrationError: a model would answer other labels than before.
        LossError: figures would rest on less than before, and nobody agrees.
        ValueError: there are no drawings.
    """
    if data.drawings is None:
        raise ValueError("Calibrating on drawings needs drawings; received none. See load_pen_drawings.")
    is_done = None if force else partial(is_calibrated, data=data)
    check_as_many_rows("Calibrating", bundle, names, data, is_done=is_done, may_drop=may_drop, is_changing=True)
    changed = {}
    for name, folder in each_served(bundle, names, "calibrating", is_done):
        changed[name] = recalibrate_model(folder, data, data.drawings, held_out.get(name))
        logger.info("%s: %s", name, changed[name])
    return changed


def is_calibrated(folder: RunFolder, data: EvaluationData) -> bool:
    """Whether the served calibration was fitted on drawings of every origin, and every set measured under it."""
    origins = set() if data.drawings is None else set(origins_of(data.drawings.writers).tolist())
    return origins <= fitted_origins(folder) and is_measured(folder, data)


def recalibrate_model(
    folder: RunFolder, data: EvaluationData, drawings: PenDrawings, held_out: HeldOut | None
) -> Recalibration:
    """Fits one served graph's calibration on drawings and writes graph, config.json and metrics.json.

    Raises:
        RunError: held-out answers are missing or are to other drawings.
        CalibrationError: the model would answer other labels than before.
    """
    before, sets_before = folder.calibration(), folder.read_metrics().sets
    graph = onnx.load(folder.onnx)
    after = _fit_on_drawings(folder, graph, drawings, held_out)
    changed = replace_calibration(graph, after.temperature, after.uniform_share)
    _check_same_labels(folder.path.name, graph, changed, data.test)
    content = changed.SerializeToString()
    # The configuration comes second: where it names this calibration, the graph has it.
    write_atomically(folder.onnx, lambda file: file.write(content))
    _note_calibration(folder, before, after, drawings)
    sets = measure_model(folder, data, held_out)
    return Recalibration(
        (before.temperature, after.temperature),
        {
            name: (_calibration_error(sets_before, name), _calibration_error(sets, name))
            for name in CALIBRATED_SETS
            if name in sets
        },
    )


def _calibration_error(sets: Mapping[str, SetFigures], name: str) -> float | None:
    figures = find_figures(sets, name, DigitFigures)
    return None if figures is None else figures.ece


def _fit_on_drawings(
    folder: RunFolder, graph: onnx.ModelProto, drawings: PenDrawings, held_out: HeldOut | None
) -> Calibration:
    session = open_session(expose_uncalibrated(graph).SerializeToString())
    answers = answers_to_people(folder, session, drawings, held_out)
    return fit_calibration(answers.probabilities, answers.drawings.labels, answers.origins)


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
            f"The new calibration of {name} changes its answers to {len(other)} of MNIST's {len(rows):,} test rows, "
            f"the first of them row {other[0]}, so its graph was left unchanged."
        )


def _note_calibration(folder: RunFolder, before: Calibration, after: Calibration, drawings: PenDrawings) -> None:
    """Writes the calibration into config.json, and into the parity under which one that was proved."""
    rows, writers = len(drawings), len(np.unique(drawings.writers))
    fitted = fitted_calibration(after, name_origins(origins_of(drawings.writers)), rows, writers)
    folder.write_config(replace(folder.read_config(), calibration=fitted))
    metrics = folder.read_metrics()
    # A parity that names a calibration keeps the one under which it was proved.
    if metrics.parity is not None and metrics.parity.calibration is None:
        replace(metrics, parity=replace(metrics.parity, calibration=fitted_calibration(before))).write(folder.metrics)
