"""Converted rows on disk: the layout that training reads, whole or not at all, and what was left out."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from digit_recognizer.files import write_atomically
from training.data.conversion.statements import UnipenError
from training.data.loading import DatasetError

STROKES = pa.list_(pa.list_(pa.list_(pa.int16())))
SKIPPED_FILE = "skipped.txt"
_CARD_FILE = "README.md"
# Without `configs`: with them, `datasets` would go on reading the rows of an earlier conversion from its cache.
_HEAD = "---\nlicense: {}\n---\n"
_WRITTEN = ("data", _CARD_FILE, SKIPPED_FILE)


@dataclass
class Skipped:
    """What could not be converted, in the order it was met."""

    errors: list[UnipenError] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, error: UnipenError) -> None:
        """Notes one segment; `kind` groups it with its like in the summary."""
        self.errors.append(error)
        self.kinds[kind] += 1

    def summary(self) -> str:
        """Returns one sentence for people: how many, why, and the first of them."""
        if not self.errors:
            return "Nothing was skipped."
        kinds = ", ".join(f"{kind}: {count:,}" for kind, count in self.kinds.most_common())
        return f"Skipped {len(self.errors):,} ({kinds}), listed in {SKIPPED_FILE}; the first: {self.errors[0]}"


def ensure_free(folder: Path, force: bool) -> None:
    """Refuses to write over what is there, before any work is done.

    Args:
        folder: where a data set is to be written.
        force: allows to replace what an earlier conversion wrote, and nothing else.

    Raises:
        DatasetError: the folder is a file, or holds what must not be replaced.
    """
    if folder.exists() and not folder.is_dir():
        raise DatasetError(f"{folder} is a file. Name a folder with --out.")
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    foreign = [name for name in found if name not in _WRITTEN]
    if foreign:
        raise DatasetError(f"{folder} holds {foreign[0]!r}, which no conversion wrote. Name another folder with --out.")
    if found and not force:
        raise DatasetError(f"{folder} is not empty. Name another folder with --out, or say --force to replace it.")


def write_dataset(
    folder: Path,
    splits: Mapping[str, Sequence[dict[str, Any]]],
    schema: pa.Schema,
    card: str,
    skipped: Skipped,
    *,
    licence: str = "cc-by-4.0",
) -> None:
    """Writes a folder that `datasets` reads: everything is written beside it, then put in its place.

    Args:
        folder: the data set's folder; what it held is replaced.
        splits: rows by split; empty splits are left out.
        schema: the columns and their types.
        card: the text below the head of README.md.
        skipped: what was left out; listed in a file when there is something.
        licence: the data set's, as the Hub names it.
    """
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for split, rows in splits.items():
            _write_rows(beside / "data" / f"{split}-00000-of-00001.parquet", rows, schema)
        _write_text(beside / _CARD_FILE, [_HEAD.format(licence), card])
        if skipped.errors:
            _write_text(beside / SKIPPED_FILE, [f"{error}\n" for error in skipped.errors])
        _put_in_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_rows(path: Path, rows: Sequence[dict[str, Any]], schema: pa.Schema) -> None:
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(list(rows), schema=schema)
    write_atomically(path, lambda file: pq.write_table(table, file, compression="zstd"))


def _write_text(path: Path, parts: Iterable[str]) -> None:
    write_atomically(path, lambda file: file.write("".join(parts).encode()))


def _put_in_place(beside: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
