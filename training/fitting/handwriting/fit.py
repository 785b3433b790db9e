"""Fits a handwriting network: once for each group of writers that it must not have seen, then on everything."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.backends import backend_of, detector_backend
from training.data.images import DigitData, LabelledImages
from training.data.origins import OF_PEN_STROKES, OF_UNIPEN, name_origins, origins_of
from training.estimators.reliability import even_weights
from training.estimators.temperature import calibrate_across_writers, fit_calibration
from training.fitting.feedback.mixed import kept_feedback, rows_of, with_feedback
from training.fitting.folds.cycled import Stage, Trained, common_ends, train_networks
from training.fitting.folds.cycles import cycles_of
from training.fitting.folds.held_out import FOLDS, HeldOut, HeldOutCharacters, fold_of
from training.fitting.folds.mnist_writers import validate_on_hidden
from training.fitting.folds.networks import NETWORKS, portable, training_seconds
from training.fitting.handwriting.sources import load_sources
from training.fitting.validation import validation_figures
from training.store.config import RunConfig, TrainingRows, environment, fitted_calibration, recipe_of
from training.store.runs import RunFolder
from training.synthesis.characters import Characters
from training.synthesis.pen_drawings import PenDrawings, load_pen_drawings
from training.synthesis.people import load_contributed
from training.zoo.handwriting_models import has_symbol_judge, without_symbol_judge
from training.zoo.spec import ModelSpec

KEPT_DIGITS = 0.995  # of the drawings by people never seen, of each origin as much; the threshold lets so many pass


def fit_handwriting(spec: ModelSpec, data: DigitData, run: RunFolder, workers: int | None = None) -> None:
    """Fits `spec` once per fold of writers, then on all; each network is kept as soon as it is trained.

    The folds' networks have different seeds: together they say how the recipe does on writers and on MNIST rows that it
    has not seen, and on UNIPEN's contributors where it learns from them. The last, trained on all, is what ships.

    Args:
        spec: a recipe that learns from handwriting.
        data: where MNIST's training rows come from; the test rows are not touched.
        run: gets a folder per fold, the answers to held-out people, native weights, history and config.
        workers: processes that draw and train; with 1, this one does; by default one per core.

    Raises:
        RunError: the recipe has a teacher that has not been fitted.
        DatasetError: what the recipe learns from is out of reach.
    """
    _teacher(spec, run, None)  # missed now rather than after all has been drawn
    for cycle in cycles_of(spec.training):  # drawn once, before several processes want it
        for fold in (None,) if cycle.is_common else NETWORKS:
            load_sources(data.train, cycle.recipe, fold, workers)
    if has_symbol_judge(spec):
        for fold in NETWORKS:
            load_sources(data.train, spec.training["symbol_judge"], fold, workers)
    sent = portable(spec)
    in_cycles = without_symbol_judge(sent)
    train_networks(
        in_cycles,
        run,
        partial(_train_stage, in_cycles, data.train, run),
        workers or os.cpu_count() or 1,
        partial(_complete, sent, data.train),
    )
    held_out = _answer_held_out(spec, run)
    held_out.save(run.held_out)
    _write_config(spec, data, run, held_out)


def _train_stage(spec: ModelSpec, mnist: LabelledImages, run: RunFolder, stage: Stage) -> Trained:
    from training.fitting.handwriting.train import train

    recipe, fold = stage.cycle.recipe, stage.fold
    sources = with_feedback(load_sources(mnist, recipe, fold), run)
    teacher = _teacher(spec, run, fold, stage.cycle.is_common) if recipe.get("teacher_share") else None
    return train(spec, stage, sources, spec.seed + (fold or 0), teacher)


def _complete(spec: ModelSpec, mnist: LabelledImages, network: Any, fold: int | None) -> Any:
    """Adds the judge of symbols, where the recipe has one."""
    from training.fitting.handwriting.symbol_judge import with_symbol_judge

    return with_symbol_judge(spec, network, mnist, fold, workers=1) if has_symbol_judge(spec) else network


def _teacher(spec: ModelSpec, run: RunFolder, fold: int | None, is_common: bool = False) -> Path | None:
    """Returns the weights of the teacher that has not seen the fold's writers either, or nobody's where it is common.

    Raises:
        RunError: the teacher has not been trained.
    """
    if "teacher" not in spec.training:
        return None
    teacher = RunFolder(run.path.with_name(spec.training["teacher"]))
    teacher.read_config()
    file = backend_of(spec).WEIGHTS_FILE
    if is_common:
        return next(reversed(common_ends(teacher, file)), None)
    return teacher.fold(fold) / file


def _answer_held_out(spec: ModelSpec, run: RunFolder) -> HeldOut:
    """Asks the folds' networks about everybody's drawings; keeps what they find of letters and symbols."""
    drawings = load_pen_drawings()
    if spec.learns_from_contributors:
        contributed = load_contributed()
        judge_held_out(spec, run, contributed.characters, contributed.names).save(run.held_out_characters)
        drawings = PenDrawings.joined([drawings, contributed.digits])
    return answers_to_held_out(spec, run, drawings)


def judge_held_out(
    spec: ModelSpec, run: RunFolder, characters: Characters, names: Mapping[int, str]
) -> HeldOutCharacters:
    """Asks each fold's network about the letters and symbols of the contributors whom it has not seen."""
    backend, folds = detector_backend(), fold_of(characters.writers)
    digit_probability = np.empty(len(characters), np.float32)
    for fold in np.unique(folds):
        network = backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE)
        rows = np.flatnonzero(folds == fold)
        _, digit_probability[rows] = backend.predict_both(network, characters.images[rows])
    contributors = np.array([names[writer] for writer in characters.writers.tolist()])
    return HeldOutCharacters(digit_probability, characters.labels, characters.writers, contributors)


def answers_to_held_out(spec: ModelSpec, run: RunFolder, drawings: PenDrawings) -> HeldOut:
    """Asks each fold's network about the drawings of the people whom it has not seen."""
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
    probabilities, labels, writers = held_out.probabilities, held_out.labels, held_out.writers
    origins = origins_of(writers)
    calibration = fit_calibration(probabilities, labels, origins)
    calibrated = calibrate_across_writers(probabilities, labels, writers, origins)
    people = {name: len(np.unique(writers[origins == name])) for name in np.unique(origins).tolist()}
    run.write_config(
        RunConfig(
            recipe=recipe_of(spec),
            data=TrainingRows(
                source=data.source,
                revision=data.revision,
                rows=len(data.train),
                writers=people[OF_PEN_STROKES],
                contributors=people.get(OF_UNIPEN),
                folds=FOLDS,
                feedback=rows_of(kept_feedback(run)),
            ),
            calibration=fitted_calibration(calibration, name_origins(origins)),
            rejection_threshold=threshold_that_keeps(KEPT_DIGITS, held_out),
            validation=validation_figures(probabilities, calibrated, labels),
            mnist_validation=validate_on_hidden(data.train, partial(_answers_of_fold, spec, run)),
            parameters=backend.count_parameters(network),
            **training_seconds(run),
            **environment(),
        )
    )


def threshold_that_keeps(share: float, held_out: HeldOut) -> float:
    """Returns the digit probability that this share of held-out drawings reaches; each origin weighs the same."""
    weights = even_weights(origins_of(held_out.writers))
    return float(np.quantile(held_out.digit_probability, 1 - share, weights=weights, method="inverted_cdf"))
