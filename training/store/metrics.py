"""What metrics.json says: everything that was measured of one model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.store.config import FittedCalibration, Validation
from training.store.figures import ContributorAccuracy, LineFigures, SetFigures, StyleFigures
from training.store.records import Record

History = Mapping[str, Sequence[int | float]]


@dataclass(frozen=True, kw_only=True)
class Repeats(Record):
    """Accuracies on MNIST's test rows of networks of one recipe, by seed."""

    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]
    mean: float
    standard_deviation: float


@dataclass(frozen=True, kw_only=True)
class WriterShare(Record):
    """A share of one writer's digits."""

    writer: int
    share: float


@dataclass(frozen=True, kw_only=True)
class DetectorFigures(Record):
    """How well digits by unknown writers are told from scribbles, shapes and letters that were made by programs.

    Attributes:
        outliers: how many images of no digit.
        digits: how many digits.
        threshold: digit probability from which something counts as a digit.
        auroc: area under the ROC curve, the mean over the folds' networks.
        auroc_by_kind: the same by kind of outlier.
        refused_digits: share of the digits below the threshold.
        refused_of_worst_writer: that share of the writer of whom most is refused.
        passed_outliers: share of the outliers at or above the threshold.
        passed_by_kind: the same by kind.
    """

    outliers: int
    digits: int
    threshold: float
    auroc: float
    auroc_by_kind: dict[str, float]
    refused_digits: float
    refused_of_worst_writer: WriterShare
    passed_outliers: float
    passed_by_kind: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class JudgedContributor(Record):
    """How well one contributor's digits are told from the same people's letters and symbols; see `RealCharacters`."""

    characters: int
    digits: int
    zeros: int
    auroc: float
    refused_digits: float
    refused_zeros: float | None = None
    passed_characters: float


@dataclass(frozen=True, kw_only=True)
class RealCharacters(Record):
    """How well digits are told from real letters and symbols, by people whom whoever judged had not seen.

    Characters that are a digit in disguise are left out. Shares are means over the contributors, so that none outweighs
    the others.

    Attributes:
        characters: how many letters and symbols.
        digits: how many digits.
        threshold: digit probability from which something counts as a digit.
        auroc: area under the ROC curve.
        refused_digits: share of the digits below the threshold …
        refused_zeros: … and of the zeros among them.
        passed_characters: share of the letters and symbols at or above the threshold.
        most_passed: that share of the characters of which most pass, highest first.
        by_contributor: the same by the contributor's name.
        answered_by: the served graph, or networks that had not seen the contributors.
    """

    characters: int
    digits: int
    threshold: float
    auroc: float
    refused_digits: float
    refused_zeros: float
    passed_characters: float
    most_passed: dict[str, float]
    by_contributor: dict[str, JudgedContributor]
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class SymbolFigures(Record):
    """How often drawn hearts, question marks and other symbols are taken for a digit.

    Attributes:
        count: how many drawings, as many of each symbol.
        threshold: digit probability from which something counts as a digit.
        passed: share of the drawings at or above the threshold.
        by_symbol: the same by symbol.
    """

    count: int
    threshold: float
    passed: float
    by_symbol: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class NumberFigures(Record):
    """How many numbers; the share that is read exactly, and the share of which every digit is found."""

    count: int
    accuracy: float
    segmentation: float


@dataclass(frozen=True, kw_only=True)
class WholeNumbers(NumberFigures):
    """What is measured on whole numbers, over all and by group.

    Attributes:
        digit_accuracy: share of the digits that are found and read correctly.
        box_overlap: mean overlap of true and found boxes.
        by_length: by how many digits a number has.
        by_touching: by whether digits touch.
        by_picture: by drawing or photo.
    """

    digit_accuracy: float
    box_overlap: float
    by_length: dict[str, NumberFigures]
    by_touching: dict[str, NumberFigures]
    by_picture: dict[str, NumberFigures]


@dataclass(frozen=True, kw_only=True)
class ContributedNumbers(WholeNumbers):
    """What is measured on whole numbers by UNIPEN's contributors, as many by each.

    Attributes:
        by_contributor: by the contributor's name.
        contributors_mean: the share that is read exactly, the mean over contributors.
        worst_contributor: who is read worst.
        answered_by: the served graph, or networks that had not seen the contributors.
    """

    by_contributor: dict[str, NumberFigures]
    contributors_mean: float
    worst_contributor: ContributorAccuracy
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class Parity(Record):
    """How the served graph's answers compare with the native model's.

    Attributes:
        calibration: the one under which that was proved, where it has been fitted anew since.
        rows: how many answers.
        same_label: how many name the same digit.
        other_label_rows: the rows that do not.
        within_tolerance: how many have all probabilities within the tolerance.
        beyond_tolerance_rows: the rows that do not.
        tolerance: largest difference that counts as none.
        largest_gap_within: the largest difference among the rest.
    """

    calibration: FittedCalibration | None = None
    rows: int
    same_label: int
    other_label_rows: tuple[int, ...]
    within_tolerance: int
    beyond_tolerance_rows: tuple[int, ...]
    tolerance: float
    largest_gap_within: float


@dataclass(frozen=True, kw_only=True)
class ModelMetrics(Record):
    """What metrics.json holds of a model that answers to single images.

    Attributes:
        sets: figures by evaluation set.
        repeats: the spread over seeds, of recipes whose networks hold writers out …
        not_a_digit: … how well they tell digits from scribbles, shapes and letters that were drawn by programs …
        whole_numbers: … and how well they read numbers, by the pen strokes' writers …
        contributed_numbers: … and by UNIPEN's contributors.
        real_characters: how well digits are told from letters and symbols that people wrote.
        by_style: how well each way of writing is read, by the graph of which `sets` were measured.
        symbols: how often the same graph takes drawn symbols for a digit.
        parameters: as in config.json.
        training_seconds: as in config.json.
        seeds: those of the weights that ship.
        validation: as in config.json.
        history: for each measure, one value per epoch.
        parity: of the served graph …
        onnx_bytes: … its size …
        milliseconds: … and the median time of one answer; none before export.
        measured_graph: SHA-256 of the graph that `sets` were measured of; none before `measure`.
    """

    sets: dict[str, SetFigures]
    repeats: Repeats | None = None
    not_a_digit: DetectorFigures | None = None
    whole_numbers: WholeNumbers | None = None
    contributed_numbers: ContributedNumbers | None = None
    real_characters: RealCharacters | None = None
    by_style: StyleFigures | None = None
    symbols: SymbolFigures | None = None
    parameters: int | None
    training_seconds: float
    seeds: tuple[int, ...]
    validation: Validation
    history: History
    parity: Parity | None = None
    onnx_bytes: int | None = None
    milliseconds: float | None = None
    measured_graph: str | None = None


@dataclass(frozen=True, kw_only=True)
class LineReaderParity(Record):
    """The largest difference between the served and the native log-probabilities of some lines."""

    rows: int
    largest_gap: float


@dataclass(frozen=True, kw_only=True)
class LineReaderMetrics(Record):
    """What metrics.json holds of the line reader."""

    sets: dict[str, LineFigures]
    parity: LineReaderParity
    onnx_bytes: int
    milliseconds: float
    parameters: int | None
    training_seconds: float
    seeds: tuple[int, ...]
    validation: Validation
    history: History
