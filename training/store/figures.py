"""The figures of one evaluation set, as metrics.json and the trials of systems hold them; shares are in 0 to 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from training.store.records import Record

Level = float | str


@dataclass(frozen=True, kw_only=True)
class Reliability(Record):
    """One value per bin of confidence; an empty bin has neither confidence nor accuracy."""

    count: tuple[int, ...]
    confidence: tuple[float | None, ...]
    accuracy: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class MacroFigures(Record):
    """Means over the ten classes."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class ClassFigures(Record):
    """One value per class."""

    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class DigitFigures(Record):
    """What is measured on labelled digits.

    Attributes:
        rows: how many.
        accuracy: share that is read correctly.
        errors: how many are not.
        log_loss: mean negative log-likelihood.
        ece: expected calibration error.
        reliability: its bins; trials of older versions lack them.
        macro: means over the classes.
        per_class: values by class.
        confusion_matrix: how often each digit (row) was taken for each (column).
    """

    rows: int
    accuracy: float
    errors: int
    log_loss: float
    ece: float
    reliability: Reliability | None = None
    macro: MacroFigures
    per_class: ClassFigures
    confusion_matrix: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class WriterAccuracy(Record):
    """How well one writer is read."""

    writer: int
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class DrawingFigures(DigitFigures):
    """What is measured on pen drawings.

    Attributes:
        by_writer: accuracy by the writer's number.
        writers_mean: its mean over writers.
        worst_writer: who is read worst.
        answered_by: the served graph, or networks that had not seen the writers.
        calibrated: as served, or across writers.
    """

    by_writer: dict[str, float]
    writers_mean: float
    worst_writer: WriterAccuracy
    answered_by: str | None = None
    calibrated: str | None = None


@dataclass(frozen=True, kw_only=True)
class WriterFigures(Record):
    """What is measured on MNIST's test rows by who wrote them.

    Attributes:
        rows: how many.
        accuracy: the mean over the writers.
        errors: how many rows are not read correctly.
        writers: how many people wrote the rows.
        staff: accuracy on the rows of Census staff …
        pupils: … and of pupils.
        min_digits: how many digits a writer must have to count for what follows.
        worst_writer: who is read worst.
        fifth_percentile: the accuracy that a twentieth of the writers fall short of.
    """

    rows: int
    accuracy: float
    errors: int
    writers: int
    staff: float | None = None
    pupils: float | None = None
    min_digits: int
    worst_writer: WriterAccuracy
    fifth_percentile: float


@dataclass(frozen=True, kw_only=True)
class ContributorAccuracy(Record):
    """How well one contributor of UNIPEN is read."""

    contributor: str
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class ZeroFigures(Record):
    """What becomes of zeros, which many people bar.

    Attributes:
        rows: how many.
        accuracy: share that is read as 0.
        passed: share that is read as 0 and taken for a digit; none without a detector.
        by_contributor: that share by contributor; without a detector, what is read.
    """

    rows: int
    accuracy: float
    passed: float | None = None
    by_contributor: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class ContributorFigures(DigitFigures):
    """What is measured on the digits of UNIPEN's contributors; accuracy by digit is the recall of `per_class`.

    Attributes:
        by_contributor: accuracy by the contributor's name.
        contributors_mean: its mean over contributors.
        worst_contributor: who is read worst.
        zeros: what becomes of zeros.
        refused: share that is not taken for a digit, the mean over contributors; none without a detector.
        answered_by: the served graph, or networks that had not seen the contributors.
        calibrated: as served, or across writers.
    """

    by_contributor: dict[str, float]
    contributors_mean: float
    worst_contributor: ContributorAccuracy
    zeros: ZeroFigures
    refused: float | None = None
    answered_by: str | None = None
    calibrated: str | None = None


@dataclass(frozen=True, kw_only=True)
class StyleFigures(Record):
    """How well each way of writing is read.

    Attributes:
        rows: how many drawings.
        accuracy: share of them that is read correctly.
        styles: the same by the style's name.
    """

    rows: int
    accuracy: float
    styles: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class LevelFigures(Record):
    """How well drawings are read under one level of a disturbance."""

    level: Level
    accuracy: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class StressCurve(Record):
    """How well drawings are read as one disturbance grows, and how that is called."""

    title: str
    unit: str
    neutral: Level
    stated_range: tuple[Level, ...]
    levels: tuple[LevelFigures, ...]


@dataclass(frozen=True, kw_only=True)
class WorstLevel(Record):
    """Where, within the stated ranges, drawings are read worst."""

    disturbance: str
    level: Level
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class StressFigures(Record):
    """What is measured on disturbed drawings; `accuracy_in_range` is the mean within the stated ranges."""

    rows: int
    accuracy: float
    errors: int
    accuracy_in_range: float
    worst: WorstLevel
    disturbances: dict[str, StressCurve]


@dataclass(frozen=True, kw_only=True)
class CorruptionFigures(Record):
    """How well digits are read under one corruption, fed directly and through the normalisation that serves."""

    title: str
    rows: int
    accuracy: float
    rows_through: int
    accuracy_through: float


@dataclass(frozen=True, kw_only=True)
class CorruptedFigures(Record):
    """What is measured on corrupted digits: means over the corruptions, each counting the same."""

    rows: int
    accuracy: float
    errors: int
    rows_through: int
    accuracy_through: float
    corruptions: dict[str, CorruptionFigures]


@dataclass(frozen=True, kw_only=True)
class LineFigures(Record):
    """How many lines were read, and which share of them exactly."""

    rows: int
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class RegressionFigures(Record):
    """What is measured of a regressor that takes digits for numbers; `rounded_accuracy` rounds to the nearest digit."""

    rows: int
    rmse: float
    median_error: float
    largest_error: float
    r2: float
    rounded_accuracy: float


SetFigures = DigitFigures | DrawingFigures | ContributorFigures | WriterFigures | StressFigures | CorruptedFigures
Figures = TypeVar(
    "Figures", DigitFigures, DrawingFigures, ContributorFigures, WriterFigures, StressFigures, CorruptedFigures
)


def find_figures(sets: Mapping[str, SetFigures], name: str, kind: type[Figures]) -> Figures | None:
    """Returns the figures of one evaluation set; None where it has not been measured.

    Args:
        sets: figures by set.
        name: the set's.
        kind: what its figures are.
    """
    figures = sets.get(name)
    return figures if isinstance(figures, kind) else None
