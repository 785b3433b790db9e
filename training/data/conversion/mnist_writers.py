"""QMNIST's extended labels: of each row of MNIST, who wrote it.

The first of the eight columns are the digit, the series of NIST's forms and the writer's number. QMNIST's training rows
are MNIST's in their order, and so are the first 10,000 of its test rows.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa

from training.data.conversion.output import Skipped, ensure_free, write_dataset
from training.data.loading import DatasetError

ROWS = {"train": 60_000, "test": 10_000}
_NAME = "qmnist-{}-labels-idx2-int"
_MAGIC = 0x0C02  # whole numbers of 32 bits, in rows and columns
_COLUMNS = 8
_HEAD = 3  # whole numbers before the first row
_SCHEMA = pa.schema(
    [("row", pa.int32()), ("label", pa.int8()), ("partition", pa.int8()), ("writer", pa.int16())],
)
_CARD = """# Who wrote each row of MNIST

Columns: `row` (MNIST's, from 0), `label`, `partition` (NIST's series of forms: 4 was written by pupils, the others by
Census staff), `writer`.

Source: C. Yadav, L. Bottou, Cold Case: The Lost MNIST Digits, NeurIPS 2019; facebookresearch/qmnist, BSD licence.
"""


def convert_mnist_writers(source: Path, out: Path, force: bool = False) -> str:
    """Converts QMNIST's extended labels into a data set that `load_mnist_writers` reads.

    Args:
        source: the folder with `qmnist-train-labels-idx2-int` and `qmnist-test-labels-idx2-int`, with or without `.gz`.
        out: the data set's folder.
        force: replaces a folder that is not empty.

    Returns:
        What was written, for people.

    Raises:
        DatasetError: a file is missing, damaged or something else, or `out` is not empty.
    """
    ensure_free(out, force)
    labels = {split: _read(source, split)[:count] for split, count in ROWS.items()}
    splits = {split: _rows(table) for split, table in labels.items()}
    write_dataset(out, splits, _SCHEMA, _CARD, Skipped(), licence="bsd-3-clause")
    counts = " and ".join(
        f"{len(table):,} rows ({split}) of {len(np.unique(table[:, 2]))} writers" for split, table in labels.items()
    )
    return f"Wrote {counts} to {out}."


def _rows(table: np.ndarray) -> list[dict[str, int]]:
    return [
        {"row": row, "label": label, "partition": partition, "writer": writer}
        for row, (label, partition, writer) in enumerate(table[:, :3].tolist())
    ]


def _read(source: Path, split: str) -> np.ndarray:
    """Returns the extended labels of one split: int64 [n, 8]."""
    name = _NAME.format(split)
    file = next((path for path in (source / name, source / f"{name}.gz") if path.is_file()), None)
    if file is None:
        raise DatasetError(f"{source} holds no {name}, with or without .gz. Fetch it from facebookresearch/qmnist.")
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (EOFError, OSError, zlib.error) as error:
        raise DatasetError(f"{file} cannot be decompressed ({error}). Fetch it again.") from error
    numbers = np.frombuffer(content[: len(content) // 4 * 4], ">i4").astype(np.int64)
    if len(numbers) < _HEAD or numbers[0] != _MAGIC or numbers[2] != _COLUMNS:
        raise DatasetError(f"{file} holds no QMNIST labels: it must begin with {_MAGIC:#06x}, rows and {_COLUMNS}.")
    count, table = int(numbers[1]), numbers[_HEAD:]
    if len(table) != count * _COLUMNS or count < ROWS[split]:
        raise DatasetError(
            f"{file} announces {count:,} rows of {_COLUMNS} numbers and holds {len(table):,} numbers; at least "
            f"{ROWS[split]:,} rows are needed. Fetch it again."
        )
    return table.reshape(count, _COLUMNS)
