"""How answers are written, one a line: as text for people, as JSON Lines or as CSV for programs."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TextIO, TypeVar

from tqdm import tqdm

Answer = TypeVar("Answer")


class Format(Enum):
    """What the lines are for."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class Layout(Generic[Answer]):
    """How answers of one kind are laid out in each format.

    Attributes:
        record: turns an answer into what JSON holds of it.
        columns: the names of CSV's columns.
        row: turns an answer into its values for those columns.
        cells: turns an answer into its cells as text.
        widths: how many characters each of the first cells fills at least.
        titles: the cells above the text; empty for none.
    """

    record: Callable[[Answer], Mapping[str, Any]]
    columns: Sequence[str]
    row: Callable[[Answer], Sequence[Any]]
    cells: Callable[[Answer], Sequence[str]]
    widths: Sequence[int] = ()
    titles: Sequence[str] = ()

    def opening(self, written_as: Format) -> list[str]:
        """Returns the lines above the first answer."""
        if written_as is Format.CSV:
            return [csv_line(self.columns)]
        return [padded(self.titles, self.widths)] if written_as is Format.TEXT and self.titles else []

    def line(self, answer: Answer, written_as: Format) -> str:
        """Returns the line of one answer, without its end."""
        if written_as is Format.JSON:
            return json.dumps(self.record(answer), ensure_ascii=True)
        if written_as is Format.CSV:
            return csv_line(self.row(answer))
        return padded(self.cells(answer), self.widths)


def csv_line(values: Iterable[Any]) -> str:
    """Returns one line of CSV; truth as true and false, what is not known as nothing.

    Example:
        >>> csv_line(["a,b", True, None, 0.5])
        '"a,b",true,,0.5'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(
        [str(value).lower() if isinstance(value, bool) else value for value in values]
    )
    return line.getvalue()


def padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Returns cells side by side, two spaces apart, each filled up to its width.

    Example:
        >>> padded(["a.png", "7", "98.1%"], [7])
        'a.png    7  98.1%'
    """
    filled = [*widths, *[0] * len(cells)]
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, filled, strict=False)).rstrip()


def percent(share: float | None, digits: int = 1) -> str:
    """Writes a share of 1 as text.

    Example:
        >>> percent(0.981), percent(None)
        ('98.1%', '–')
    """
    return "–" if share is None else f"{100 * share:.{digits}f}%"


def printable(text: str) -> str:
    r"""Returns text without anything that would end a line or steer a terminal.

    Example:
        >>> printable("seven\n.png")
        'seven\\n.png'
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def write_line(line: str, stream: TextIO) -> None:
    """Writes one line at once, beside a progress bar if there is one; what the stream cannot encode is escaped."""
    encoding = stream.encoding or "utf-8"
    tqdm.write(line.encode(encoding, "backslashreplace").decode(encoding), file=stream)
    stream.flush()
