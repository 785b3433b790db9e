"""Writes the site into a folder, which is there whole or not at all."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from digit_recognizer.errors import SettingError

MARK = "worker.js"  # the file that tells a folder of ours from any other


def write_site(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes files by their paths, in place of an earlier site.

    Args:
        files: the content of each.
        folder: it appears whole: what is written beside it takes its place.

    Raises:
        SettingError: something else lies there.
    """
    if folder.exists() and not _is_site(folder):
        raise SettingError(
            f"{folder} holds something else than an earlier site. Name another folder, or remove it first."
        )
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        made, earlier = Path(beside) / "made", Path(beside) / "earlier"
        for path, content in files.items():
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if folder.exists():
            folder.rename(earlier)
        made.rename(folder)
        shutil.rmtree(earlier, ignore_errors=True)


def _is_site(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))
