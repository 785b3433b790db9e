"""How well people's drawings are read: the pen strokes' writers, UNIPEN's contributors, their letters and symbols."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from training.data.origins import OF_PEN_STROKES, OF_UNIPEN, origins_of
from training.evaluation.metrics import measure, measure_drawings
from training.evaluation.sets import PEN_STROKES, UNIPEN
from training.store.figures import ContributorAccuracy, ContributorFigures, SetFigures, ZeroFigures
from training.store.metrics import JudgedContributor, RealCharacters
from training.synthesis.pen_drawings import PenDrawings

MOST_PASSED = 10  # characters that are named
MIN_SAMPLES = 20  # of a character that is: of fewer, one slip says too much


@dataclass(frozen=True)
class DrawnAnswers:
    """Answers to drawings by people whom whoever answered has not seen.

    Attributes:
        drawings: what was asked about.
        probabilities: float32 [n, 10], calibrated.
        is_taken: bool [n], whether each is taken for a digit; None of a model without a detector.
    """

    drawings: PenDrawings
    probabilities: np.ndarray
    is_taken: np.ndarray | None = None

    def take(self, rows: np.ndarray) -> Self:
        """Returns the answers to the given rows."""
        is_taken = None if self.is_taken is None else self.is_taken[rows]
        return type(self)(self.drawings.take(rows), self.probabilities[rows], is_taken)


def measure_people(answers: DrawnAnswers, names: Mapping[int, str]) -> dict[str, SetFigures]:
    """Returns the figures of the sets `pen_strokes_heldout` and `unipen_heldout`, those of which there are drawings.

    Args:
        answers: to drawings of either origin, or of both.
        names: the contributors' names by their numbers.
    """
    origins = origins_of(answers.drawings.writers)
    measured: dict[str, SetFigures] = {}
    if len(rows := np.flatnonzero(origins == OF_PEN_STROKES)):
        measured[PEN_STROKES] = measure_drawings(answers.probabilities[rows], answers.drawings.take(rows))
    if len(rows := np.flatnonzero(origins == OF_UNIPEN)):
        measured[UNIPEN] = measure_contributors(answers.take(rows), names)
    return measured


def measure_contributors(answers: DrawnAnswers, names: Mapping[int, str]) -> ContributorFigures:
    """Returns the figures of `measure`, how well each contributor is read, and what becomes of zeros."""
    drawings, is_taken = answers.drawings, answers.is_taken
    is_right = answers.probabilities.argmax(axis=1) == drawings.labels
    by_contributor = _by_contributor(is_right, drawings.writers, names)
    worst = min(by_contributor, key=by_contributor.__getitem__)
    refused = None if is_taken is None else _mean(_by_contributor(~is_taken, drawings.writers, names))
    return ContributorFigures(
        **vars(measure(answers.probabilities, drawings.labels)),
        by_contributor=by_contributor,
        contributors_mean=_mean(by_contributor),
        worst_contributor=ContributorAccuracy(contributor=worst, accuracy=by_contributor[worst]),
        zeros=_measure_zeros(answers.take(np.flatnonzero(drawings.labels == 0)), names),
        refused=refused,
    )


def _measure_zeros(answers: DrawnAnswers, names: Mapping[int, str]) -> ZeroFigures:
    is_read = answers.probabilities.argmax(axis=1) == 0
    is_passed = is_read if answers.is_taken is None else is_read & answers.is_taken
    return ZeroFigures(
        rows=len(is_read),
        accuracy=float(is_read.mean()) if len(is_read) else 0.0,
        passed=None if answers.is_taken is None or not len(is_read) else float(is_passed.mean()),
        by_contributor=_by_contributor(is_passed, answers.drawings.writers, names),
    )


def _by_contributor(values: np.ndarray, writers: np.ndarray, names: Mapping[int, str]) -> dict[str, float]:
    """Returns the mean of the values [n] by the contributor's name."""
    return {names[number]: float(values[writers == number].mean()) for number in np.unique(writers).tolist()}


def _mean(by_contributor: Mapping[str, float]) -> float:
    return float(np.mean(list(by_contributor.values())))


@dataclass(frozen=True)
class Judged:
    """How probable a digit something was found: digit_probability float32 [n], labels [n], contributors str [n]."""

    digit_probability: np.ndarray
    labels: np.ndarray
    contributors: np.ndarray

    def of(self, contributor: str) -> Self:
        """Returns what one contributor wrote."""
        own = self.contributors == contributor
        return type(self)(self.digit_probability[own], self.labels[own], self.contributors[own])


def measure_characters(digits: Judged, characters: Judged, threshold: float, answered_by: str) -> RealCharacters:
    """Returns how well contributors' digits are told from their letters and symbols.

    Args:
        digits: labels int64 [n].
        characters: labels str [n]; each contributor of them wrote digits, too.
        threshold: digit probability from which something counts as a digit.
        answered_by: who answered; see `RealCharacters`.
    """
    by_contributor = {
        str(name): _judge(digits.of(name), characters.of(name), threshold)
        for name in np.unique(characters.contributors)
    }
    each = list(by_contributor.values())
    return RealCharacters(
        characters=len(characters.labels),
        digits=len(digits.labels),
        threshold=threshold,
        auroc=float(np.mean([judged.auroc for judged in each])),
        refused_digits=float(np.mean([judged.refused_digits for judged in each])),
        refused_zeros=float(np.mean([judged.refused_zeros for judged in each if judged.refused_zeros is not None])),
        passed_characters=float(np.mean([judged.passed_characters for judged in each])),
        most_passed=_most_passed(characters, threshold),
        by_contributor=by_contributor,
        answered_by=answered_by,
    )


def _judge(digits: Judged, characters: Judged, threshold: float) -> JudgedContributor:
    from sklearn.metrics import roc_auc_score

    high, low = digits.digit_probability, characters.digit_probability
    is_refused, is_zero = high < threshold, digits.labels == 0
    return JudgedContributor(
        characters=len(low),
        digits=len(high),
        zeros=int(is_zero.sum()),
        auroc=float(roc_auc_score(np.repeat([1, 0], [len(high), len(low)]), np.concatenate([high, low]))),
        refused_digits=float(is_refused.mean()),
        refused_zeros=float(is_refused[is_zero].mean()) if is_zero.any() else None,
        passed_characters=float((low >= threshold).mean()),
    )


def _most_passed(characters: Judged, threshold: float) -> dict[str, float]:
    counts = Counter(characters.labels.tolist())
    passed = Counter(characters.labels[characters.digit_probability >= threshold].tolist())
    enough = min(MIN_SAMPLES, max(counts.values()))
    shares = {label: passed[label] / count for label, count in counts.items() if count >= enough}
    most = sorted(shares.items(), key=lambda found: (-found[1], found[0]))[:MOST_PASSED]
    return dict(most)
