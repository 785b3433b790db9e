"""The one cache: what takes long to make is made once, and found again by its inputs' content and by its code.

Entries lie in `cache_folder()`. Whatever decides a result is in the name of its entry, so none is ever out of date:
after a change of data or code another entry is looked for, and the old one is only in the way. The folder may be
deleted at any time, whole or in part; what is missing is made again.
"""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from digit_recognizer.files import cache_path, write_atomically
from training.store.digests import code_digest, content_digest, library_versions

_log = logging.getLogger(__name__)
_CHECKSUM_BYTES = hashlib.sha256().digest_size

Made = TypeVar("Made")


def cache_folder() -> Path:
    """Returns the folder of the entries; it may not exist yet."""
    return cache_path() / "training"


def cached(kind: Callable[..., Made], make: Callable[..., Made], *inputs: object, **manner: object) -> Made:
    """Returns `make(*inputs, **manner)`, read where it has been made before.

    Args:
        kind: the class of what is made, a dataclass whose fields are all arrays.
        make: a function of a module of the project; with the same code, the inputs alone decide what it returns.
        inputs: see `training.store.digests.content_digest`.
        manner: how it is made, which makes no difference to what is made: with how many processes, for instance.

    Raises:
        TypeError: the content of an input cannot be told.
    """
    entry = CacheEntry.of(kind, make, *inputs)
    kept = entry.read()
    if kept is not None:
        return kept
    made = make(*inputs, **manner)
    entry.write(made)
    return made


@dataclass(frozen=True)
class CacheEntry(Generic[Made]):
    """The place of one result, which may have been made or not.

    Attributes:
        kind: the class of the result, a dataclass whose fields are all arrays.
        file: a checksum of all that follows, and an .npz of the fields.
    """

    kind: Callable[..., Made]
    file: Path

    @classmethod
    def of(cls, kind: Callable[..., Made], make: Callable[..., object], *inputs: object) -> "CacheEntry[Made]":
        """Returns the entry of what a function makes of those inputs; see `cached`."""
        code = [make.__module__, make.__qualname__, code_digest(make.__module__), library_versions()]
        name = make.__module__.rpartition(".")[2]
        return cls(kind, cache_folder() / f"{name}-{content_digest(code, inputs)}.npz")

    def read(self) -> Made | None:
        """Reads the result; None where it has not been made, or where its file is damaged."""
        if not self.file.exists():
            return None
        content = self.file.read_bytes()
        checksum, arrays = content[:_CHECKSUM_BYTES], memoryview(content)[_CHECKSUM_BYTES:]
        if hashlib.sha256(arrays).digest() != checksum:
            _log.warning("%s is damaged: what it held is made again.", self.file)
            return None
        with np.load(io.BytesIO(arrays), allow_pickle=False) as kept:
            return self.kind(**kept)

    def write(self, made: Made) -> None:
        """Keeps the result; a reader sees all of it or nothing."""
        arrays = io.BytesIO()
        np.savez(arrays, allow_pickle=False, **vars(made))
        content = arrays.getbuffer()
        checksum = hashlib.sha256(content).digest()
        write_atomically(self.file, lambda file: file.writelines([checksum, content]))
