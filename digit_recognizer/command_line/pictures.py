"""The pictures that were named on the command line: files, folders of them, standard input."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from digit_recognizer.errors import InvalidImageError
from digit_recognizer.image.decoding import ACCEPTED_FORMATS
from digit_recognizer.limits import limits

STDIN = "-"


@dataclass(frozen=True)
class Picture:
    """One picture to read.

    Attributes:
        name: what the answer is printed under: its path, or `-`.
        path: where it lies; None for standard input.
        content: its bytes, where they are known already.
    """

    name: str
    path: Path | None
    content: bytes | None = None

    def read(self) -> bytes:
        """Returns what it holds, never more than one byte over the limit of a picture.

        Raises:
            InvalidImageError: it cannot be read; the message does not repeat its name.
        """
        if self.content is not None:
            return self.content
        try:
            if self.path is None:
                return sys.stdin.buffer.read(limits().picture_bytes + 1)
            if self.path.is_dir():
                return _explain_folder(self.path)
            with self.path.open("rb") as file:
                return file.read(limits().picture_bytes + 1)
        except (OSError, ValueError) as error:
            if isinstance(error, InvalidImageError):
                raise
            reason = getattr(error, "strerror", None) or error
            raise InvalidImageError(f"It cannot be read ({reason}). Check the path and its permissions.") from error


def list_pictures(names: Sequence[str]) -> list[Picture]:
    """Lists the pictures behind the names, in their order.

    A folder stands for the pictures in it and in its folders, in the order of their paths; hidden ones are left out. A
    folder without pictures, or one that cannot be listed, is listed itself: reading it says what is wrong.

    Args:
        names: paths of files and folders, `-` for standard input.
    """
    return [picture for name in names for picture in _behind(name)]


def _behind(name: str) -> Iterator[Picture]:
    if name == STDIN:
        yield Picture(name, None)
    elif os.path.isdir(name):  # noqa: PTH112 - Path raises on what is no path at all
        paths = sorted(_pictures_below(Path(name))) or [Path(name)]
        yield from (Picture(str(path), path) for path in paths)
    else:
        yield Picture(name, Path(name))


def _pictures_below(folder: Path) -> Iterator[Path]:
    unlisted: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=lambda error: unlisted.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if not name.startswith(".") and path.suffix.lower() in picture_suffixes():
                yield path
    yield from unlisted


def _explain_folder(folder: Path) -> bytes:
    """Raises what is wrong with a folder in which no pictures were found: OSError where it cannot be listed."""
    os.listdir(folder)  # noqa: PTH208 - Path.iterdir lists only when it is gone through
    raise InvalidImageError(
        f"The folder holds no pictures ({', '.join(sorted(picture_suffixes()))}). Name another, or the files."
    )


@cache
def picture_suffixes() -> frozenset[str]:
    """Returns the endings, in small letters and with their dots, of the files that are taken for pictures."""
    return frozenset(suffix for suffix, name in Image.registered_extensions().items() if name in ACCEPTED_FORMATS)
