"""UNIPEN 1.0 text: statements that start with a dot, what follows them, and other files by `.INCLUDE`.

The format: I. Guyon et al., UNIPEN project of on-line data exchange and recognizer benchmarks, ICPR 1994.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.data.loading import DatasetError

# Some contributors wrote accents in Latin-1, the encoding of their day; it also decodes whatever a disk has damaged.
ENCODING = "latin-1"
_KEYWORD = re.compile(r"\s*\.([A-Z][A-Z0-9_]*)\b(.*)", re.DOTALL)
_LABEL = re.compile(r'"(.*)"', re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}


class UnipenError(DatasetError):
    """Text in the UNIPEN format is damaged; the message says what was found, `where` in which file and line."""

    def __init__(self, where: str, fault: str) -> None:
        super().__init__(f"{where}: {fault}")
        self.where = where
        self.fault = fault


@dataclass(frozen=True)
class Statement:
    """One keyword without its dot, the rest of its line, and the lines up to the next keyword."""

    keyword: str
    arguments: str
    lines: tuple[str, ...]
    source: str
    line_number: int

    @property
    def where(self) -> str:
        """Returns the file and line, as editors write them."""
        return f"{self.source}:{self.line_number}"


def parse_statements(text: str, source: str) -> list[Statement]:
    r"""Splits text into its statements; what stands before the first keyword belongs to none.

    Example:
        >>> [(each.keyword, each.lines) for each in parse_statements(".PEN_DOWN\n1 2\n3 4\n.PEN_UP", "a.dat")]
        [('PEN_DOWN', ('1 2', '3 4')), ('PEN_UP', ())]
    """
    statements: list[Statement] = []
    heading: tuple[str, str, int] | None = None
    lines: list[str] = []

    def finish() -> None:
        if heading:
            keyword, arguments, number = heading
            statements.append(Statement(keyword, arguments.strip(), tuple(lines), source, number))

    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        match = _KEYWORD.match(line)
        if match:
            finish()
            heading, lines = (match[1], match[2], number), []
        elif line.strip():
            lines.append(line.strip())
    finish()
    return statements


def read_with_includes(path: Path, include: Path) -> Iterator[Statement]:
    """Yields a file's statements, each `.INCLUDE` replaced by the statements of the file that it names.

    Args:
        path: the file to read.
        include: the folder that included names are relative to; failing that, they lie beside the naming file.

    Raises:
        UnipenError: an included file is missing, or includes itself.
    """
    yield from _read(path, include, ())


def _read(path: Path, include: Path, opened: tuple[Path, ...]) -> Iterator[Statement]:
    for statement in _read_file(path):
        if statement.keyword != "INCLUDE":
            yield statement
            continue
        included = _find(statement, path, include)
        if included is None:
            continue
        if included in (*opened, path):
            raise UnipenError(statement.where, f".INCLUDE {statement.arguments} leads back to a file that is open.")
        yield from _read(included, include, (*opened, path))


def _find(statement: Statement, path: Path, include: Path) -> Path | None:
    """Returns the included file, or None for a missing description: strokes lie in data files only."""
    for folder in (include, path.parent):
        candidate = (folder / statement.arguments).resolve()
        if statement.arguments and candidate.is_file():
            return candidate
    if statement.arguments.lower().endswith(".doc"):
        return None
    raise UnipenError(statement.where, f".INCLUDE names {statement.arguments!r}, which is not below {include}.")


@lru_cache(maxsize=16)  # A writer's strokes are included by up to four label files, read one after the other.
def _read_file(path: Path) -> list[Statement]:
    try:
        return parse_statements(path.read_text(ENCODING), str(path))
    except OSError as error:
        raise UnipenError(f"{path}:1", f"the file cannot be read ({error.strerror}).") from error


def parse_label(statement: Statement) -> str:
    r"""Returns what stands between the first and the last double quote, with the format's escapes undone.

    Example:
        >>> statement, = parse_statements('.SEGMENT CHARACTER 3-4 OK "\\""', "a.dat")
        >>> parse_label(statement)
        '"'

    Raises:
        UnipenError: the statement has no label.
    """
    match = _LABEL.search(" ".join((statement.arguments, *statement.lines)))
    if not match or not match[1]:
        raise UnipenError(statement.where, f".{statement.keyword} {statement.arguments} has no label.")
    return re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), match[1])
