"""The drawing of a network, layer by layer."""

import itertools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from training.report.layers import IMAGE, Layer, times
from training.report.style import GREY, INDIGO, INK, PALE_GREY, PALE_INDIGO, write_title

# Inches, which are the drawing's own units too.
WIDTH, WIDEST_COLUMN = 8.4, 2.1
TITLE, ROOM, LINE = 0.36, 1.35, 0.15
LETTER, BOLD_LETTER, GAP = 0.07, 0.083, 0.05
TALLEST_BAR, LOGARITHM_OF_TALLEST, BAR_WIDTH = 1.15, 10, 0.15
FONT_SIZE = 8.5
MAX_COLUMNS, ROW_GAP, DETOUR = 9, 0.3, 0.62
PEN_STROKE = ((0.27, 0.74), (0.7, 0.74), (0.42, 0.22))


@dataclass(frozen=True)
class _Row:
    """Boxes side by side, the words over and under each, and the inches that words take."""

    layers: Sequence[Layer]
    headings: Sequence[tuple[list[str], list[str]]]
    counts: Sequence[list[str]]
    above: float
    below: float

    @property
    def height(self) -> float:
        return self.above + ROOM + self.below


def draw_architecture(title: str, layers: Sequence[Layer]) -> Figure:
    """Draws a network from left to right: maps as stacked squares, true to scale; units as bars, by their logarithm.

    Many layers take two rows. What hangs beside the way to the answer stands behind it, on a line from the last maps.
    """
    row_count = math.ceil(len(layers) / MAX_COLUMNS)
    length = math.ceil(len(layers) / row_count)
    column = min(WIDTH / length, WIDEST_COLUMN)
    ordered = sorted(layers, key=lambda layer: layer.is_beside)
    rows = [_lay_out(ordered[start : start + length], column) for start in range(0, len(ordered), length)]
    height = TITLE + sum(row.height for row in rows) + (row_count - 1) * ROW_GAP
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.set_axis_off()
    top = height - TITLE
    for number, row in enumerate(rows):
        _write_words(axes, row, top, column)
        middle = top - row.above - ROOM / 2
        _draw_shapes(axes, row, middle, column, follows=number > 0, is_continued=number < row_count - 1)
        top -= row.height + ROW_GAP
    write_title(figure, f"{title}: {sum(layer.parameters for layer in layers):,} parameters")
    return figure


def _lay_out(layers: Sequence[Layer], column: float) -> _Row:
    """Breaks words to fit the columns, and finds how much room they take."""
    headings = [_heading(layer, column) for layer in layers]
    counts = [f"{layer.parameters:,} parameters" if layer.parameters else "" for layer in layers]
    if len(max(counts, key=len)) * LETTER > column - GAP:
        counts = [count.replace(" ", "\n") for count in counts]
    above = max(len(title_lines) + len(detail_lines) for title_lines, detail_lines in headings) * LINE
    below = (2 + max(count.count("\n") for count in counts)) * LINE
    return _Row(layers, headings, [count.split("\n") for count in counts], above, below)


def _write_words(axes: Axes, row: _Row, top: float, column: float) -> None:
    """Writes what each box is over it, its shape and its parameters under it."""
    below = top - row.above - ROOM
    for number, (layer, heading, count) in enumerate(zip(row.layers, row.headings, row.counts, strict=True)):
        centre = (number + 0.5) * column
        _write_lines(axes, (centre, top), heading[0], color=INK, fontweight="bold")
        _write_lines(axes, (centre, top - len(heading[0]) * LINE), heading[1], color=GREY)
        _write_lines(axes, (centre, below), [times(layer.output_shape)], color=INK)
        _write_lines(axes, (centre, below - LINE), count, color=INDIGO)


def _draw_shapes(axes: Axes, row: _Row, middle: float, column: float, *, follows: bool, is_continued: bool) -> None:
    """Draws the boxes of one row and the arrows between them, from the row before and to the next."""
    previous: float | None = 0.0 if follows else None
    last_maps: tuple[float, float] | None = None
    for number, layer in enumerate(row.layers):
        centre = (number + 0.5) * column
        is_map = len(layer.output_shape) > 1
        reach = (_draw_maps if is_map else _draw_bar)(axes, layer, (centre, middle), column)
        if layer.is_beside and last_maps:
            _draw_detour(axes, last_maps, (centre, middle - _bar_height(layer) / 2), middle - DETOUR)
        elif previous is not None and not layer.is_beside:
            _draw_arrow(axes, (previous, middle), (centre - reach, middle))
        if is_map:
            last_maps = (centre, middle - reach)
        previous = centre + reach
    if is_continued and previous is not None:
        _draw_arrow(axes, (previous, middle), (len(row.layers) * column, middle))


def _heading(layer: Layer, column: float) -> tuple[list[str], list[str]]:
    """Returns the lines of a layer's title and of its detail, broken to fit the column."""
    detail = [textwrap.wrap(piece, int(column / LETTER), break_long_words=False) for piece in layer.detail.split(", ")]
    title = textwrap.wrap(layer.title, int(column / BOLD_LETTER), break_long_words=False)
    return title, list(itertools.chain(*detail))


def _write_lines(axes: Axes, place: tuple[float, float], lines: Sequence[str], **style) -> None:
    # One text a line: a block of lines would shift with the height of its first letters.
    for number, line in enumerate(lines, start=1):
        axes.text(place[0], place[1] - number * LINE, line, ha="center", fontsize=FONT_SIZE, **style)


def _draw_maps(axes: Axes, layer: Layer, place: tuple[float, float], column: float) -> float:
    """Draws channels as squares one behind the other, few for many; returns half the stack's width."""
    rows, _, channels = layer.output_shape
    behind = round(math.log2(channels))
    step = 0.02 + 0.018 * rows / IMAGE_SIZE
    side = rows / IMAGE_SIZE * min(0.62 * column, 0.9)
    reach = (side + behind * step) / 2
    left, bottom = place[0] - reach, place[1] - reach
    for number in range(behind, -1, -1):
        corner = (left + number * step, bottom + number * step)
        axes.add_patch(Rectangle(corner, side, side, **_paint(layer)))
    if layer.title == IMAGE:
        x, y = zip(*((left + x * side, bottom + y * side) for x, y in PEN_STROKE), strict=True)
        axes.plot(x, y, color=INK, linewidth=4.5 * side, solid_capstyle="round", solid_joinstyle="round")
    return reach


def _draw_bar(axes: Axes, layer: Layer, place: tuple[float, float], column: float) -> float:
    """Draws units as a bar, and the ten answers as ten cells; returns half the bar's width."""
    (units,) = layer.output_shape
    cells = units if units == CLASS_COUNT else 1
    width, height = min(BAR_WIDTH, column / 4), _bar_height(layer)
    for cell in range(cells):
        corner = (place[0] - width / 2, place[1] - height / 2 + cell * height / cells)
        axes.add_patch(Rectangle(corner, width, height / cells, **_paint(layer)))
    return width / 2


def _bar_height(layer: Layer) -> float:
    return TALLEST_BAR * math.log2(layer.output_shape[0]) / LOGARITHM_OF_TALLEST


def _paint(layer: Layer) -> dict[str, Any]:
    if layer.parameters:
        return {"facecolor": PALE_INDIGO, "edgecolor": INDIGO, "linewidth": 0.8}
    return {"facecolor": "white" if layer.title == IMAGE else PALE_GREY, "edgecolor": GREY, "linewidth": 0.8}


def _draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], shrink: float = 4) -> None:
    arrow = {"arrowstyle": "-|>,head_width=0.12,head_length=0.25", "color": GREY, "shrinkA": shrink, "shrinkB": 4}
    axes.annotate("", end, xytext=start, arrowprops=arrow)


def _draw_detour(axes: Axes, start: tuple[float, float], end: tuple[float, float], level: float) -> None:
    """Draws an arrow that passes under what lies between."""
    axes.plot((start[0], start[0], end[0]), (start[1] - GAP, level, level), color=GREY, linewidth=1)
    _draw_arrow(axes, (end[0], level), end, shrink=0)
