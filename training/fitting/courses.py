"""The fitting step of every course."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from training.data.images import DigitData
from training.fitting.handwriting.fit import fit_handwriting
from training.fitting.line_reader.fit import fit_line_reader
from training.fitting.plain import PlainCourse
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec


class FittingCourse(Protocol):
    """How recipes of one course are fitted."""

    def fit(self, spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
        """Fits `spec` on the training rows of `data` and writes weights, history and, last of all, config.json.

        Stopped and started again, it goes on with what is missing.
        """

    def start_over(self, run: RunFolder) -> None:
        """Forgets what an interrupted fit of another recipe left."""

    def tidy(self, run: RunFolder) -> None:
        """Forgets what only fitting needed, once config.json is there."""


@dataclass(frozen=True)
class _FoldCourse:
    """Networks that are fitted once per fold of writers.

    Attributes:
        workers: processes that draw and train; with 1, this one does; None for one per core.
    """

    workers: int | None = None

    def start_over(self, run: RunFolder) -> None:
        """Forgets every network, also those that are finished: each is kept as soon as it is trained."""
        shutil.rmtree(run.path, ignore_errors=True)

    def tidy(self, run: RunFolder) -> None:
        """Keeps all: the folds' networks are asked when the model is evaluated."""


class HandwritingCourse(_FoldCourse):
    """Learns from MNIST, drawn pen strokes and what is no digit."""

    def fit(self, spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
        """Fits `spec` once per fold of writers, then on all."""
        fit_handwriting(spec, data, run, self.workers)


class LineReaderCourse(_FoldCourse):
    """Learns from whole lines of digits."""

    def fit(self, spec: ModelSpec, data: DigitData, run: RunFolder) -> None:
        """Fits `spec` once per fold of writers, then on all."""
        fit_line_reader(spec, data, run, self.workers)


COURSES: Mapping[str, FittingCourse] = {
    "plain": PlainCourse(),
    "handwriting": HandwritingCourse(),
    "line_reader": LineReaderCourse(),
}


def fitting_course(spec: ModelSpec) -> FittingCourse:
    """Returns how `spec` is fitted."""
    return COURSES[spec.course.name]
