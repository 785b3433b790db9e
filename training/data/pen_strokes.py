"""The raw pen strokes of 30 writers."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.data.loading import DatasetError, load_splits

PEN_STROKES_PATH_VARIABLE = "PEN_STROKES_PATH"


@dataclass(frozen=True)
class PenDigit:
    """One digit as the pen wrote it: strokes as [x, y] points, and who wrote it."""

    label: int
    writer: int
    strokes: list


def group_by_writer(digits: Iterable[PenDigit]) -> dict[int, list[PenDigit]]:
    """Returns each writer's digits in their order, by the writers' numbers in theirs."""
    groups: dict[int, list[PenDigit]] = {}
    for digit in digits:
        groups.setdefault(digit.writer, []).append(digit)
    return dict(sorted(groups.items()))


def load_pen_strokes(path: str | Path | None = None) -> list[PenDigit]:
    """Loads the raw pen strokes of 30 writers from a local folder.

    Args:
        path: the data set's folder; by default the environment variable `PEN_STROKES_PATH`.

    Raises:
        DatasetError: no folder was named, or it does not hold pen strokes.
    """
    source = path or os.environ.get(PEN_STROKES_PATH_VARIABLE)
    if not source or not Path(source).is_dir():
        raise DatasetError(
            f"The pen strokes were not found: no folder at {str(source)!r}. Name their folder with --pen-strokes "
            f"or {PEN_STROKES_PATH_VARIABLE}."
        )
    option = f"--pen-strokes PATH or {PEN_STROKES_PATH_VARIABLE}"
    rows = load_splits(str(source), None, option, ("train",))["train"]
    missing = {"label", "writer", "strokes"} - set(rows.column_names)
    if missing:
        raise DatasetError(f"Pen strokes need the columns label, writer, strokes; {source} has {rows.column_names}.")
    return [PenDigit(row["label"], row["writer"], row["strokes"]) for row in rows]
