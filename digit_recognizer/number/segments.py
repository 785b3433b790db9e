"""Cuts the marks of a line into segments, more than there are digits, so that every digit is some in a row.

Heuristic over-segmentation (LeCun, Bottou, Bengio, Haffner 1998, section V).
"""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.errors import TooManyMarksError
from digit_recognizer.image.geometry import boxes_of
from digit_recognizer.number.line import Line
from digit_recognizer.number.seams import cut_costs, find_seams

MAX_SEGMENTS = 64

_HOSTED = 0.6  # of a mark's width: so much of it above or below another, it belongs there

_LOOSE = 0.5  # of the digits' height: only lower marks are strokes of another


@dataclass(frozen=True)
class Segments:
    """Segments of a line, left to right; where cuts cross each other, neighbours may share ink.

    Attributes:
        labels: int32 `[h, w]`, 0 = none, 1 … m: which cell the ink belongs to; no cut passes through a cell.
        boxes: int `[n, 4]`: left, top, right and bottom (exclusive) of each segment.
        cut: float `[n - 1]`: what a cut between a segment and the next costs, in strokes crossed; 0 = none.
        marks: int `[n]`: the mark that each segment is of, counted from 0.
        cell_marks: int `[m]`: the mark that each cell is of.
        beyond: bool `[m, n]`: whether a cell lies to the right of where a segment of its mark begins.
    """

    labels: np.ndarray
    boxes: np.ndarray
    cut: np.ndarray
    marks: np.ndarray
    cell_marks: np.ndarray
    beyond: np.ndarray

    def cells(self, first: int, end: int) -> np.ndarray:
        """Which cells the segments from `first` up to, but not including, `end` consist of: bool `[m]`."""
        members = np.zeros(len(self.cell_marks), bool)
        for mark in set(self.marks[first:end].tolist()):
            own = np.flatnonzero(self.marks == mark)
            inside = self.beyond[:, own[own >= first][0]] & (self.cell_marks == mark)
            after = own[own >= end]
            members |= inside & ~self.beyond[:, after[0]] if after.size else inside
        return members


@dataclass(frozen=True)
class _CutMark:
    """One mark: the cell of each pixel (0 = none), which cells lie beyond its left edge and each cut, cuts' costs."""

    place: tuple[slice, slice]
    cells: np.ndarray
    beyond: np.ndarray
    costs: np.ndarray


def cut_segments(line: Line, is_whole: np.ndarray) -> Segments:
    """Cuts every mark that is wide enough to hold more than one digit or a part of one.

    Args:
        line: Marks of one line.
        is_whole: bool `[marks]`: which of them are left as they are.

    Raises:
        TooManyMarksError: There are more segments than a number can have.
    """
    # The faint edge of a mark reaches a pixel beyond its box.
    places = [
        np.s_[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
        for left, top, right, bottom in line.boxes.tolist()
    ]
    owns = [line.marks[place] == mark for mark, place in enumerate(places, start=1)]
    inks = [np.where(own, line.strength[place], np.float32(0)) for own, place in zip(owns, places, strict=True)]
    paths = _seams(line, inks, is_whole)
    _check_count(sum(seams.shape[1] + 1 for seams in paths))
    return _in_order(
        line,
        [
            _cut_mark(place, own, seams, cut_costs(ink, seams, line.stroke))
            for place, own, ink, seams in zip(places, owns, inks, paths, strict=True)
        ],
    )


def _cut_mark(place: tuple[slice, slice], own: np.ndarray, paths: np.ndarray, costs: np.ndarray) -> _CutMark:
    """Parts a mark into cells, all pixels of which lie on the same side of every cut."""
    rows, columns = np.nonzero(own)
    # All of the mark is beyond its left edge.
    sides = np.column_stack([np.ones(len(rows), bool), columns[:, np.newaxis] > paths[rows]])
    beyond, cell = np.unique(sides, axis=0, return_inverse=True)
    cells = np.zeros(own.shape, np.int32)
    cells[rows, columns] = cell.ravel() + 1
    return _CutMark(place, cells, beyond, costs)


def _in_order(line: Line, cut_marks: list[_CutMark]) -> Segments:
    """Gathers the segments of all marks, ordered by where their marks come, then from left to right."""
    labels = np.zeros_like(line.marks)
    starts = np.cumsum([0] + [len(mark.beyond) for mark in cut_marks])
    for cut_mark, start in zip(cut_marks, starts, strict=False):
        own = cut_mark.cells > 0
        labels[cut_mark.place][own] = cut_mark.cells[own] + start
    cell_marks = np.repeat(np.arange(len(cut_marks)), np.diff(starts))
    counts = [len(mark.costs) + 1 for mark in cut_marks]
    marks = np.repeat(np.arange(len(cut_marks)), counts)
    beyond = np.zeros((len(cell_marks), len(marks)), bool)
    segments = np.cumsum([0, *counts])
    for mark, cut_mark in enumerate(cut_marks):
        beyond[starts[mark] : starts[mark + 1], segments[mark] : segments[mark + 1]] = cut_mark.beyond
    unordered = Segments(labels, np.zeros((len(marks), 4), int), np.zeros(0), marks, cell_marks, beyond)
    return _sort(line, unordered, [mark.costs for mark in cut_marks])


def _sort(line: Line, segments: Segments, costs: list[np.ndarray]) -> Segments:
    """Puts segments that come mark by mark in order, and works out their boxes and the cuts between them."""
    marks = segments.marks
    cell_boxes = boxes_of(segments.labels, len(segments.cell_marks))
    boxes = np.array([union(cell_boxes[segments.cells(segment, segment + 1)]) for segment in range(len(marks))])
    # The segments of one mark keep the order of its cuts.
    middles = [np.maximum.accumulate((boxes[:, 0] + boxes[:, 2])[marks == mark]) for mark in range(len(costs))]
    order = np.lexsort((np.concatenate(middles), _centres_of_hosts(line.boxes, line.height)[marks]))
    rank = np.argsort(order)
    cut = np.zeros(max(0, len(marks) - 1))
    for mark, mark_costs in enumerate(costs):
        own = rank[marks == mark]
        for low, high, cost in zip(own[:-1], own[1:], mark_costs, strict=True):
            cut[low:high] += cost
    return Segments(segments.labels, boxes[order], cut, marks[order], segments.cell_marks, segments.beyond[:, order])


def _seams(line: Line, inks: list[np.ndarray], is_whole: np.ndarray) -> list[np.ndarray]:
    """The cuts through each mark; none through those that are whole."""
    paths = [np.zeros((len(ink), 0), int) for ink in inks]
    cut = np.flatnonzero(~is_whole).tolist()
    if cut:
        found = find_seams([inks[mark] for mark in cut], line.height, line.stroke)
        for mark, seams in zip(cut, found, strict=True):
            paths[mark] = seams
    return paths


def _centres_of_hosts(boxes: np.ndarray, height: float) -> np.ndarray:
    """For each mark, where its segments come in the line: its middle, or that of the mark above or below most of it.

    The segments of one mark follow each other, even if it leans over the next; a loose stroke comes among those of the
    mark that it belongs to.
    """
    left, right = boxes[:, 0], boxes[:, 2]
    shared = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    is_within = shared >= _HOSTED * (right - left)[:, np.newaxis]
    is_loose = boxes[:, 3] - boxes[:, 1] < _LOOSE * height
    is_within &= is_loose[:, np.newaxis] | np.eye(len(boxes), dtype=bool)
    host = np.where(is_within, (right - left)[np.newaxis, :], 0).argmax(axis=1)
    return ((left + right) / 2)[host]


def union(boxes: np.ndarray) -> np.ndarray:
    """The box around all boxes: int `[4]`."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _check_count(count: int) -> None:
    if count > MAX_SEGMENTS:
        raise TooManyMarksError(
            f"There is too much on this line to be a number: it falls into more than {MAX_SEGMENTS} pieces. "
            "Please write fewer digits, on plain paper."
        )
