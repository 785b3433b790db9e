"""`digits read --output FOLDER`: reads many pictures part by part, here or on a Dask cluster.

Each part is written whole or not at all: whatever stops the work, the same command goes on with what is missing.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from digit_recognizer import __version__
from digit_recognizer.command_line.cluster import answers_of_cluster
from digit_recognizer.command_line.formats import Format, printable, write_line
from digit_recognizer.command_line.pictures import Picture, list_pictures
from digit_recognizer.command_line.reading import Task, answer_of, content_of, task_of
from digit_recognizer.command_line.rows import PARQUET, rows_of
from digit_recognizer.errors import OutputError
from digit_recognizer.files import write_atomically
from digit_recognizer.recognizer import Recognizer

MAX_PICTURES = 256
MAX_BYTES = 4 * 2**20  # of the pictures of a part, unless it has only one: memory is bounded by the parts under way
JOB_FILE = "job.json"

Content = tuple[str, bytes | str]  # a picture's name, and its bytes or why there are none


@dataclass(frozen=True)
class Job:
    """What is done with every picture."""

    model: str
    number: bool
    digits_only: bool
    top_k: int
    format: str
    version: str = __version__


@dataclass(frozen=True)
class Part:
    """What one part's pictures were read as: lines of answers, and a line for each that could not be read."""

    lines: Sequence[str]
    failures: Sequence[str]


def read_in_parts(options: argparse.Namespace) -> int:
    """Reads what the folder lacks, and says which pictures could not be read.

    Returns:
        1 when a picture could not be read, else 0.

    Raises:
        OutputError: the folder holds the answers of another command.
    """
    if options.format is Format.TEXT:
        options.parser.error("--output holds lines for programs: add --csv or --json")
    model = Recognizer.load().model(options.model).name
    job = Job(model, options.number, options.digits_only, options.top_k, options.format.value)
    folder: Path = options.output
    claim(folder, job, options.pictures)
    parts = enumerate(parts_of(options.pictures))
    pending = ((index, part) for index, part in parts if not file_of(folder, job, index).exists())
    contents = ((index, [(picture.name, content_of(picture)) for picture in part]) for index, part in pending)
    read = partial(read_part, job=job)
    answers = answers_of_cluster(options.dask, contents, read) if options.dask else ((i, read(c)) for i, c in contents)
    for index, part in tqdm(answers, desc="reading", unit="part", file=sys.stderr, disable=not sys.stderr.isatty()):
        write(folder, job, index, part)
    failures = [line for file in sorted(folder.glob("*.failures")) for line in file.read_text("utf-8").splitlines()]
    for line in failures:
        write_line(line, sys.stderr)
    return 1 if failures else 0


def parts_of(names: Sequence[str]) -> Iterator[list[Picture]]:
    """Yields the pictures behind the names, in order, a bounded number and size at once; always the same ones."""
    part: list[Picture] = []
    size = 0
    for picture in _pictures_of(names):
        more = _size_of(picture)
        if part and (len(part) == MAX_PICTURES or size + more > MAX_BYTES):
            yield part
            part, size = [], 0
        part.append(picture)
        size += more
    if part:
        yield part


def read_part(contents: Sequence[Content], job: Job) -> Part:
    """Reads the pictures of a part; this is what workers run."""
    task = _task(job)
    lines: list[str] = []
    failures: list[str] = []
    for name, content in contents:
        answered = answer_of(task, name, content, Format(job.format))
        (failures if answered.is_failure else lines).append(answered.line)
    return Part(lines, failures)


@cache
def _recognizer() -> Recognizer:
    return Recognizer.load()


def _task(job: Job) -> Task:
    return task_of(_recognizer(), job.model, number=job.number, digits_only=job.digits_only, top_k=job.top_k)


def _pictures_of(names: Sequence[str]) -> Iterator[Picture]:
    for name in names:
        yield from rows_of(Path(name)) if name.endswith(PARQUET) else list_pictures([name])


def _size_of(picture: Picture) -> int:
    if picture.content is not None:
        return len(picture.content)
    try:
        return 0 if picture.path is None else picture.path.stat().st_size
    except (OSError, ValueError):
        return 0


def file_of(folder: Path, job: Job, index: int) -> Path:
    """Returns the file of a part's answers."""
    return folder / f"part-{index:06}.{'csv' if job.format == Format.CSV.value else 'jsonl'}"


def write(folder: Path, job: Job, index: int, part: Part) -> None:
    """Writes a part; its answers last, for they say that it is done."""
    file = file_of(folder, job, index)
    if part.failures:
        _write_lines(file.with_suffix(".failures"), part.failures)
    opening = _task(job).layout.opening(Format(job.format)) if index == 0 else []
    _write_lines(file, [*opening, *part.lines])


def _write_lines(file: Path, lines: Sequence[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    _write_bytes(file, text.encode("utf-8", "backslashreplace"))


def _write_bytes(file: Path, content: bytes) -> None:
    try:
        write_atomically(file, lambda opened: opened.write(content))
    except OSError as error:
        raise OutputError(
            f"{printable(str(file.parent))} cannot be written ({error.strerror}). Make room or choose another folder, "
            "then run the same command: it goes on with what is missing."
        ) from error


def claim(folder: Path, job: Job, names: Sequence[str]) -> None:
    """Notes in the folder whose answers it holds.

    Raises:
        OutputError: it holds those of another command, or of pictures that have changed since.
    """
    wanted = asdict(job) | {"pictures": _digest(names)}
    file = folder / JOB_FILE
    if not file.exists():
        _write_bytes(file, json.dumps(wanted, indent=2).encode())
        return
    try:
        found: Any = json.loads(file.read_text("utf-8"))
    except ValueError:
        found = None
    if found != wanted:
        raise OutputError(
            f"{printable(str(folder))} holds answers to other pictures, of another model or version, or in another "
            "form. Name another folder, or remove this one."
        )


def _digest(names: Sequence[str]) -> str:
    """Returns what changes when a picture is added, removed, or has another size."""
    digest = hashlib.sha256()
    for name in names:
        behind = [Picture(name, Path(name))] if name.endswith(PARQUET) else list_pictures([name])
        for picture in behind:
            digest.update(f"{picture.name}\0{_size_of(picture)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
