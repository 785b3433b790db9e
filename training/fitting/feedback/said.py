"""Reads what visitors said: the folder that the app writes, or the dataset that it publishes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.feedback.store import METADATA_FILE, read_rows
from digit_recognizer.feedback.verdict import FILE_NAME
from training.data.loading import DatasetError, load_splits

if TYPE_CHECKING:
    from datasets import DatasetDict

_OPTION = "--feedback FOLDER"
_COLUMNS = {"image", "label"}


@dataclass(frozen=True)
class SaidPicture:
    """One picture with what a visitor said of it.

    Attributes:
        file: where it lies, for messages.
        label: as it was written down: "0" to "9", or `NO_DIGIT`.
        content: the encoded picture; None where it is missing.
    """

    file: str
    label: object
    content: bytes | None


def read_feedback(source: str) -> list[SaidPicture]:
    """Reads every picture that has a label.

    Args:
        source: a folder in which the app keeps feedback, or some of its folders of a day; or else the private dataset
            on the Hub that it publishes to.

    Raises:
        DatasetError: there is none, or what is there is damaged or something else.
    """
    folder = Path(source)
    said = list(_of_folder(folder)) if folder.is_dir() else list(_of_dataset(load_splits(source, "main", _OPTION)))
    if not said:
        raise DatasetError(
            f"No feedback lies in {source}: no {METADATA_FILE} there names a picture. Name the folder that the app "
            "keeps feedback in, or the dataset that it publishes to."
        )
    return said


def _of_folder(folder: Path) -> Iterator[SaidPicture]:
    for metadata in sorted(folder.rglob(METADATA_FILE)):
        try:
            rows = read_rows(metadata.parent)
        except json.JSONDecodeError as error:
            raise DatasetError(f"{metadata} is damaged: a line is no JSON ({error}). Repair or remove it.") from error
        for row in rows:
            if not isinstance(row, dict) or not isinstance(row.get(FILE_NAME), str):
                raise DatasetError(f"{metadata} holds a line without {FILE_NAME}: {row!r}. Repair or remove it.")
            picture = metadata.parent / row[FILE_NAME]
            content = picture.read_bytes() if picture.is_file() else None
            yield SaidPicture(str(picture.relative_to(folder)), row.get("label"), content)


def _of_dataset(splits: "DatasetDict") -> Iterator[SaidPicture]:
    for name, rows in splits.items():
        if not set(rows.column_names) >= _COLUMNS:
            raise DatasetError(f"Feedback needs the columns image and label; found {', '.join(rows.column_names)}.")
        for place, row in enumerate(rows.with_format("arrow")[:].to_pylist()):
            image = row["image"]
            content = image["bytes"] or (Path(image["path"]).read_bytes() if image["path"] else None)
            yield SaidPicture(image["path"] or f"row {place} of {name}", row["label"], content)
