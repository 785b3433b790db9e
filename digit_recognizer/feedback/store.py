"""Verdicts on this machine: folders of pictures with a `metadata.jsonl` each, as `datasets` reads them.

    feedback/2026-07-30-5b1c9e42/metadata.jsonl
    feedback/2026-07-30-5b1c9e42/<sha256 of the picture>.png

Every process opens a folder of its own each day, so that the folders of several machines go into one dataset.
"""

import hashlib
import io
import json
import logging
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from PIL import Image

from digit_recognizer.errors import FeedbackError, FeedbackFullError, briefly
from digit_recognizer.feedback.verdict import FILE_NAME, Verdict
from digit_recognizer.files import write_atomically

METADATA_FILE = "metadata.jsonl"
MAX_VERDICTS = 5_000
SHARD_VERDICTS = 500
LOCK_SECONDS = 5
_IMAGE_NAME = re.compile(r"[0-9a-f]{64}\.png")
logger = logging.getLogger(__name__)


class FeedbackStore:
    """The verdicts in one folder, which several threads and processes may write to."""

    def __init__(self, folder: Path, max_verdicts: int = MAX_VERDICTS) -> None:
        """Makes nothing yet.

        Args:
            folder: is made with the first verdict.
            max_verdicts: how many are kept at most. With 5,000 the folder takes about 20 MB for drawings, and 400 MB
                if every picture were noise.
        """
        self.folder = folder
        self._max_verdicts = max_verdicts
        self._shard: Path | None = None

    def keep(self, picture: Image.Image, verdict: Verdict) -> str:
        """Keeps a picture with its verdict and returns its file's name; a later verdict on it replaces an earlier one.

        The picture is there before its line is, and both are there whole or not at all.

        Raises:
            FeedbackFullError: there is no room for another.
            FeedbackError: the folder cannot be written.
        """
        content = _png(picture)
        name = f"{hashlib.sha256(content).hexdigest()}.png"
        with self._alone():
            file = self._find(name)
            if file is None:
                self._check_room()
                file = self._open_shard() / name
                write_atomically(file, lambda opened: opened.write(content))
            rows = read_rows(file.parent)
            if not any(row[FILE_NAME] == name and row["label"] == verdict.label for row in rows):
                write_rows(file.parent / METADATA_FILE, [*_without(rows, name), verdict.to_row(name)])
        return name

    def withdraw(self, name: object) -> None:
        """Forgets a picture and its verdict; one that is not there is forgotten already.

        Raises:
            FeedbackError: that is no picture's name, or the folder cannot be written.
        """
        if not isinstance(name, str) or not _IMAGE_NAME.fullmatch(name):
            raise FeedbackError(f"The name of a kept picture is its SHA-256 and .png; received {briefly(name)}.")
        with self._alone():
            if file := self._find(name):
                write_rows(file.parent / METADATA_FILE, _without(read_rows(file.parent), name))
                file.unlink()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps every other thread and process out of the folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder):
                yield
        except (OSError, Timeout, json.JSONDecodeError, UnicodeDecodeError) as error:
            # The visitor need not know where the server's folders are; the log does.
            logger.warning("An answer could not be saved in %s: %s", self.folder, error)
            raise FeedbackError("This server cannot save answers at present. Please try again later.") from error

    def _find(self, name: str) -> Path | None:
        return next(self.folder.glob(f"*/{name}"), None)

    def _check_room(self) -> None:
        if sum(1 for _ in self.folder.glob("*/*.png")) >= self._max_verdicts:
            logger.warning(
                "%s holds %d answers, which is the limit; no more are saved.", self.folder, self._max_verdicts
            )
            raise FeedbackFullError(
                f"This server saves at most {self._max_verdicts:,} answers and is full, so yours was not saved."
            )

    def _open_shard(self) -> Path:
        """Returns this process's folder of today, a new one where the last is full."""
        today = datetime.now(UTC).date().isoformat()
        shard = self._shard
        if (
            shard is None
            or not shard.name.startswith(today)
            or is_damaged(shard)
            or len(read_rows(shard)) >= SHARD_VERDICTS
        ):
            shard = self._shard = self.folder / f"{today}-{secrets.token_hex(4)}"
        shard.mkdir(exist_ok=True)
        return shard


def locked(folder: Path) -> FileLock:
    """Returns the lock under which a folder of verdicts is read whole, or changed."""
    return FileLock(folder / ".lock", timeout=LOCK_SECONDS)


def read_rows(shard: Path, name: str = METADATA_FILE) -> list[dict[str, Any]]:
    """Reads the lines of one shard; none where there is no such file.

    Raises:
        ValueError: a line is damaged.
    """
    file = shard / name
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def is_damaged(shard: Path) -> bool:
    """Says whether a line of a shard cannot be read; the log then says which file to repair. It is left as it is."""
    try:
        read_rows(shard)
    except ValueError as error:
        logger.warning("%s is damaged (%s): repair or remove it.", shard / METADATA_FILE, error)
        return True
    return False


def write_rows(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Writes JSON lines; without any, there is no file, for `datasets` reads no empty one."""
    if rows:
        write_atomically(file, lambda opened: opened.write(as_json_lines(rows)))
    else:
        file.unlink(missing_ok=True)


def as_json_lines(rows: Sequence[dict[str, Any]]) -> bytes:
    """Returns one line of JSON for each row."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _without(rows: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [row for row in rows if row[FILE_NAME] != name]


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
