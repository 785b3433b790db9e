"""Fits the line reader: once for each group of people that it must not have seen, then on everything."""

import os
from functools import partial

import numpy as np

from digit_recognizer.number.ctc import greedy_text
from training.backends import backend_of
from training.data.images import DigitData, LabelledImages
from training.data.pen_strokes import load_pen_strokes
from training.fitting.folds.cycled import Stage, Trained, train_networks
from training.fitting.folds.held_out import FOLDS, fold_of
from training.fitting.folds.networks import portable, training_seconds
from training.store.config import RunConfig, TrainingRows, Validation, environment, recipe_of
from training.store.runs import RunFolder
from training.synthesis.authors import load_contributors, pen_authors
from training.synthesis.lines import NO_LABEL, Strips, load_strips, set_strips
from training.synthesis.signed_lines import Marking
from training.zoo.spec import CONTRIBUTORS, ModelSpec


def fit_line_reader(spec: ModelSpec, data: DigitData, run: RunFolder, workers: int | None = None) -> None:
    """Fits `spec` once per fold of people, then on all; each network is kept as soon as it is trained.

    Args:
        spec: a recipe that learns from lines.
        data: where MNIST's training rows come from; the test rows are not touched.
        run: gets a folder per fold, native weights, history and config.
        workers: processes that write and train; with 1, this one does; by default one per core.

    Raises:
        DatasetError: the pen strokes, or UNIPEN where the recipe learns from it, are out of reach.
    """
    workers = workers or os.cpu_count() or 1
    lines = _load_lines(spec, workers)
    sent = portable(spec)
    train_networks(sent, run, partial(_train_stage, sent, data.train), workers)
    backend = backend_of(spec)
    run.write_config(
        RunConfig(
            recipe=recipe_of(spec),
            data=TrainingRows(
                source=data.source,
                revision=data.revision,
                rows=len(data.train),
                contributors=len(spec.training.get(CONTRIBUTORS, ())) or None,
                folds=FOLDS,
            ),
            validation=_read_held_out(spec, run, lines),
            parameters=backend.count_parameters(backend.load(spec, run.path / backend.WEIGHTS_FILE)),
            **training_seconds(run),
            **environment(),
        )
    )


def _load_lines(spec: ModelSpec, workers: int = 1) -> Strips:
    """Writes the pen writers' lines, and as many by each of UNIPEN's contributors as the recipe says.

    Weighed so, a contributor with thousands of digits does not outweigh one with a few hundred.
    """
    marking = _marking(spec)
    lines = [load_strips(pen_authors(load_pen_strokes()), spec.training["lines"], marking, workers=workers)]
    if spec.learns_from_contributors:
        contributors = load_contributors()
        for name, count in spec.training[CONTRIBUTORS].items():
            lines.append(load_strips([contributors[name]], count, marking, workers=workers))
    return Strips.joined(lines)


def _marking(spec: ModelSpec) -> Marking:
    return Marking(spec.training.get("marked", 0.0))


def _train_stage(spec: ModelSpec, mnist: LabelledImages, stage: Stage) -> Trained:
    """Shows lines set from MNIST and, unless all networks have the cycle in common, as many that people wrote."""
    from training.fitting.line_reader.train import train_line_reader

    fold = stage.fold
    lines = [set_strips(mnist, spec.training["lines_of_mnist"], _marking(spec))]
    if not stage.cycle.is_common:
        written = _load_lines(spec)
        lines.append(written if fold is None else written.take(np.flatnonzero(fold_of(written.writers) != fold)))
    return train_line_reader(spec, stage, lines, spec.seed + (fold or 0))


def _read_held_out(spec: ModelSpec, run: RunFolder, lines: Strips) -> Validation:
    """Returns how many lines there are, and which share networks read exactly that have not seen who wrote them."""
    backend, folds = backend_of(spec), fold_of(lines.writers)
    right = 0
    for fold in range(FOLDS):
        held_out = lines.take(np.flatnonzero(folds == fold))
        network = backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE)
        answers = network.predict(held_out.images, batch_size=256, verbose=0)
        texts = [greedy_text(log_probabilities) for log_probabilities in answers]
        right += sum(
            text == tuple(label for label in labels if label != NO_LABEL)
            for text, labels in zip(texts, held_out.labels.tolist(), strict=True)
        )
    return Validation(rows=len(lines), accuracy=right / len(lines))
