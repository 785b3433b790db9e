"""How well models read drawings as a disturbance grows: a small panel for each disturbance."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from training.report.style import INK, PALE_GREY, PALE_INDIGO, write_title
from training.store.figures import StressCurve, StressFigures

COLUMNS = 3
PANEL_WIDTH, PANEL_HEIGHT = 3.0, 2.25
LOWEST = 0.9  # accuracy at the foot of the panels, unless a model reads worse
LONGEST_TICK = 5  # letters: longer ones are written at an angle


def draw_stress_figure(title: str, measured: Mapping[str, StressFigures]) -> Figure:
    """Draws accuracy against level, a panel for each disturbance; the stated range is tinted.

    Args:
        title: what the figure says.
        measured: for each model's title, what `measure_stress` returned; all of the same disturbances and levels.

    Raises:
        ValueError: nothing was measured.
    """
    if not measured:
        raise ValueError("No model was measured on the stress images; there is no curve to draw.")
    curves = next(iter(measured.values())).disturbances
    rows = math.ceil(len(curves) / COLUMNS)
    columns = min(COLUMNS, len(curves))
    figure = Figure(figsize=(PANEL_WIDTH * columns, PANEL_HEIGHT * rows + 0.7), layout="constrained")
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for axes, name in zip(panels, curves, strict=False):
        _draw_panel(axes, {model: of.disturbances[name] for model, of in measured.items()})
    for axes in panels[len(curves) :]:
        axes.set_visible(False)
    panels[0].set_ylim(min(LOWEST, *_accuracies(measured)) - 0.01, 1.01)
    if len(measured) > 1:
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(measured), fontsize=9)
    write_title(figure, title)
    return figure


def _accuracies(measured: Mapping[str, StressFigures]) -> Iterator[float]:
    """Every accuracy that the figure shows."""
    for of in measured.values():
        for curve in of.disturbances.values():
            yield from (level.accuracy for level in curve.levels)


def _draw_panel(axes: Axes, curves: Mapping[str, StressCurve]) -> None:
    """Draws one disturbance; levels stand at equal distances, since some are names and others grow by factors."""
    curve = next(iter(curves.values()))
    levels = [level.level for level in curve.levels]
    first, last = (levels.index(level) for level in curve.stated_range)
    axes.axvspan(first - 0.3, last + 0.3, color=PALE_INDIGO, alpha=0.5, linewidth=0)
    for model, of in curves.items():
        accuracies = [level.accuracy for level in of.levels]
        # Names have no order: a line between them would say that there is something in between.
        is_ordered = any(isinstance(level, int | float) for level in levels)
        style = {"linewidth": 1.4} if is_ordered else {"linestyle": "none"}
        axes.plot(range(len(levels)), accuracies, marker="o", markersize=3.5, label=model, **style)
    _name_levels(axes, levels, curve.neutral)
    axes.set(xlim=(-0.5, len(levels) - 0.5))
    axes.set_title(curve.title, fontsize=9.5)
    axes.set_xlabel(curve.unit, fontsize=8)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)


def _name_levels(axes: Axes, levels: Sequence[float | str], neutral: float | str) -> None:
    """Writes each level below its point, the neutral one in bold."""
    names = [level if isinstance(level, str) else f"{level:g}" for level in levels]
    is_long = max(map(len, names)) > LONGEST_TICK
    turned: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if is_long else {}
    axes.set_xticks(range(len(levels)), names, **turned)
    label = axes.get_xticklabels()[levels.index(neutral)]
    label.set(fontweight="bold", color=INK)
