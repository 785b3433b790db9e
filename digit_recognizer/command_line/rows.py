"""Pictures in the rows of a Parquet file, as datasets on the Hub hold them: a few rows in memory at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digit_recognizer.command_line.pictures import Picture
from digit_recognizer.errors import InvalidImageError, OutputError

PARQUET = ".parquet"
ROWS_AT_ONCE = 64
COLUMNS = ("image", "picture", "img")
HOLD = "binary values, or structs with `bytes`"


def rows_of(file: Path) -> Iterator[Picture]:
    """Yields the pictures of a file, each named by the file and its row.

    Raises:
        OutputError: pyarrow is missing.
        InvalidImageError: the file is none that is read, or has no column of pictures.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise OutputError("Reading Parquet needs the package pyarrow: pip install pyarrow.") from error
    try:
        with parquet.ParquetFile(file) as opened:
            column = _column_in(file, opened.schema_arrow.names)
            row = 0
            for batch in opened.iter_batches(ROWS_AT_ONCE, columns=[column]):
                for value in batch.column(0).to_pylist():
                    yield Picture(f"{file}:{row}", file, _bytes_of(value))
                    row += 1
    except (OSError, ArrowException) as error:
        raise InvalidImageError(f"{file} cannot be read as Parquet ({error}). Name another file.") from error


def _column_in(file: Path, names: list[str]) -> str:
    found = [name for name in COLUMNS if name in names]
    if not found:
        raise InvalidImageError(
            f"{file} has the columns {', '.join(names)}; pictures are looked for in {', '.join(COLUMNS)}, as {HOLD}."
        )
    return found[0]


def _bytes_of(value: Any) -> bytes:
    """Returns the picture in a cell; nothing where there is none, which is then refused as an empty file."""
    content = value.get("bytes") if isinstance(value, dict) else value
    return content if isinstance(content, bytes) else b""
