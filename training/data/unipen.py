"""UNIPEN's isolated characters, from a folder that the conversion wrote, without those that are known to be wrong."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data.loading import DatasetError, load_splits
from training.data.pen_strokes import PenDigit

UNIPEN_PATH_VARIABLE = "UNIPEN_PATH"
# Contributors are numbered after the thirty writers of the pen strokes, so that one number says whose a drawing is.
FIRST_CONTRIBUTOR = 100
# Characters that are a digit in disguise: alone, nobody can tell them from 0, 1, 2, 5, 6 or 9.
DISGUISES = frozenset("lIOoZSbq|")
_COLUMNS = {"character", "kind", "writer", "strokes"}
_DIGIT = "digit"


@dataclass(frozen=True)
class PenCharacter:
    """One character as the pen wrote it: its label, strokes as [x, y] points, and who wrote and sent it."""

    label: str
    kind: str
    contributor: str
    writer: str
    strokes: list


def known_errors() -> dict[int, str]:
    """Returns the rows that are left out, each with the reason: what is seen there instead of its label."""
    written = json.loads(Path(__file__).with_name("unipen_errors.json").read_text(encoding="utf-8"))
    return {int(row): reason for row, reason in written.items()}


def load_unipen(path: str | Path | None = None) -> list[PenCharacter]:
    """Loads UNIPEN's isolated characters from a local folder.

    Args:
        path: the data set's folder; by default the environment variable `UNIPEN_PATH`.

    Returns:
        every row, in their order, known errors included.

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


def clean(characters: Sequence[PenCharacter]) -> list[PenCharacter]:
    """Returns all rows but the known errors."""
    errors = known_errors()
    return [character for row, character in enumerate(characters) if row not in errors]


def number_contributors(characters: Sequence[PenCharacter]) -> dict[str, int]:
    """Returns each contributor's number, in alphabetical order from `FIRST_CONTRIBUTOR` on."""
    names = sorted({character.contributor for character in characters})
    return {name: FIRST_CONTRIBUTOR + place for place, name in enumerate(names)}


def digits_of(characters: Sequence[PenCharacter]) -> list[PenDigit]:
    """Returns the digits among the characters; the writer of each is its contributor's number."""
    numbers = number_contributors(characters)
    return [
        PenDigit(int(character.label), numbers[character.contributor], character.strokes)
        for character in characters
        if character.kind == _DIGIT
    ]


def others_of(characters: Sequence[PenCharacter]) -> list[PenCharacter]:
    """Returns the letters and symbols among the characters, but for those that are a digit in disguise."""
    return [character for character in characters if character.kind != _DIGIT and character.label not in DISGUISES]
