"""The lists of what is installed, and their locks: the same with every version and every file's SHA-256."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
# Each lock, and the list that it was made of.
LOCKS = {"requirements.lock": "requirements.txt", "tests/requirements.lock": "tests/requirements.txt"}
ENTRY = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]*\])?==(?P<version>[^ ;]+)(?: ; (?P<marker>.+?))? \\$")
HASH = re.compile(r"^ {4}--hash=sha256:(?P<digest>[0-9a-f]{64})(?: \\)?$")


@dataclass(frozen=True)
class Locked:
    """One package in a lock; some stand there twice, for different versions of Python."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    @property
    def is_for_here(self) -> bool:
        """Whether this Python on this machine installs it."""
        return self.marker is None or self.marker.evaluate()


def read_lock(name: str) -> list[Locked]:
    """Reads a lock.

    Raises:
        ValueError: a line is none of a lock's.
    """
    entries: list[Locked] = []
    for line in (REPOSITORY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if entry := ENTRY.match(line):
            marker = Marker(entry["marker"]) if entry["marker"] else None
            entries.append(Locked(canonicalize_name(entry["name"]), entry["version"], marker, ()))
        elif (digest := HASH.match(line)) and entries:
            last = entries.pop()
            entries.append(Locked(last.name, last.version, last.marker, (*last.hashes, digest["digest"])))
        else:
            raise ValueError(f"{name}: {line[:200]!r} is no line of a lock. Run: make lock")
    return entries


def read_list(name: str) -> Iterator[Requirement]:
    """Yields what a list names, and the lists that it names in turn."""
    file = REPOSITORY / name
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from read_list(str((file.parent / line[3:]).resolve().relative_to(REPOSITORY)))
        elif line and not line.startswith("#"):
            yield Requirement(line)
