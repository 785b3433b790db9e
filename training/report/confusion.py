"""Confusion matrices as heat maps: one model's, and the same model's before and after tuning."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from digit_recognizer.contract import CLASS_COUNT
from training.report.style import GREY, INK, ORANGE, PALE_GREY, write_title

RIGHT_TINT = "#eef2ff"
ERROR_TINTS = LinearSegmentedColormap.from_list("errors", ["white", "#fed7aa", ORANGE])
STRONG_SHARE = 0.55
CLASSES = range(CLASS_COUNT)


def draw_confusion(title: str, matrix: Sequence[Sequence[int]]) -> Figure:
    """Draws how often each digit (down) was taken for each (across); only errors are coloured."""
    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    _draw_matrix(axes, np.asarray(matrix), scale=_largest_error(matrix))
    axes.set_ylabel("digit", color=INK)
    write_title(figure, title)
    return figure


def draw_before_and_after(title: str, before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> Figure:
    """Draws two confusion matrices in one scale of colours."""
    figure = Figure(figsize=(9.6, 5.0), layout="constrained")
    scale = max(_largest_error(before), _largest_error(after))
    for axes, matrix, name in zip(figure.subplots(1, 2), (before, after), ("default", "tuned"), strict=True):
        counts = np.asarray(matrix)
        _draw_matrix(axes, counts, scale)
        axes.set_title(f"{name}: {counts.sum() - np.trace(counts):,} errors of {counts.sum():,}", fontsize=10)
    write_title(figure, title)
    return figure


def worst_confusions(matrix: Sequence[Sequence[int]], count: int = 3) -> list[tuple[int, int, int]]:
    """Returns the most frequent confusions as (digit, taken for, how often), most frequent first."""
    errors = _without_diagonal(matrix)
    order = np.argsort(errors, axis=None)[::-1][:count]
    rows, columns = np.unravel_index(order, errors.shape)
    return [(int(row), int(column), int(errors[row, column])) for row, column in zip(rows, columns, strict=True)]


def _without_diagonal(matrix: Sequence[Sequence[int]]) -> np.ndarray:
    errors = np.array(matrix)
    np.fill_diagonal(errors, 0)
    return errors


def _largest_error(matrix: Sequence[Sequence[int]]) -> int:
    return max(1, int(_without_diagonal(matrix).max()))


def _draw_matrix(axes: Axes, counts: np.ndarray, scale: int) -> None:
    errors = np.ma.masked_array(counts, mask=np.eye(CLASS_COUNT, dtype=bool))
    axes.imshow(errors, cmap=ERROR_TINTS.with_extremes(bad=RIGHT_TINT), vmin=0, vmax=scale)
    for (row, column), count in np.ndenumerate(counts):
        is_strong = row != column and count > STRONG_SHARE * scale
        colour = "white" if is_strong else INK if count else PALE_GREY
        weight = "bold" if row == column else "normal"
        axes.text(column, row, f"{count}", ha="center", va="center", fontsize=7.5, color=colour, fontweight=weight)
    axes.set(xticks=CLASSES, yticks=CLASSES)
    axes.set_xlabel("taken for", color=INK)
    axes.tick_params(length=0, colors=GREY)
    axes.spines[:].set_visible(False)
