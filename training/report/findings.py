"""Reads everything that was measured and puts it side by side."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from digit_recognizer.recognizer import Recognizer
from training.data.images import DigitData
from training.data.splits import SPLITS
from training.evaluation.sets import PEN_STROKES, UNIPEN
from training.fitting.tune import read_outcome
from training.report.least_squares import explain_least_squares
from training.report.trial import BundledTrial, Measured, Trial
from training.report.trials import read_trials
from training.store.assets import ReportFolders
from training.store.figures import (
    ContributorFigures,
    DigitFigures,
    DrawingFigures,
    SetFigures,
    StyleFigures,
    find_figures,
)
from training.store.metrics import History, RealCharacters
from training.store.pictures import PictureKinds
from training.store.runs import RunError
from training.store.searches import SearchOutcome
from training.zoo import ZOO
from training.zoo.grids import TUNINGS
from training.zoo.systems import SYSTEMS, System


@dataclass(frozen=True)
class Finding:
    """One system with its trials by seed.

    Attributes:
        system: what it is and what was reported of it.
        trials: for each seed, what was measured.
        history: for each measure one value per epoch, of the first seed's training.
    """

    system: System
    trials: Mapping[str, Trial]
    history: History

    @property
    def name(self) -> str:
        """The system's name."""
        return self.system.name

    @property
    def first(self) -> Trial:
        """The first seed's trial; of a bundled model, the bundle's own."""
        return self.trials[min(self.trials, key=int)]

    @property
    def measured(self) -> Measured:
        """The first seed's figures."""
        return self.first.measured

    @property
    def classified(self) -> DigitFigures:
        """The first seed's figures of a system that answers with digits.

        Raises:
            TypeError: it answers with numbers.
        """
        if not isinstance(self.measured, DigitFigures):
            raise TypeError(f"{self.name} is a regressor: it has an RMSE and no accuracy.")
        return self.measured

    @property
    def drawings(self) -> DrawingFigures | None:
        """A served model's figures on pen drawings, where they were measured."""
        return find_figures(self.sets, PEN_STROKES, DrawingFigures)

    @property
    def sets(self) -> Mapping[str, SetFigures]:
        """A served model's figures on every evaluation set, by name."""
        return self.first.sets if isinstance(self.first, BundledTrial) else {}

    @property
    def contributed(self) -> ContributorFigures | None:
        """A served model's figures on the digits of UNIPEN's contributors, where they were measured."""
        return find_figures(self.sets, UNIPEN, ContributorFigures)

    @property
    def by_style(self) -> StyleFigures | None:
        """How well a served model reads each way of writing, where that was measured."""
        return self.first.by_style if isinstance(self.first, BundledTrial) else None

    @property
    def real_characters(self) -> RealCharacters | None:
        """How well a detector tells digits from real letters and symbols, where that was measured."""
        return self.first.real_characters if isinstance(self.first, BundledTrial) else None

    @property
    def is_regression(self) -> bool:
        """Whether the system answers with numbers."""
        return self.system.spec.task == "regression"

    @property
    def figures(self) -> list[float]:
        """Each seed's accuracy, or a regressor's RMSE."""
        measured = [trial.measured for trial in self.trials.values()]
        return [figures.accuracy if isinstance(figures, DigitFigures) else figures.rmse for figures in measured]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return statistics.fmean(self.figures)

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation over the seeds; none where only one was trained."""
        return statistics.stdev(self.figures) if len(self.figures) > 1 else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the mean is at least as good as reported, to the digits that the report gives."""
        reported = self.system.reported_figure
        if reported is None:
            return None
        if self.is_regression:
            return round(self.mean, 2) <= reported
        return round(self.mean, 4) >= reported

    @property
    def training_seconds(self) -> float:
        """The median over the seeds of one training on all training rows of the split."""
        return statistics.median(trial.training_seconds for trial in self.trials.values())

    @property
    def stored_bytes(self) -> int:
        """The served file's size, or of a system that is not served the native one's."""
        return self.first.stored_bytes

    @property
    def milliseconds(self) -> float:
        """One image: served by ONNX Runtime, or else asked of the framework that trained it."""
        return self.first.milliseconds

    @property
    def split(self) -> str:
        """The numbers of rows."""
        title = SPLITS[self.system.split].title
        wanted = self.system.spec.training.get("rows")
        return title if wanted is None or self.system.split != "mnist" else f"{wanted:,} / {title.rpartition(' ')[2]}"


@dataclass(frozen=True)
class Findings:
    """Every finding, every search, and the bundled models' answers to MNIST's test rows.

    Attributes:
        systems: findings by name, in the reports' order.
        searches: outcomes of `tune` by name.
        data: MNIST.
        probabilities: float32 [10000, 10] by name, answered by the bundled graphs.
        least_squares: what training.report.least_squares measured.
        pictures: how well pictures are read in which the ink is hard to find; None where that was not measured.
    """

    systems: Mapping[str, Finding]
    searches: Mapping[str, SearchOutcome]
    data: DigitData
    probabilities: Mapping[str, np.ndarray]
    least_squares: Mapping[str, Any]
    pictures: PictureKinds | None = None

    @cached_property
    def bundled(self) -> dict[str, Finding]:
        """The findings of the models that are served, the most accurate first."""
        found = [finding for finding in self.systems.values() if finding.system.is_bundled]
        return {finding.name: finding for finding in sorted(found, key=lambda finding: -finding.classified.accuracy)}

    @cached_property
    def answers(self) -> dict[str, np.ndarray]:
        """Each bundled model's answers int64 [10000]."""
        return {name: self.probabilities[name].argmax(axis=1) for name in self.bundled}


def gather(data: DigitData, folders: ReportFolders) -> Findings:
    """Reads trials, searches, the bundle and what was measured on pictures.

    Args:
        data: MNIST, whose test rows the bundled models answer once more.
        folders: where trials, searches and the bundle lie.

    Raises:
        RunError: something has not been trained; the message says which command comes first.
    """
    systems = read_systems(folders)
    searches = read_searches(folders)
    recognizer = Recognizer.load(folders.bundle)
    probabilities = {name: recognizer.predict_proba(data.test.images, name) for name in ZOO}
    pictures = PictureKinds.read(folders.pictures) if folders.pictures.exists() else None
    least_squares = explain_least_squares(data, folders.reference)
    return Findings(systems, searches, data, probabilities, least_squares, pictures)


def read_systems(folders: ReportFolders) -> dict[str, Finding]:
    """Reads every system's trials, in the reports' order.

    Raises:
        RunError: one has not been trained.
    """
    systems = {}
    for name, system in SYSTEMS.items():
        kept = read_trials(system, folders.reference, folders.bundle)
        if not kept.trials:
            raise RunError(f"{name} has not been trained. Run `python -m training report --all` first.")
        systems[name] = Finding(system, kept.trials, kept.history)
    return systems


def read_searches(folders: ReportFolders) -> dict[str, SearchOutcome]:
    """Reads every search's outcome, by name.

    Raises:
        RunError: one has not run.
    """
    return {name: read_outcome(folders.reference, name) for name in TUNINGS}
