"""What models are measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import numpy as np

from training.data.images import LabelledImages
from training.data.label_errors import LABEL_ERRORS
from training.data.mnist_writers import MNIST_WRITERS, RowWriters, find_mnist_writers
from training.data.origins import OF_PEN_STROKES, OF_UNIPEN, origins_of
from training.evaluation.corruptions import MNIST_C
from training.evaluation.disturbances import CANVAS_STRESS
from training.synthesis.characters import Characters
from training.synthesis.corruptions.corrupted_digits import CorruptedImages
from training.synthesis.disturbances.stress import StressImages
from training.synthesis.outliers.collection import TEST_COUNTS, Outliers, load_outliers
from training.synthesis.pen_drawings import PenDrawings, load_pen_drawings
from training.synthesis.people import find_contributed
from training.synthesis.style_drawings import StyleDrawings
from training.zoo.spec import ModelSpec

MNIST_TEST = "mnist_test"

MNIST_RELABELLED = "mnist_test_relabelled"

PEN_STROKES = "pen_strokes_heldout"

UNIPEN = "unipen_heldout"

SET_OF_ORIGIN = {OF_PEN_STROKES: PEN_STROKES, OF_UNIPEN: UNIPEN}

# What every served model is measured on; by MNIST's writers and on UNIPEN's contributors, only where they are at hand.
EVERY_SET = frozenset({MNIST_TEST, MNIST_RELABELLED, PEN_STROKES, CANVAS_STRESS, MNIST_C})


def writers_of(test: LabelledImages) -> RowWriters | None:
    """Returns who wrote MNIST's test rows; None where that is not at hand.

    Raises:
        DatasetError: a folder is named and holds the writers of other rows.
    """
    writers = find_mnist_writers()
    if writers is None:
        return None
    writers.test.check_same_rows(test)
    return writers.test


@dataclass(frozen=True)
class People:
    """What people drew, as `EvaluationData` has it."""

    drawings: PenDrawings
    characters: Characters | None = None
    contributors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EvaluationData:
    """What models are measured on; what is not at hand is None and is not measured.

    Attributes:
        test: MNIST's test rows, in their order.
        drawings: digits by people whom the model has not seen: the pen strokes' writers, then UNIPEN's contributors.
        stress: digits redrawn under every disturbance; see `training.synthesis.disturbances.stress.load_stress`.
        outliers: what is no digit, for models that judge; see `training.synthesis.outliers.collection.load_outliers`.
        corrupted: MNIST's test rows under MNIST-C's corruptions; see
            `training.synthesis.corruptions.corrupted_digits.load_corrupted`.
        writers: who wrote MNIST's test rows; see `training.data.mnist_writers.find_mnist_writers`.
        characters: letters and symbols by these contributors, for models that judge.
        contributors: the contributors' names by their numbers.
        styles: every way of writing that is known by name.
        symbols: hearts, question marks and the like, for models that judge; see
            `training.synthesis.outliers.collection.load_symbols`.
    """

    test: LabelledImages
    drawings: PenDrawings | None = None
    stress: StressImages | None = None
    outliers: Outliers | None = None
    corrupted: CorruptedImages | None = None
    writers: RowWriters | None = None
    characters: Characters | None = None
    contributors: Mapping[int, str] = field(default_factory=dict)
    styles: StyleDrawings | None = None
    symbols: Outliers | None = None

    def with_people(self, people: People) -> Self:
        """Returns the same data with what people drew."""
        return replace(self, **vars(people))

    @property
    def sets(self) -> set[str]:
        """The names of the sets that are at hand."""
        return set(self.rows)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each set that is at hand has."""
        counts = {MNIST_TEST: len(self.test), MNIST_RELABELLED: len(np.setdiff1d(range(len(self.test)), LABEL_ERRORS))}
        if self.drawings is not None:
            origins, rows = np.unique(origins_of(self.drawings.writers), return_counts=True)
            counts |= {SET_OF_ORIGIN[name]: count for name, count in zip(origins.tolist(), rows.tolist(), strict=True)}
        if self.stress is not None:
            counts[CANVAS_STRESS] = sum(map(len, self.stress.values()))
        if self.corrupted is not None:
            counts[MNIST_C] = sum(len(digits.direct) for digits in self.corrupted.values())
        if self.writers is not None:
            counts[MNIST_WRITERS] = len(self.writers)
        return counts


def load_people(pen_strokes: Path | None = None, unipen: Path | None = None) -> People:
    """Draws, or reads from the cache, the pen strokes and, where UNIPEN is at hand, what its contributors wrote.

    Args:
        pen_strokes: the pen strokes' folder; see `load_pen_strokes`.
        unipen: UNIPEN's folder; see `find_contributed`.

    Raises:
        DatasetError: the pen strokes are not at hand, or a folder is not what it is named for.
    """
    drawings, contributed = load_pen_drawings(pen_strokes), find_contributed(unipen)
    if contributed is None:
        return People(drawings)
    digits = PenDrawings.joined([drawings, contributed.digits])
    return People(digits, contributed.characters, contributed.names)


def outliers_for(specs: Sequence[ModelSpec]) -> Outliers | None:
    """Draws, or reads from the cache, what is no digit, if one of the models judges that.

    Raises:
        DatasetError: data or fonts are missing; the message says what to install.
    """
    has_detector = any(spec.course.has_detector for spec in specs)
    return load_outliers("test", TEST_COUNTS) if has_detector else None
