"""Where runs and assets lie, and how JSON is read and written."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from digit_recognizer.files import write_atomically

DEFAULT_RUNS = Path("runs")
DEFAULT_ASSETS = Path("assets")
DEFAULT_BUNDLE = DEFAULT_ASSETS / "models"
MIN_FREE_BYTES = 500_000_000


def write_json(path: Path, content: Any) -> None:
    """Writes `content` as indented JSON, atomically."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    write_atomically(path, lambda file: file.write(text.encode()))


def read_json(path: Path) -> Any:
    """Reads one JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """Returns the file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_writable(folder: Path) -> None:
    """Finds out before an hour of training that its outcome can be saved.

    Raises:
        OSError: the folder cannot be made or written, or the disk is almost full; the message names it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OSError(f"{folder} cannot be written ({error.strerror}). Choose another folder.") from error
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        raise OSError(
            f"The disk of {folder} has {free / 1e6:.0f} MB left; training needs {MIN_FREE_BYTES / 1e6:.0f} MB. "
            "Free some space or choose another folder."
        )
