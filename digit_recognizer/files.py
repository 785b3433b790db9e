"""Where the app, assets and caches lie, and how a file is written so that an interruption leaves the old one whole."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

CACHE_VARIABLE = "DIGIT_RECOGNIZER_CACHE"


def app_folder() -> Path:
    """Returns the folder of app.py and assets/: the repository's in a checkout, the package's once it is installed."""
    package = Path(__file__).resolve().parent
    return package if (package / "assets").is_dir() else package.parent


APP = app_folder() / "app.py"
ASSETS = app_folder() / "assets"


def cache_path() -> Path:
    """Returns the folder for what can be made again, and for what has no other place; it may not exist yet."""
    return Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache" / "digit-recognizer")


def write_atomically(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    """Writes beside `path`, then renames: readers see the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            write(file)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
