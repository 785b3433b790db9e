"""How long one answer takes."""

import hashlib
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.store.records import Record


@dataclass(frozen=True, kw_only=True)
class Timing(Record):
    """The median time of one answer of the graph with that SHA-256."""

    graph: str
    milliseconds: float


def timed_once(file: Path, graph: bytes, measure: Callable[[], float]) -> float:
    """Returns what the record in `file` says of a graph; where that is another's or missing, measures and writes it.

    No two measurements are equal: so exporting the same weights again changes no byte.

    Args:
        file: the record.
        graph: what is timed, but for what takes no time: a calibration.
        measure: returns the milliseconds of one answer.
    """
    if file.exists() and (kept := Timing.read(file)).graph == _digest(graph):
        return kept.milliseconds
    milliseconds = round(measure(), 3)
    keep_timing(file, graph, milliseconds)
    return milliseconds


def keep_timing(file: Path, graph: bytes, milliseconds: float) -> None:
    """Writes the record of a graph; see `timed_once`."""
    Timing(graph=_digest(graph), milliseconds=milliseconds).write(file)


def _digest(graph: bytes) -> str:
    return hashlib.sha256(graph).hexdigest()


def median_milliseconds(ask: Callable[[np.ndarray], Any], images: np.ndarray, warm_up: int, runs: int) -> float:
    """Returns the median time of `ask` for one image uint8 [1, h, w], after some calls that do not count."""
    times = []
    for index in range(warm_up + runs):
        image = images[index % len(images)][np.newaxis]
        started = time.perf_counter()
        ask(image)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[warm_up:])
