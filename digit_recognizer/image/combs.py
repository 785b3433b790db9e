"""Finds combs on forms: a printed line with ticks on it, between which digits stand, and no line above."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from digit_recognizer.image.lines import PrintedForm, PrintedLine, straight_lines

_BASE_RUN = 0.85  # of the comb's width: its line runs through all of it
_MIN_CELL = 12  # px between two ticks
_CELLS = range(2, 21)
_MIN_TICK = 2.5  # thicknesses of the line: a tick is taller …
_BROAD, _BROAD_MORE = 2.0, 3  # … and no broader than so many, and so many pixels
_END = 2.5  # thicknesses, and as many pixels as above: the outer ticks are no farther from the line's ends
_MISPLACED = 0.06  # of a cell: a tick stands no farther from its place
_BARE = 0.6  # of the ticks are seen as such; digits hide the others
_REACH = 1.2  # cells: digits stand no higher above the line
_CELL_WIDTH = 6.0  # thicknesses of the line: cells are no narrower
_BARE_ABOVE, _BARE_BELOW = 0.5, 0.7  # of the line's length: there is no ink just above it, and none just below it
_FILLED = 0.5  # of the cells, at least, hold ink


@dataclass(frozen=True)
class _Base:
    """A comb's line: its middle in each column, float `[w]`, how thick it is, and where it begins and ends."""

    middles: np.ndarray
    thickness: float
    start: int
    end: int

    @classmethod
    def of(cls, line: PrintedLine) -> "_Base":
        rows, columns = np.nonzero(line.ink)
        slope, start = np.polyfit(columns, rows, 1) if np.ptp(columns) else (0.0, rows.mean())
        return cls(
            slope * np.arange(line.ink.shape[1]) + start, line.thickness, int(columns.min()), int(columns.max()) + 1
        )


@dataclass(frozen=True)
class _Tick:
    """Columns with ink on the line: their middle, how broad they are and how tall."""

    middle: float
    breadth: int
    height: float


def find_comb(mask: np.ndarray, outline: np.ndarray) -> PrintedForm | None:
    """Finds the comb that has this outline, with digits that touch it or without.

    Args:
        mask: uint8 `[h, w]`, 1 where there is ink.
        outline: of what hangs together.

    Returns:
        The comb; None where the outline is of something else.
    """
    left, top, width, height = cv2.boundingRect(outline)
    if width < max(_CELLS[0] * _MIN_CELL, height):
        return None
    place = np.s_[top : top + height, left : left + width]
    inked = mask[place]
    line = _lowest_line(inked)
    base = None if line is None else _Base.of(line)
    if line is None or base is None or not _is_bare(inked, base):
        return None
    ticks = _ticks(inked, base)
    bare = [tick for tick in ticks if tick.breadth <= _BROAD * base.thickness + _BROAD_MORE]
    places = _places(ticks, bare, base)
    if places is None:
        return None
    tall = float(np.median([tick.height for tick in bare if _is_near(tick, places)]))
    if not _is_filled(mask, (left, top), base, places, tall):
        return None
    uprights = [_upright(inked, base, _snapped(bare, at, places), tall) for at in places]
    return PrintedForm(place, [line, *(upright for upright in uprights if upright.ink.any())])


def _lowest_line(inked: np.ndarray) -> PrintedLine | None:
    """The lowest of the level lines that run through all of it; None where none does."""
    levels = straight_lines(inked, _BASE_RUN * inked.shape[1])
    return max(levels, key=lambda line: float(np.nonzero(line.ink)[0].mean()), default=None)


def _is_bare(inked: np.ndarray, base: _Base) -> bool:
    """Whether little stands on the line, and hardly anything hangs from it: strokes of digits are crossed by others."""
    columns = np.arange(base.start, base.end)
    reach = base.thickness / 2 + 2
    above, below = (np.rint(base.middles[columns] + side * reach).astype(int) for side in (-1, 1))
    height = len(inked)
    blank_above = (above < 0) | (inked[above.clip(0, height - 1), columns] == 0)
    blank_below = (below >= height) | (inked[below.clip(0, height - 1), columns] == 0)
    return bool(blank_above.mean() >= _BARE_ABOVE and blank_below.mean() >= _BARE_BELOW)


def _ticks(inked: np.ndarray, base: _Base) -> list[_Tick]:
    """Runs of columns in which ink stands on the line without a gap."""
    upper = np.floor(base.middles - base.thickness / 2).astype(int)
    heights = np.zeros(inked.shape[1])
    for column in range(base.start, base.end):
        above = inked[: max(0, upper[column]) + 1, column][::-1]
        heights[column] = above.argmin() if not above.all() else len(above)
    tall = heights >= _MIN_TICK * base.thickness + 1
    edges = np.flatnonzero(np.diff(np.concatenate([[False], tall, [False]]).astype(np.int8)))
    return [
        _Tick((start + end - 1) / 2, int(end - start), float(np.median(heights[start:end])))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _outer(bare: list[_Tick], base: _Base) -> tuple[float, float] | None:
    """Where the first and the last tick stand; None where none is at either end of the line."""
    if len(bare) < len(_CELLS[:3]):
        return None
    reach = _END * base.thickness + _BROAD_MORE
    first, last = bare[0].middle, bare[-1].middle
    return (first, last) if first - base.start <= reach and base.end - 1 - last <= reach else None


def _places(ticks: list[_Tick], bare: list[_Tick], base: _Base) -> np.ndarray | None:
    """Where ticks stand at even distances, as many as there are; None where they do not."""
    ends = _outer(bare, base)
    if ends is None:
        return None
    middles, broad = np.array([tick.middle for tick in ticks]), np.array([tick.breadth for tick in ticks])
    of_bare = np.array([tick.middle for tick in bare])
    for cells in reversed(_CELLS):
        places = np.linspace(*ends, cells + 1)
        reach = _MISPLACED * (places[1] - places[0]) + 1
        if places[1] - places[0] < max(_MIN_CELL, _CELL_WIDTH * base.thickness):
            continue
        seen = np.abs(middles - places[:, np.newaxis]).min(axis=1) <= reach
        hidden = (np.abs(middles - places[:, np.newaxis]) <= broad / 2 + reach).any(axis=1)
        is_bare = np.abs(of_bare - places[:, np.newaxis]).min(axis=1) <= reach
        if (seen | hidden).all() and is_bare.mean() >= _BARE:
            return places
    return None


def _is_near(tick: _Tick, places: np.ndarray) -> bool:
    return bool(np.abs(places - tick.middle).min() <= _MISPLACED * (places[1] - places[0]) + 1)


def _snapped(bare: list[_Tick], at: float, places: np.ndarray) -> float:
    """The middle of the tick that stands at a place, or the place itself where a digit hides it."""
    nearest = min(bare, key=lambda tick: abs(tick.middle - at))
    return nearest.middle if abs(nearest.middle - at) <= _MISPLACED * (places[1] - places[0]) + 1 else at


def _upright(inked: np.ndarray, base: _Base, at: float, tall: float) -> PrintedLine:
    row, column = np.ogrid[: inked.shape[0], : inked.shape[1]]
    foot = base.middles[round(at)]
    is_on = (np.abs(column - at) <= (base.thickness + 1) / 2) & (row <= foot) & (row >= foot - tall - base.thickness)
    return PrintedLine(is_on & (inked > 0), base.thickness)


def _is_filled(mask: np.ndarray, corner: tuple[int, int], base: _Base, places: np.ndarray, tall: float) -> bool:
    """Whether there is ink in enough of the cells, above the line and between the ticks."""
    left, top = corner
    reach = max(tall, _REACH * (places[1] - places[0]))
    room = round(base.thickness) + 2
    filled = []
    for start, end in pairwise(places.tolist()):
        foot = top + int(base.middles[int(start) : int(end)].min() - base.thickness / 2) - 1
        cell = mask[max(0, round(foot - reach)) : max(0, foot), left + round(start) + room : left + round(end) - room]
        filled.append(bool(cell.any()))
    return bool(np.mean(filled) >= _FILLED)
