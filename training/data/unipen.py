"""UNIPEN's isolated characters, from a folder that the conversion wrote."""

import os
from dataclasses import dataclass
from pathlib import Path

from training.data.loading import DatasetError, load_splits

UNIPEN_PATH_VARIABLE = "UNIPEN_PATH"
_COLUMNS = {"character", "kind", "writer", "strokes"}


@dataclass(frozen=True)
class PenCharacter:
    """One character as the pen wrote it: its label, strokes as [x, y] points, and who wrote and sent it."""

    label: str
    kind: str
    contributor: str
    writer: str
    strokes: list


def load_unipen(path: str | Path | None = None) -> list[PenCharacter]:
    """Loads UNIPEN's isolated characters from a local folder.

    Args:
        path: the data set's folder; by default the environment variable `UNIPEN_PATH`.

    Raises:
        DatasetError: no folder was named, or it does not hold UNIPEN's characters.
    """
    source = path or os.environ.get(UNIPEN_PATH_VARIABLE)
    if not source or not Path(source).is_dir():
        raise DatasetError(
            f"UNIPEN: no folder at {str(source)!r}. Name the data set's folder with {UNIPEN_PATH_VARIABLE}; "
            "`python -m training data unipen` writes it."
        )
    rows = load_splits(str(source), None, UNIPEN_PATH_VARIABLE, ("train",))["train"]
    if not set(rows.column_names) >= _COLUMNS:
        raise DatasetError(f"UNIPEN needs the columns {', '.join(sorted(_COLUMNS))}; {source} has {rows.column_names}.")
    return [_character(row) for row in rows]


def _character(row: dict) -> PenCharacter:
    contributor = row["writer"].split("/")[0]
    return PenCharacter(row["character"], row["kind"], contributor, row["writer"], row["strokes"])
