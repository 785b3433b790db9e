"""Work that writes, each with what must hold of its folder whenever it was ended."""

import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.command_line import parts
from digit_recognizer.feedback.store import FeedbackStore
from digit_recognizer.files import CACHE_VARIABLE
from tests.digit_recognizer.feedback.drawings import seven, verdict
from tests.faults.moments import Confirm, FileMoment, Moment
from training.store.cache import cached
from training.store.files import read_json, write_json

PENS = (8, 12, 16, 20, 24)
PARTS = range(1, 6)
LINES = 200
LAST_RECORD = 5
PART_JOB = parts.Job(model="lenet", number=False, digits_only=False, top_k=1, format="csv")


class Job(ABC):
    """Work that writes, and goes on where it was ended.

    Attributes:
        moments: at which it is ended.
    """

    moments: type[Moment] = FileMoment

    def prepare(self, folder: Path) -> None:  # noqa: B027  most begin with nothing
        """Lays out what the work begins with."""

    def forget(self) -> None:  # noqa: B027
        """Forgets what earlier work left outside the folder."""

    @abstractmethod
    def work(self, folder: Path, confirm: Confirm) -> None:
        """Does all of it, and confirms each step that is done: what was confirmed must not be lost."""

    @abstractmethod
    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """Yields what is half-written, or lost."""

    @abstractmethod
    def is_complete(self, folder: Path) -> bool:
        """Says whether all of the work is there."""


class KeepFeedback(Job):
    """Visitors say what their drawings show."""

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Keeps one drawing after another."""
        store = FeedbackStore(folder)
        for width in PENS:
            confirm(store.keep(seven(width), verdict("7")))

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """Each line has its picture, and each confirmed picture its line."""
        named = set()
        for file in folder.glob("*/metadata.jsonl"):
            for line in file.read_text("utf-8").splitlines():
                name = json.loads(line)["file_name"]
                named.add(name)
                if hashlib.sha256((file.parent / name).read_bytes()).hexdigest() != name.removesuffix(".png"):
                    yield f"{name} is half-written"
        yield from (f"{name} was confirmed, and is lost" for name in set(confirmed) - named)

    def is_complete(self, folder: Path) -> bool:
        """Every drawing once."""
        rows = [line for file in folder.glob("*/metadata.jsonl") for line in file.read_text("utf-8").splitlines()]
        return len(rows) == len(list(folder.glob("*/*.png"))) == len(PENS)


class ReadInParts(Job):
    """`digits read --output` writes its answers."""

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Writes what is missing."""
        parts.claim(folder, PART_JOB, [])
        for index in PARTS:
            if not parts.file_of(folder, PART_JOB, index).exists():
                lines = [f"{index},{line}" for line in range(LINES)]
                parts.write(folder, PART_JOB, index, parts.Part(lines, ["a.png: no picture"]))
            confirm(str(index))

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """A part that is there is whole."""
        found = set()
        for index in PARTS:
            file = parts.file_of(folder, PART_JOB, index)
            if file.exists():
                found.add(str(index))
                if len(file.read_text("utf-8").splitlines()) != LINES or not file.with_suffix(".failures").exists():
                    yield f"{file.name} is half-written"
        yield from (f"part {index} was confirmed, and is lost" for index in set(confirmed) - found)

    def is_complete(self, folder: Path) -> bool:
        """Every part is there."""
        return len(list(folder.glob("part-*.csv"))) == len(PARTS)


@dataclass(frozen=True)
class Squares:
    """Numbers and their squares, int64 [n]."""

    numbers: np.ndarray
    squares: np.ndarray


def square(numbers: np.ndarray) -> Squares:
    """Makes what is kept."""
    return Squares(numbers, numbers**2)


class FillCache(Job):
    """Training keeps what it has decoded."""

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Makes arrays, or takes them from the cache; both must be right."""
        os.environ[CACHE_VARIABLE] = str(folder)
        for count in (5_000, 20_000):
            made = cached(Squares, square, np.arange(count))
            if not np.array_equal(made.squares, np.arange(count) ** 2):
                raise ValueError("the cache gave other arrays than were put in")
            confirm(str(count))

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """What is half-written is made anew: the next run says whether it was."""
        yield from ()

    def is_complete(self, folder: Path) -> bool:
        """Both are there."""
        return sum(1 for entry in (folder / "training").iterdir() if not entry.name.startswith(".")) == 2


class WriteRecords(Job):
    """Training writes a model's figures anew, over those of before."""

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Writes the same file again and again, longer each time."""
        file = folder / "metrics.json"
        # What was confirmed before it was ended is not written over by less.
        done = read_json(file)["count"] if file.exists() else 0
        for count in range(done + 1, LAST_RECORD + 1):
            write_json(file, {"count": count, "rows": ["x" * 100] * 20 * count})
            confirm(str(count))

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """The file is the last that was confirmed, or a later one, whole."""
        file = folder / "metrics.json"
        last = max(map(int, confirmed), default=0)
        if not file.exists():
            if last:
                yield "metrics.json was confirmed, and is lost"
            return
        record = read_json(file)
        if len(record["rows"]) != 20 * record["count"] or record["count"] < last:
            yield "metrics.json is half-written, or older than what was confirmed"

    def is_complete(self, folder: Path) -> bool:
        """The last one is there."""
        return read_json(folder / "metrics.json")["count"] == LAST_RECORD


JOBS: dict[str, Job] = {
    "feedback": KeepFeedback(),
    "parts": ReadInParts(),
    "cache": FillCache(),
    "records": WriteRecords(),
}
