"""Finds the lines of digits on a sheet, the signs that stand in them, and the ink that is of neither."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.line import Line
from digit_recognizer.number.marks import Marks, check_count, find_marks, written_marks
from digit_recognizer.number.rows import group_rows
from digit_recognizer.number.signs import DOTTED, Sign
from digit_recognizer.number.spans import gaps
from digit_recognizer.number.written import ALIKE, Surroundings, WrittenLine

BLANK_LINE = "There is no number on this picture: it looks blank. Please write or photograph a line of digits."

_MAX_MARKS = 60  # marks on a line that are no specks
_MAX_SHEET_MARKS = 400  # on all lines together
_SPECK = 0.08  # of the digits' height: a mark no longer is a speck; so is one no longer than …
_SPECK_WIDTHS = 1.5  # … so many stroke widths, as long as that is less than a dot
_DIRT_WIDTHS = 0.6  # stroke widths: what is no longer is not even a dot of the pen
_MAX_ASPECT = 12  # a line of touching digits is at most so many times longer than high
_DOT = 0.25  # of the digits' height: a mark no longer is a dot where it stands alone
_DASH = 0.3  # of the digits' height: a mark no taller that is …
_DASH_ASPECT = 1.5  # … so many times wider is a dash where it stands alone, …
_ALONE = 0.3  # … less than this share of it being above or below another mark
_LOW_MARK = 0.5  # of the digits' height: a lower mark may be a sign, …
_BROAD_MARK = 0.4  # of the digits' height: … unless it is as wide and as high as this
_FEW = 3  # dots of one size that are no dirt yet
_TINY, _STREWN = 2, 8  # px of a speck, however small the digits, and how many of them a bad scan has
_MAX_FAINT = 8  # marks of a photo as small as its grain that may be dots of the pen
_MIN_LINE = 0.4  # of the main line's digits: lower marks make no line of their own, …
_MIN_ALONE = 0.55  # … nor does one mark that is lower than this, or …
_EDGE = 0.03  # … of the picture's shorter side from the edge of a photo

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """What is written on a picture.

    Attributes:
        lines: from top to bottom, and from left to right where they stand beside each other.
        main: index of the line that holds the most ink.
        ignored: left, top, right and bottom (exclusive), in pixels of the picture, of each mark that is neither a digit
            nor a sign, nor as small as dirt where no sign would stand.
    """

    lines: tuple[WrittenLine, ...]
    main: int
    ignored: tuple[Box, ...]


@dataclass(frozen=True)
class _Row:
    """Indices of the marks of one line, and its digits' height."""

    kept: np.ndarray
    height: float


def find_sheet(ink_map: InkMap) -> Sheet:
    """Finds every line of digits.

    Args:
        ink_map: Ink on the whole picture.

    Raises:
        NoInkError: No mark can be a digit.
        TooManyMarksError: There is more on the picture than lines of digits.
    """
    marks = find_marks(ink_map.strength, ink_map.is_photo)
    written = written_marks(marks, ink_map)
    rows = _find_rows(marks, written, ink_map)
    main = max(range(len(rows)), key=lambda index: float(marks.ink[rows[index].kept].sum()))
    is_strewn = _is_strewn(marks, written, rows)
    faint = written[:0] if is_strewn else _faint(marks, written, ink_map)
    around = [_around(marks, row, rows, written[:0] if is_strewn else written, faint) for row in rows]
    lines = [WrittenLine(ink_map, marks, row.kept, own) for row, own in zip(rows, around, strict=True)]
    signs = _without_dirt(marks, written, rows, [line.plain_signs() for line in lines])
    lines = [line.with_signs(found) for line, found in zip(lines, signs, strict=True)]
    of_signs = [index for line in lines for sign in line.found for index in sign.marks]
    left_out = np.setdiff1d(written, [*of_signs, *np.concatenate([row.kept for row in rows])])
    dirt = max(_SPECK * max(row.height for row in rows), _DIRT_WIDTHS * marks.stroke)
    dots = [index for line in lines for index in line.dots]
    left_out = left_out[(marks.extents[left_out] > dirt) | np.isin(left_out, dots)]
    return Sheet(tuple(lines), main, tuple(ink_map.on_picture(box) for box in marks.boxes[left_out]))


def find_line(ink_map: InkMap) -> Line:
    """Finds the line that holds the most ink; specks, dots and dashes are left out.

    Raises:
        NoInkError: No mark can be a digit.
        TooManyMarksError: There is more on the picture than lines of digits.
    """
    sheet = find_sheet(ink_map)
    return sheet.lines[sheet.main].line


def _faint(marks: Marks, written: np.ndarray, ink_map: InkMap) -> np.ndarray:
    """What may be dots of a fine or pale pen, as small as a photo's grain; none where there is much of that."""
    if not ink_map.is_photo:
        return written[:0]
    is_dot = (marks.extents >= max(2, _DIRT_WIDTHS * marks.stroke)) & ~marks.at_edges.any(axis=1)
    is_dot[0] = False
    faint = np.setdiff1d(np.flatnonzero(is_dot), written)
    return faint if faint.size <= _MAX_FAINT else faint[:0]


def _around(marks: Marks, row: _Row, rows: list[_Row], written: np.ndarray, faint: np.ndarray) -> Surroundings:
    """A line's digits, and what may be signs: its own low marks, and those that are of no line."""
    breadths = np.minimum(marks.heights, marks.widths)[row.kept]
    is_digit = (marks.heights[row.kept] >= _LOW_MARK * row.height) | (breadths >= _BROAD_MARK * row.height)
    of_others = np.concatenate([other.kept for other in rows if other is not row] or [np.zeros(0, int)])
    return Surroundings(row.kept[is_digit], np.setdiff1d(written, [*row.kept[is_digit], *of_others]), row.height, faint)


def _is_strewn(marks: Marks, written: np.ndarray, rows: list[_Row]) -> bool:
    """Whether a sheet is strewn with specks: what makes them breaks strokes, too, and their pieces look like signs."""
    speck = max(_SPECK * max(row.height for row in rows), _TINY)
    return int(np.count_nonzero(marks.extents[written] <= speck)) >= _STREWN


def _without_dirt(
    marks: Marks, written: np.ndarray, rows: list[_Row], signs: list[tuple[Sign, ...]]
) -> list[tuple[Sign, ...]]:
    """Leaves out points and colons where dots as large lie about."""
    of_signs = [index for found in signs for sign in found for index in sign.marks]
    elsewhere = marks.extents[np.setdiff1d(written, [*of_signs, *np.concatenate([row.kept for row in rows])])]

    def is_sign(sign: Sign) -> bool:
        size = marks.extents[list(sign.marks)].mean()
        alike = (elsewhere >= size / ALIKE) & (elsewhere <= size * ALIKE)
        return sign.text not in DOTTED or int(alike.sum()) < _FEW

    return [tuple(sign for sign in found if is_sign(sign)) for found in signs]


def _find_rows(marks: Marks, written: np.ndarray, ink_map: InkMap) -> list[_Row]:
    """The marks of each line in reading order."""
    if not written.size:
        raise NoInkError(BLANK_LINE)
    height = _weighted_median(marks.heights[written], marks.ink[written])
    longest = max(height, float(marks.extents[written].max()) / _MAX_ASPECT)
    weight = marks.extents[written] * np.sqrt(marks.ink[written])
    speck = marks.extents[written] <= _speck_size(longest, marks.stroke)
    speck[np.argmax(weight)] = False
    check_count(int(np.count_nonzero(~speck)), _MAX_SHEET_MARKS)
    eligible, weight = written[~speck], weight[~speck]
    groups = group_rows(marks.boxes[eligible], weight, height)
    rows = [_without_strays(marks, eligible[group]) for group in groups]
    rows = [row for row in rows if row is rows[0] or _is_line(marks, row.kept, rows[0].height, ink_map.is_photo)]
    for row in rows:
        check_count(len(row.kept), _MAX_MARKS)
    return [rows[index] for index in _reading_order(marks, rows)]


def _is_line(marks: Marks, kept: np.ndarray, height: float, is_photo: bool) -> bool:
    """Whether marks beside the main line are a line of their own: no sign, smudge or stroke cut off at the edge."""
    if len(kept) > 1:
        return bool(marks.heights[kept].max() >= _MIN_LINE * height)
    shape = np.array(marks.labels.shape[::-1])
    [(left, top, right, bottom)] = marks.boxes[kept]
    to_edge = min(left, top, *(shape - (right, bottom)))
    return bool(marks.heights[kept][0] >= _MIN_ALONE * height) and not (is_photo and to_edge <= _EDGE * shape.min())


def _without_strays(marks: Marks, members: np.ndarray) -> _Row:
    height = _weighted_median(marks.heights[members], marks.ink[members])
    kept = members[~_stray(marks.boxes[members], height)]
    return _Row(kept if kept.size else members, height)


def _reading_order(marks: Marks, rows: list[_Row]) -> list[int]:
    """Indices of lines from top to bottom; those that share most of their height, from left to right."""
    boxes = np.array([[*marks.boxes[row.kept, :2].min(axis=0), *marks.boxes[row.kept, 2:].max(axis=0)] for row in rows])
    order: list[list[int]] = []
    for index in np.argsort(boxes[:, 1] + boxes[:, 3], kind="stable").tolist():
        _, top, _, bottom = boxes[index]
        beside = order[-1] if order else []
        shared = [min(bottom, boxes[other, 3]) - max(top, boxes[other, 1]) for other in beside]
        if beside and min(shared) >= 0.5 * (bottom - top):
            beside.append(index)
        else:
            order.append([index])
    return [index for beside in order for index in sorted(beside, key=lambda index: boxes[index, 0])]


def _speck_size(height: float, stroke: float) -> float:
    """The longest that a speck is, in pixels."""
    return max(_SPECK * height, min(_SPECK_WIDTHS * stroke, _DOT * height))


def _stray(boxes: np.ndarray, height: float) -> np.ndarray:
    """Which marks are dots or dashes that stand alone: bool `[n]`."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    dot = np.maximum(widths, heights) <= _DOT * height
    dash = (heights <= _DASH * height) & (widths >= _DASH_ASPECT * heights)
    across = gaps(boxes[:, 0], boxes[:, 2]).astype(float)
    np.fill_diagonal(across, np.inf)
    alone = across.min(axis=1, initial=np.inf) > -_ALONE * widths
    return (dot | dash) & alone


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(max(1, values[order][np.searchsorted(total, total[-1] / 2)]))
