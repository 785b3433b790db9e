"""Fits a handwriting network: once for each group of writers that it must not have seen, then on everything."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.backends import backend_of, detector_backend
from training.data.images import DigitData, LabelledImages
from training.data.pen_strokes import load_pen_strokes
from training.estimators.temperature import FITTED_ON_PEN_STROKES, calibrate_across_writers, fit_calibration
from training.fitting.feedback.mixed import kept_feedback, rows_of, with_feedback
from training.fitting.folds.cycles import Cycle, cycles_of
from training.fitting.folds.held_out import FOLDS, HeldOut, fold_of
from training.fitting.folds.mnist_writers import hidden_rows, validate_on_hidden
from training.fitting.folds.networks import (
    HISTORY_FILE,
    NETWORKS,
    SECONDS_FILE,
    keep_trained,
    portable,
    train_all,
    training_seconds,
)
from training.fitting.handwriting.batches import Sources
from training.fitting.validation import validation_figures
from training.store.config import RunConfig, TrainingRows, environment, fitted_calibration, recipe_of
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.synthesis.cut_digits import load_cut_digits
from training.synthesis.damage.damaged_digits import load_damaged
from training.synthesis.disturbances.stress import DEVELOPMENT_ROWS
from training.synthesis.outliers.collection import load_outliers
from training.synthesis.outliers.kinds import OF_WRITERS
from training.synthesis.pen_drawings import PenDrawings, load_pen_drawings
from training.synthesis.redrawn import load_redrawn
from training.synthesis.renders import NO_WRITER, load_renders
from training.zoo.spec import ModelSpec

KEPT_DIGITS = 0.995  # of the drawings by writers never seen; the rejection threshold lets so many pass


def load_sources(
    mnist: LabelledImages, recipe: Mapping[str, Any], without_fold: int | None = None, workers: int | None = None
) -> Sources:
    """Draws, or reads from the cache, what one network learns from.

    Args:
        mnist: MNIST's training rows.
        recipe: how often digits and styles are drawn, how many numbers are cut, whether MNIST is `redrawn`, but for the
            rows on which drawings of it are developed, how many of its digits are shown `damaged`, and how many
            outliers of each kind.
        without_fold: leaves out everything by the writers of that fold, and of MNIST the rows that are validated on.
        workers: processes that draw; with 1, this one does; by default one per core.

    Raises:
        DatasetError: the pen strokes, or the fonts that write letters, are out of reach.
    """
    workers = workers or os.cpu_count() or 1
    digits = load_pen_strokes()
    drawings = load_renders(digits, recipe["variants"], recipe["styled"], workers=workers)
    if "cut_numbers" in recipe:
        cut = load_cut_digits(digits, recipe["cut_numbers"], workers=workers)
        drawings = PenDrawings.joined([drawings, cut])
    hidden = hidden_rows(mnist, without_fold)
    if recipe.get("redrawn"):
        learnt = np.arange(len(mnist) - DEVELOPMENT_ROWS)
        redrawn = load_redrawn(mnist.take(learnt), workers=workers)
        drawings = PenDrawings.joined([drawings, redrawn.take(np.flatnonzero(~hidden[learnt]))])
    if "damaged" in recipe:
        damaged = load_damaged(mnist, recipe["damaged"], workers=workers)
        drawings = PenDrawings.joined([drawings, damaged.of_rows(~hidden)])
    if without_fold is not None:
        is_kept = (drawings.writers == NO_WRITER) | (fold_of(drawings.writers) != without_fold)
        drawings = drawings.take(np.flatnonzero(is_kept))
    writers = np.setdiff1d(drawings.writers, NO_WRITER).tolist()
    mnist = mnist.take(np.flatnonzero(~hidden)) if hidden.any() else mnist
    return Sources(mnist, drawings, _load_outliers(recipe["outliers"], writers, workers))


def _load_outliers(counts: Mapping[str, int], writers: Sequence[int], workers: int) -> np.ndarray:
    """Returns outliers uint8 [n, 28, 28]; those that are made of digits, of these writers' alone."""
    written = {kind: count for kind, count in counts.items() if kind == OF_WRITERS}
    others = {kind: count for kind, count in counts.items() if kind != OF_WRITERS}
    parts = [load_outliers("train", others, workers=workers).images]
    if written:
        parts.append(load_outliers("train", written, writers, workers=workers).images)
    return np.concatenate(parts)


def fit_handwriting(spec: ModelSpec, data: DigitData, run: RunFolder, workers: int | None = None) -> None:
    """Fits `spec` once per fold of writers, then on all; each network is kept as soon as it is trained.

    The folds' networks have different seeds: together they say how the recipe does on writers and on MNIST rows that it
    has not seen. The last, trained on all writers, is what ships.

    Args:
        spec: a recipe that learns from handwriting.
        data: where MNIST's training rows come from; the test rows are not touched.
        run: gets a folder per fold, the answers to held-out writers, native weights, history and config.
        workers: processes that draw and train; with 1, this one does; by default one per core.

    Raises:
        RunError: the recipe has a teacher that has not been fitted.
    """
    run.config.unlink(missing_ok=True)
    _teacher(spec, run, None)  # missed now rather than after all has been drawn
    for cycle, fold in product(cycles_of(spec.training), NETWORKS):  # drawn once, before several processes want it
        load_sources(data.train, cycle.recipe, fold, workers)
    train_all(partial(train_network, portable(spec), data.train, run), workers or os.cpu_count() or 1)
    held_out = answers_to_held_out(spec, run, load_pen_drawings())
    held_out.save(run.held_out)
    _write_config(spec, data, run, held_out)


def train_network(spec: ModelSpec, mnist: LabelledImages, run: RunFolder, fold: int | None) -> None:
    """Trains one network cycle by cycle and keeps the mean of what they end with, unless an earlier run did."""
    from training.fitting.handwriting.train import average

    backend, folder = backend_of(spec), run.fold(fold)
    file = folder / backend.WEIGHTS_FILE
    if file.exists():
        return
    ends: list[Path] = []
    for number, cycle in enumerate(cycles_of(spec.training)):
        part = folder / "training" / f"cycle_{number}"
        _train_cycle(spec, cycle, mnist, run, fold=fold, folder=part, start=ends[-1] if ends else None)
        ends.append(part / file.name)
    histories = [read_json(end.with_name(HISTORY_FILE)) for end in ends]
    joint = {name: [value for history in histories for value in history[name]] for name in histories[0]}
    write_json(folder / HISTORY_FILE, joint)
    write_json(folder / SECONDS_FILE, round(sum(read_json(end.with_name(SECONDS_FILE)) for end in ends), 1))
    backend.save(average(ends), file)


def _train_cycle(
    spec: ModelSpec,
    cycle: Cycle,
    mnist: LabelledImages,
    run: RunFolder,
    *,
    fold: int | None,
    folder: Path,
    start: Path | None,
) -> None:
    """Trains one network for one cycle and keeps it in `folder`, unless an earlier run did."""
    from training.fitting.handwriting.train import train

    def train_it():
        sources = with_feedback(load_sources(mnist, cycle.recipe, fold), run)
        teacher = _teacher(spec, run, fold) if cycle.recipe.get("teacher_share") else None
        return train(spec, cycle, sources, spec.seed + (fold or 0), folder, start=start, teacher=teacher)

    keep_trained(backend_of(spec), folder, folder, train_it)


def _teacher(spec: ModelSpec, run: RunFolder, fold: int | None) -> Path | None:
    """Returns the weights of the teacher that has not seen the fold's writers either.

    Raises:
        RunError: the teacher has not been trained.
    """
    if "teacher" not in spec.training:
        return None
    teacher = RunFolder(run.path.with_name(spec.training["teacher"]))
    teacher.read_config()
    return teacher.fold(fold) / backend_of(spec).WEIGHTS_FILE


def answers_to_held_out(spec: ModelSpec, run: RunFolder, drawings: PenDrawings) -> HeldOut:
    """Asks each fold's network about the drawings of the writers whom it has not seen."""
    backend, folds = detector_backend(), fold_of(drawings.writers)
    probabilities = np.empty((len(drawings), CLASS_COUNT), np.float32)
    digit_probability = np.empty(len(drawings), np.float32)
    for fold in np.unique(folds):
        network = backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE)
        rows = np.flatnonzero(folds == fold)
        probabilities[rows], digit_probability[rows] = backend.predict_both(network, drawings.images[rows])
    return HeldOut(probabilities, digit_probability, drawings.labels, drawings.writers)


def _answers_of_fold(spec: ModelSpec, run: RunFolder, fold: int, images: np.ndarray) -> np.ndarray:
    backend = detector_backend()
    return backend.predict_both(backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE), images)[0]


def _write_config(spec: ModelSpec, data: DigitData, run: RunFolder, held_out: HeldOut) -> None:
    """Writes what decides the model, and how well its recipe reads writers it has not seen."""
    backend = backend_of(spec)
    network = backend.load(spec, run.path / backend.WEIGHTS_FILE)
    calibration = fit_calibration(held_out.probabilities, held_out.labels)
    calibrated = calibrate_across_writers(held_out.probabilities, held_out.labels, held_out.writers)
    run.write_config(
        RunConfig(
            recipe=recipe_of(spec),
            data=TrainingRows(
                source=data.source,
                revision=data.revision,
                rows=len(data.train),
                writers=len(np.unique(held_out.writers)),
                folds=FOLDS,
                feedback=rows_of(kept_feedback(run)),
            ),
            calibration=fitted_calibration(calibration, FITTED_ON_PEN_STROKES),
            rejection_threshold=float(np.quantile(held_out.digit_probability, 1 - KEPT_DIGITS)),
            validation=validation_figures(held_out.probabilities, calibrated, held_out.labels),
            mnist_validation=validate_on_hidden(data.train, partial(_answers_of_fold, spec, run)),
            parameters=backend.count_parameters(network),
            **training_seconds(run),
            **environment(),
        )
    )
