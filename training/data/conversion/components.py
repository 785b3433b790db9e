"""Strokes of UNIPEN text: components that the pen wrote, and the segments that point into them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from training.data.conversion.statements import Statement, UnipenError

CHARACTER_LEVELS = ("CHARACTER", "DIGIT")
Point = tuple[float, float]
_RANGE = re.compile(r"(?:(\d+)(?::(\d+))?)?-(?:(\d+)(?::(\d+))?)?")
_SINGLE = re.compile(r"\d+")


@dataclass(frozen=True)
class Component:
    """The points between two changes of the pen, as text until they are asked for: most never are."""

    statement: Statement
    columns: tuple[int, int] = (0, 1)

    @property
    def is_down(self) -> bool:
        """Tells strokes from the way through the air that some tablets recorded."""
        return self.statement.keyword == "PEN_DOWN"

    def points(self) -> list[Point]:
        """Returns [x, y] points in the tablet's units, y upwards.

        Raises:
            UnipenError: a line holds something other than coordinates.
        """
        try:
            rows = [line.split() for line in self.statement.lines]
            return [(float(row[self.columns[0]]), float(row[self.columns[1]])) for row in rows]
        except (ValueError, IndexError) as error:
            fault = f".{self.statement.keyword} holds a line without coordinates."
            raise UnipenError(self.statement.where, fault) from error


@dataclass
class Ink:
    """What one file says: its components in their order, and the segments that name characters in them."""

    components: list[Component] = field(default_factory=list)
    segments: list[Statement] = field(default_factory=list)


def collect_ink(statements: Iterable[Statement]) -> Ink:
    """Gathers components and the segments that are characters, not words or lines.

    A change of the pen without points is no component: segments do not count it.

    Raises:
        UnipenError: `.COORD` names no X or no Y.
    """
    ink = Ink()
    columns = (0, 1)
    for statement in statements:
        if statement.keyword == "COORD":
            columns = _columns(statement)
        elif statement.keyword in ("PEN_DOWN", "PEN_UP") and statement.lines:
            ink.components.append(Component(statement, columns))
        elif statement.keyword == "SEGMENT" and statement.arguments.upper().startswith(CHARACTER_LEVELS):
            ink.segments.append(statement)
    return ink


def _columns(statement: Statement) -> tuple[int, int]:
    names = statement.arguments.upper().split()
    if not {"X", "Y"} <= set(names):
        raise UnipenError(statement.where, f".COORD needs X and Y; found {statement.arguments!r}.")
    return names.index("X"), names.index("Y")


def cut_strokes(segment: Statement, components: list[Component]) -> list[list[Point]]:
    """Returns the pen-down strokes that a segment points at.

    A delineation lists components (`4`, `0-1`) and ranges that break them: `0-5:2` ends with point 2 of
    component 5, counted from 0 and included.

    Raises:
        UnipenError: the delineation cannot be read, or points at what is not there.
    """
    words = segment.arguments.split()
    if len(words) < 2:
        raise UnipenError(segment.where, f".SEGMENT {segment.arguments} names no components.")
    strokes = []
    for part in words[1].split(","):
        first, start, last, end = _bounds(segment, part, len(components))
        for number in range(first, last + 1):
            if not components[number].is_down:
                continue
            points = components[number].points()
            begin = start if number == first else 0
            stop = end + 1 if number == last and end is not None else len(points)
            if begin >= len(points) or stop > len(points):
                raise UnipenError(segment.where, f"{part!r} points beyond component {number}'s {len(points)} points.")
            strokes.append(points[begin:stop])
    return [stroke for stroke in strokes if stroke]


def _bounds(segment: Statement, part: str, count: int) -> tuple[int, int, int, int | None]:
    """Returns first component, its first point, last component, and its last point or None for all."""
    if _SINGLE.fullmatch(part):
        first, start, last, end = int(part), 0, int(part), None
    elif match := _RANGE.fullmatch(part):
        first, start = int(match[1] or 0), int(match[2] or 0)
        last, end = int(match[3] or count - 1), None if match[4] is None else int(match[4])
    else:
        raise UnipenError(segment.where, f"{part!r} is no range of components such as 4, 0-1 or 0-5:2.")
    if first > last or last >= count:
        raise UnipenError(segment.where, f"{part!r} points beyond the file's {count} components.")
    return first, start, last, end
