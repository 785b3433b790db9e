"""Measures what only networks that held writers out can tell: the spread over seeds, and what is no digit."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.recognizer import Recognizer
from training.backends import detector_backend
from training.data.images import LabelledImages
from training.data.origins import OF_PEN_STROKES, origins_of
from training.evaluation.fold_bundle import fold_bundle, read_threshold
from training.evaluation.numbers import by_contributor, measure_contributor, measure_numbers, pooled_numbers
from training.evaluation.people import Judged, measure_characters
from training.fitting.folds.held_out import FOLDS, HeldOut, HeldOutCharacters, fold_of
from training.store.metrics import (
    ContributedNumbers,
    DetectorFigures,
    RealCharacters,
    Repeats,
    WholeNumbers,
    WriterShare,
)
from training.store.runs import RunFolder
from training.synthesis.authors import load_contributors
from training.synthesis.numbers import HELDOUT_WRITERS
from training.synthesis.outliers.collection import Outliers
from training.zoo.spec import ModelSpec


@dataclass(frozen=True)
class FoldFigures:
    """What the networks tell that each held a fold of people out.

    Without outliers there is nothing on what programs drew, and of a recipe that does not learn from UNIPEN nothing on
    letters and symbols: what ships has not seen them either.
    """

    repeats: Repeats
    not_a_digit: DetectorFigures | None
    real_characters: RealCharacters | None = None


def measure_folds(spec: ModelSpec, run: RunFolder, test: LabelledImages, outliers: Outliers | None) -> FoldFigures:
    """Returns the figures of the networks that each held a fold of writers out.

    Args:
        spec: a recipe that learns from handwriting.
        run: holds the networks and their answers to held-out writers.
        test: MNIST's test rows.
        outliers: what is no digit, from fonts and kinds of scribble that training did not have; None where fonts lack.

    Raises:
        RunError: the model has not been fitted.
    """
    held_out, threshold = HeldOut.load(run.held_out), read_threshold(run)
    backend = detector_backend()
    accuracies, judged = [], []
    for fold in range(FOLDS):
        network = backend.load(spec, run.fold(fold) / backend.WEIGHTS_FILE)
        answers = backend.predict_proba(network, test.images).argmax(axis=1)
        accuracies.append(float((answers == test.labels).mean()))
        if outliers is not None:
            judged.append(backend.predict_both(network, outliers.images)[1])
    not_a_digit = None if outliers is None else measure_detector(held_out, judged, outliers.kinds, threshold)
    real = measure_real_characters(held_out, run, threshold) if spec.learns_from_contributors else None
    return FoldFigures(_repeats(spec, accuracies), not_a_digit, real)


def measure_real_characters(held_out: HeldOut, run: RunFolder, threshold: float) -> RealCharacters:
    """Returns how well the folds' networks tell held-out contributors' digits from their letters and symbols."""
    characters = HeldOutCharacters.load(run.held_out_characters)
    names = dict(zip(characters.writers.tolist(), characters.contributors.tolist(), strict=True))
    digits = held_out.take(np.flatnonzero(np.isin(held_out.writers, list(names))))
    contributors = np.array([names[writer] for writer in digits.writers.tolist()])
    return measure_characters(
        Judged(digits.digit_probability, digits.labels, contributors),
        Judged(characters.digit_probability, characters.labels, characters.contributors),
        threshold,
        answered_by="fold_models",
    )


def measure_whole_numbers(spec: ModelSpec, run: RunFolder, count: int) -> WholeNumbers:
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
    return pooled_numbers(measured)


def measure_contributed_numbers(spec: ModelSpec, run: RunFolder, count: int) -> ContributedNumbers:
    """Returns how well whole numbers by UNIPEN's contributors are read by networks that have not seen them.

    Each is read by the network of the fold that holds the contributor out, with a line reader that has not seen them.

    Args:
        spec: a recipe that learns from handwriting.
        run: holds the networks.
        count: how many numbers to compose of each contributor's digits.

    Raises:
        DatasetError: UNIPEN is not at hand.
    """
    measured = {}
    for name, author in load_contributors().items():
        with tempfile.TemporaryDirectory() as folder:
            fold = int(fold_of(np.array(author.number)))
            recognizer = Recognizer(fold_bundle(spec, run, fold, Path(folder), of_contributors=True))
            measured[name] = measure_contributor(recognizer.read_number, count, author)
    return by_contributor(measured, answered_by="fold_models")


def _repeats(spec: ModelSpec, accuracies: Sequence[float]) -> Repeats:
    return Repeats(
        seeds=tuple(spec.seed + fold for fold in range(len(accuracies))),
        accuracies=tuple(accuracies),
        mean=float(np.mean(accuracies)),
        standard_deviation=float(np.std(accuracies, ddof=1)),
    )


def measure_detector(
    held_out: HeldOut, judged: Sequence[np.ndarray], kinds: np.ndarray, threshold: float
) -> DetectorFigures:
    """Returns how well digits by unknown writers of the pen strokes are told from what programs drew.

    Args:
        held_out: digit probabilities of drawings, each from the network that had not seen the writer.
        judged: for each fold's network, digit probabilities float32 [n] of the same outliers.
        kinds: str [n], the outliers' kinds.
        threshold: digit probability from which something counts as a digit.
    """
    held_out = held_out.take(np.flatnonzero(origins_of(held_out.writers) == OF_PEN_STROKES))
    folds = fold_of(held_out.writers)
    digits = [held_out.digit_probability[folds == fold] for fold in range(len(judged))]
    is_refused = held_out.digit_probability < threshold
    by_writer = {
        int(writer): float(is_refused[held_out.writers == writer].mean()) for writer in np.unique(held_out.writers)
    }
    worst = max(by_writer, key=by_writer.__getitem__)
    by_kind = {str(kind): [part[kinds == kind] for part in judged] for kind in np.unique(kinds)}
    return DetectorFigures(
        outliers=len(kinds),
        digits=len(is_refused),
        threshold=threshold,
        auroc=_auroc(digits, judged),
        auroc_by_kind={kind: _auroc(digits, parts) for kind, parts in by_kind.items()},
        refused_digits=float(is_refused.mean()),
        refused_of_worst_writer=WriterShare(writer=worst, share=by_writer[worst]),
        passed_outliers=_passed(judged, threshold),
        passed_by_kind={kind: _passed(parts, threshold) for kind, parts in by_kind.items()},
    )


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
