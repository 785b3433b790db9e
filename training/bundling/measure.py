"""Measures a bundle's served graphs on every set, model by model; stopped and started again, it repeats none."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from onnxruntime import InferenceSession

from digit_recognizer.model import open_session, run_outputs, run_session
from training.bundling.manifest import write_manifest
from training.data.images import DigitData
from training.estimators.temperature import FITTED_ON_PEN_STROKES, calibrate, calibrate_across_writers
from training.evaluation.measured_sets import measure_sets
from training.evaluation.metrics import headline
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, EvaluationData, writers_of
from training.evaluation.writers import MNIST_WRITERS
from training.fitting.folds.held_out import HeldOut
from training.graphs.contract import UNCALIBRATED, expose_uncalibrated
from training.store.figures import DigitFigures, DrawingFigures, SetFigures, WriterFigures, find_figures
from training.store.files import ensure_writable, sha256_of
from training.store.losses import MayDrop, amounts_of, check_nothing_lost, lost, refuse
from training.store.runs import RunError, RunFolder
from training.synthesis.corruptions.catalogue import CORRUPTIONS
from training.synthesis.corruptions.corrupted_digits import load_corrupted
from training.synthesis.disturbances.catalogue import DISTURBANCES
from training.synthesis.disturbances.stress import choose_stress_rows, load_stress
from training.synthesis.pen_drawings import PenDrawings, load_pen_drawings
from training.zoo import ZOO, find_spec

logger = logging.getLogger(__name__)


def load_evaluation_data(data: DigitData, pen_strokes: Path | None) -> EvaluationData:
    """Loads and draws every set that models are measured on.

    Raises:
        DatasetError: the pen strokes are not at hand.
    """
    levels = sum(len(disturbance.levels) for disturbance in DISTURBANCES.values())
    logger.info(
        "First the pen drawings, %d levels of disturbances and %d corruptions are drawn, once for all models, or read "
        "from the cache.",
        levels,
        len(CORRUPTIONS),
    )
    return EvaluationData(
        data.test,
        load_pen_drawings(pen_strokes),
        load_stress(choose_stress_rows(data)),
        corrupted=load_corrupted(data.test),
        writers=writers_of(data.test),
    )


def served_folder(bundle: Path, name: str) -> RunFolder:
    """Returns the folder of one served model.

    Raises:
        RunError: the bundle does not hold it.
    """
    folder = RunFolder(bundle / "models" / name)
    if not folder.onnx.exists():
        raise RunError(f"{bundle} holds no {name}. Run `python -m training make {name}` first.")
    return folder


def bundled_names(bundle: Path) -> list[str]:
    """Returns the models of the zoo that the bundle holds."""
    return [name for name in ZOO if RunFolder(bundle / "models" / name).onnx.exists()]


def find_held_out(runs: Path, names: Iterable[str]) -> dict[str, HeldOut]:
    """Returns the held-out answers of those models whose run keeps them."""
    files = {name: RunFolder(runs / name).held_out for name in names}
    return {name: HeldOut.load(file) for name, file in files.items() if file.exists()}


def measure_bundle(
    bundle: Path,
    names: Sequence[str],
    data: EvaluationData,
    held_out: Mapping[str, HeldOut],
    *,
    force: bool = False,
    may_drop: MayDrop = refuse,
) -> None:
    """Measures served graphs and writes their figures into metrics.json and the manifest, after each model.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        data: the sets.
        held_out: answers to the pen drawings of the models that learnt from pen strokes, by name.
        force: measures again what has been measured.
        may_drop: asked before figures are replaced by those of fewer rows.

    Raises:
        RunError: the bundle lacks a model, or a model that learnt from pen strokes has no held-out answers.
        LossError: figures would rest on less than before, and nobody agrees.
    """
    is_done = None if force else partial(is_measured, data=data)
    check_as_many_rows("Measuring", bundle, names, data, is_done=is_done, may_drop=may_drop)
    for name, folder in each_served(bundle, names, "measuring", is_done):
        sets = measure_model(folder, data, held_out.get(name))
        logger.info("%s: %s", name, headline(sets))


def each_served(
    bundle: Path, names: Sequence[str], what: str, is_done: Callable[[RunFolder], bool] | None
) -> Iterator[tuple[str, RunFolder]]:
    """Yields the served models that are not done yet, behind a progress bar; the manifest follows each.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        what: what is done to them, as the bar says it.
        is_done: says which to leave out; None does all.

    Raises:
        RunError: the bundle lacks a model.
    """
    from tqdm import tqdm

    ensure_writable(bundle)
    folders = {name: served_folder(bundle, name) for name in names}
    bar = tqdm(folders.items(), desc=what, unit="model")
    for name, folder in bar:
        bar.set_postfix_str(name)
        if is_done and is_done(folder):
            logger.info("%s: %s is already done; --force repeats it.", name, what)
            continue
        yield name, folder
        write_manifest(bundle)


def check_as_many_rows(
    step: str,
    bundle: Path,
    names: Sequence[str],
    data: EvaluationData,
    *,
    is_done: Callable[[RunFolder], bool] | None,
    may_drop: MayDrop,
) -> None:
    """Makes sure that the sets at hand have as many rows as those that the bundle's figures rest on.

    Raises:
        RunError: the bundle lacks a model.
        LossError: they have fewer, and nobody agrees.
    """
    folders = {name: served_folder(bundle, name) for name in names}
    at_hand = {f"the figures on {name}": rows for name, rows in data.rows.items()}
    said = {
        name: amounts_of(folder.read_metrics()) for name, folder in folders.items() if not (is_done and is_done(folder))
    }
    asked = {name: at_hand | _left_to_measure(folders[name], data) for name in said}
    losses = {name: lost({what: said[name].get(what, 0) for what in asked[name]}, asked[name]) for name in said}
    check_nothing_lost(step, losses, "Measure on all rows.", may_drop)


def _left_to_measure(folder: RunFolder, data: EvaluationData) -> dict[str, int]:
    """Returns, with no rows, the figures by writer where they are of another graph and writers are not at hand."""
    is_of_another = folder.read_metrics().measured_graph != sha256_of(folder.onnx)
    return {f"the figures on {MNIST_WRITERS}": 0} if is_of_another and data.writers is None else {}


def is_measured(folder: RunFolder, data: EvaluationData) -> bool:
    """Whether metrics.json holds every set for the graph as it is."""
    metrics = folder.read_metrics()
    return metrics.measured_graph == sha256_of(folder.onnx) and data.sets <= set(metrics.sets)


def measure_model(folder: RunFolder, data: EvaluationData, held_out: HeldOut | None) -> dict[str, SetFigures]:
    """Measures one served graph, writes its figures into metrics.json and returns those of every set."""
    session = open_session(expose_uncalibrated(onnx.load(folder.onnx)).SerializeToString())
    predict = partial(run_session, session)
    sets = measure_sets(data, predict(data.test.images), answers_to_drawings(folder, session, data, held_out), predict)
    if drawn := find_figures(sets, PEN_STROKES, DrawingFigures):
        sets[PEN_STROKES] = replace(
            drawn,
            answered_by="served_graph" if held_out is None else "fold_models",
            calibrated="across_writers" if is_fitted_on_drawings(folder) else "as_served",
        )
    before = folder.read_metrics()
    metrics = replace(before, sets={**_still_true(before.sets, sets), **sets}, measured_graph=sha256_of(folder.onnx))
    metrics.write(folder.metrics)
    return metrics.sets


def _still_true(before: Mapping[str, SetFigures], after: Mapping[str, SetFigures]) -> dict[str, SetFigures]:
    """Leaves out figures by writer that are of other answers than those to MNIST's test rows now."""
    by_writer, test = find_figures(before, MNIST_WRITERS, WriterFigures), find_figures(after, MNIST_TEST, DigitFigures)
    is_stale = by_writer and test and (by_writer.rows, by_writer.errors) != (test.rows, test.errors)
    return {name: figures for name, figures in before.items() if not (is_stale and name == MNIST_WRITERS)}


def is_fitted_on_drawings(folder: RunFolder) -> bool:
    """Whether the served calibration was fitted on all writers' drawings."""
    calibration = folder.read_config().calibration
    return calibration is not None and calibration.fitted_on == FITTED_ON_PEN_STROKES


def answers_to_drawings(
    folder: RunFolder, session: InferenceSession, data: EvaluationData, held_out: HeldOut | None
) -> np.ndarray | None:
    """Returns calibrated answers float32 [n, 10] as a writer unknown to model and calibration gets them.

    None says that there are no drawings, or that no new answer can be had and the figures of this graph stand.

    Raises:
        RunError: the model learnt from these writers, and neither held-out answers nor figures from them are there.
    """
    if data.drawings is None:
        return None
    if held_out is None and has_seen_the_writers(folder):
        _check_figures_stand(folder)
        return None
    uncalibrated = uncalibrated_answers(folder, session, data.drawings, held_out)
    if is_fitted_on_drawings(folder):
        return calibrate_across_writers(uncalibrated, data.drawings.labels, data.drawings.writers)
    return calibrate(uncalibrated, folder.calibration())


def has_seen_the_writers(folder: RunFolder) -> bool:
    """Whether the served weights learnt from the pen strokes' writers."""
    return find_spec(folder.read_config().recipe.name).course.learns_from_writers


def uncalibrated_answers(
    folder: RunFolder, session: InferenceSession, drawings: PenDrawings, held_out: HeldOut | None
) -> np.ndarray:
    """Returns uncalibrated probabilities float32 [n, 10] for the drawings, the held-out ones where they are given.

    Raises:
        RunError: the held-out answers are to other drawings, or are missing where the model has seen the writers.
    """
    if held_out is None and has_seen_the_writers(folder):
        raise RunError(_needs_held_out(folder))
    if held_out is None:
        return run_outputs(session, drawings.images, [UNCALIBRATED])[UNCALIBRATED]
    if not (np.array_equal(held_out.labels, drawings.labels) and np.array_equal(held_out.writers, drawings.writers)):
        raise RunError(
            f"The held-out answers of {folder.path.name} belong to {len(held_out.labels):,} other drawings than the "
            f"{len(drawings):,} that are measured. Fit the model again with these pen strokes."
        )
    return held_out.probabilities


def _check_figures_stand(folder: RunFolder) -> None:
    metrics = folder.read_metrics()
    if PEN_STROKES not in metrics.sets or metrics.measured_graph != sha256_of(folder.onnx):
        raise RunError(_needs_held_out(folder))


def _needs_held_out(folder: RunFolder) -> str:
    name = folder.path.name
    return (
        f"{name} learnt from the writers of the pen drawings, so its answers to them prove nothing. Name with --runs "
        f"the folder where {name}/{folder.held_out.name} holds the answers of networks that had not seen them."
    )
