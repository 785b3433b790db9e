"""What `python -m training race` leaves: seconds of training and accuracy after it, seed by seed."""

import statistics
from dataclasses import dataclass

from training.store.config import Hardware
from training.store.records import Record


@dataclass(frozen=True, kw_only=True)
class Run(Record):
    """One training: seconds from rows in memory to weights, by the clock and of all cores; accuracy on test rows."""

    seed: int
    seconds: float
    cpu_seconds: float
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class RaceOutcome(Record):
    """The runs of each recipe by its name, and the machine that they took place on."""

    runs: dict[str, tuple[Run, ...]]
    hardware: Hardware

    def mean_seconds(self, name: str) -> float:
        """Mean over one recipe's seeds."""
        return statistics.fmean(run.seconds for run in self.runs[name])

    def mean_cpu_seconds(self, name: str) -> float:
        """Mean over one recipe's seeds."""
        return statistics.fmean(run.cpu_seconds for run in self.runs[name])

    def mean_accuracy(self, name: str) -> float:
        """Mean over one recipe's seeds."""
        return statistics.fmean(run.accuracy for run in self.runs[name])
