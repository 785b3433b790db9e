"""UCI's files of the pen strokes, as they are handed out: text, compressed by `compress`, or in a zip."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from training.data.conversion.statements import ENCODING
from training.data.loading import DatasetError

WANTED = ("pendigits-orig.tra", "pendigits-orig.tes")


def read_originals(sources: list[Path]) -> dict[str, str]:
    """Returns the text of each original by its name without `.Z`, the training file first.

    Raises:
        DatasetError: a file is missing, is something else, or is damaged.
    """
    texts: dict[str, str] = {}
    for source in sources:
        for name, data in _open(source):
            plain = name.removesuffix(".Z")
            if plain in texts:
                raise DatasetError(f"{plain} was given twice, the second time by {source}. Name each original once.")
            texts[plain] = _decompress(data, source).decode(ENCODING) if name.endswith(".Z") else data.decode(ENCODING)
    return {name: texts[name] for name in WANTED if name in texts}


def _open(source: Path) -> Iterator[tuple[str, bytes]]:
    if not source.is_file():
        raise DatasetError(f"No file at {source}. Name pendigits-orig.tra, pendigits-orig.tra.Z or UCI's zip.")
    if zipfile.is_zipfile(source):
        yield from _unzip(source)
    elif source.name.removesuffix(".Z") in WANTED:
        yield source.name, source.read_bytes()
    else:
        raise DatasetError(
            f"{source} is none of {', '.join(WANTED)}, with or without .Z, and no zip. The files pendigits.tra and "
            "pendigits.tes hold eight points of each digit, not its strokes."
        )


def _unzip(source: Path) -> Iterator[tuple[str, bytes]]:
    found = False
    try:
        with zipfile.ZipFile(source) as archive:
            for member in archive.namelist():
                name = PurePosixPath(member).name
                if name.removesuffix(".Z") in WANTED:
                    found = True
                    yield name, archive.read(member)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise DatasetError(f"{source} cannot be unpacked ({error}). Fetch it again.") from error
    if not found:
        raise DatasetError(f"{source} holds neither {' nor '.join(WANTED)}. Fetch the zip of UCI's data set no. 81.")


def _decompress(data: bytes, source: Path) -> bytes:
    import uncompresspy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # A truncated file is only warned of.
            with uncompresspy.open(io.BytesIO(data)) as file:
                return file.read()
    except (ValueError, EOFError, Warning) as error:
        raise DatasetError(f"{source} cannot be decompressed ({error}). Fetch it again.") from error
