"""Pen-Based Recognition of Handwritten Digits (UCI no. 81): its unnormalised files as rows of digits.

Each digit is a `.SEGMENT DIGIT`, a `.COMMENT` with its label, its writer's number and a running number, and its
strokes in the writer's box of 500 x 500, y upwards.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from training.data.conversion.components import Component
from training.data.conversion.originals import read_originals
from training.data.conversion.output import Skipped, ensure_free, write_dataset
from training.data.conversion.statements import Statement, UnipenError, parse_label, parse_statements
from training.data.loading import DatasetError

BOX = 500
TRAINING_WRITERS = 30
_SPLITS = {".tra": "train", ".tes": "test"}
_COMPONENTS = re.compile(r"\S+\s+(\d+)(?:-(\d+))?\s")
_CARD = """# Pen strokes of handwritten digits

Columns: `label` (0–9), `writer`, `strokes` (list of strokes, each a list of [x, y] points; x to the right, y downwards,
inside a 500 x 500 box).

Source: E. Alpaydin, F. Alimoglu, Pen-Based Recognition of Handwritten Digits, UCI Machine Learning Repository (no. 81),
the original unnormalised files, licence CC BY 4.0.
"""


def convert_pen_strokes(sources: list[Path], out: Path, force: bool = False) -> str:
    """Converts the original files into a data set that `load_pen_strokes` reads.

    Args:
        sources: `pendigits-orig.tra`, and `pendigits-orig.tes` for a split of its own: as text, as `.Z`, or the
            zip that holds them.
        out: the data set's folder.
        force: replaces a folder that is not empty.

    Returns:
        What was written and what was skipped, for people.

    Raises:
        DatasetError: the originals are missing or hold no digit, or `out` is not empty.
    """
    ensure_free(out, force)
    skipped = Skipped()
    splits = {}
    for name, text in read_originals(sources).items():
        splits[_SPLITS[Path(name).suffix]] = list(read_digits(text, name, skipped))
    if not splits.get("train"):
        raise DatasetError(f"No digit was read from pendigits-orig.tra in {_names(sources)}. {skipped.summary()}")
    if "test" in splits:
        splits["test"] = _numbered_on(splits["test"])
    write_dataset(out, splits, schema(), _CARD, skipped)
    counts = " and ".join(f"{len(rows):,} digits ({split})" for split, rows in splits.items())
    writers = len({row["writer"] for rows in splits.values() for row in rows})
    return f"Wrote {counts} of {writers} writers to {out}. {skipped.summary()}"


def schema() -> pa.Schema:
    """Returns the columns and types of the pen strokes, with the names of the labels."""
    from datasets import ClassLabel, Features, List, Value

    strokes = List(List(List(Value("int16"))))
    names = [str(label) for label in range(10)]
    return Features({"label": ClassLabel(names=names), "writer": Value("int32"), "strokes": strokes}).arrow_schema


def read_digits(text: str, source: str, skipped: Skipped) -> Iterator[dict[str, Any]]:
    """Yields one row for each undamaged digit of one file, with a progress bar."""
    from tqdm import tqdm

    for statements in tqdm(list(_by_segment(parse_statements(text, source))), desc=source, unit="digit"):
        try:
            yield _row(statements)
        except UnipenError as error:
            skipped.add("damaged digits", error)


def _by_segment(statements: list[Statement]) -> Iterator[list[Statement]]:
    starts = [index for index, statement in enumerate(statements) if statement.keyword == "SEGMENT"]
    for start, stop in zip(starts, [*starts[1:], len(statements)], strict=True):
        yield statements[start:stop]


def _row(statements: list[Statement]) -> dict[str, Any]:
    segment = statements[0]
    label = parse_label(segment)
    if not re.fullmatch("[0-9]", label):
        raise UnipenError(segment.where, f"the label {label!r} is no digit.")
    strokes = _strokes(statements)
    declared = _COMPONENTS.match(segment.arguments)
    expected = int(declared[2] or declared[1]) - int(declared[1]) + 1 if declared else len(strokes)
    if not strokes or len(strokes) != expected:
        raise UnipenError(segment.where, f".SEGMENT announces strokes: {expected}; found: {len(strokes)}.")
    return {"label": int(label), "writer": _writer(statements, label), "strokes": strokes}


def _strokes(statements: list[Statement]) -> list[list[list[int]]]:
    pen = [statement for statement in statements if statement.keyword in ("PEN_DOWN", "PEN_UP")]
    for down, up in zip(pen[::2], [*pen[1::2], None], strict=False):
        if down.keyword != "PEN_DOWN" or up is None or up.keyword != "PEN_UP":
            raise UnipenError(down.where, "a stroke is not closed: .PEN_DOWN and .PEN_UP do not take turns.")
    return [[[_whole(x, down), _whole(BOX - y, down)] for x, y in Component(down).points()] for down in pen[::2]]


def _whole(value: float, statement: Statement) -> int:
    if not value.is_integer() or abs(value) > 2**15 - 1:
        raise UnipenError(statement.where, f"coordinates are whole numbers from 0 to {BOX}; found {value}.")
    return int(value)


def _writer(statements: list[Statement], label: str) -> int:
    for statement in statements:
        numbers = statement.arguments.split()
        if statement.keyword == "COMMENT" and len(numbers) == 3 and all(number.isdigit() for number in numbers):
            if numbers[0] != label:
                raise UnipenError(statement.where, f".COMMENT says {numbers[0]}, the segment says {label}.")
            return int(numbers[1])
    raise UnipenError(statements[0].where, "the digit has no .COMMENT with label, writer and number.")


def _numbered_on(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the test file's writers numbers of their own: they are other people than the training file's."""
    if min((row["writer"] for row in rows), default=TRAINING_WRITERS + 1) > TRAINING_WRITERS:
        return rows
    return [{**row, "writer": row["writer"] + TRAINING_WRITERS} for row in rows]


def _names(sources: list[Path]) -> str:
    return ", ".join(str(source) for source in sources)
