"""Whether models are as right as they are sure: reliability diagrams of every model on one set, side by side."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from training.report.style import GREY, INDIGO, INK, ORANGE, PALE_GREY, PALE_INDIGO, write_title
from training.store.figures import DigitFigures, Reliability

COLUMNS = 5
PANEL_WIDTH, PANEL_HEIGHT = 1.75, 1.95
LETTERS_THAT_FIT = 21
# The accuracy of fewer answers is mostly chance.
FEWEST_ANSWERS = 20


def draw_reliability(title: str, measured: Mapping[str, DigitFigures]) -> Figure:
    """Draws accuracy against confidence in the bins of the calibration error, one panel per model.

    Args:
        title: what the figure says.
        measured: for each model's name, its figures of the set, `reliability` among them.
    """
    rows = -(-len(measured) // COLUMNS)
    figure = Figure(figsize=(PANEL_WIDTH * COLUMNS, PANEL_HEIGHT * rows + 0.7), layout="constrained")
    panels = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
    for axes in panels.flat[len(measured) :]:
        axes.set_visible(False)
    for axes, (name, figures) in zip(panels.flat, measured.items(), strict=False):
        _draw_panel(axes, figures.reliability)
        axes.set_title(name, fontsize=min(8, 8 * LETTERS_THAT_FIT / len(name)))
        axes.text(0.04, 0.95, f"ECE {figures.ece:.3f}", transform=axes.transAxes, fontsize=8, color=INK, va="top")
    for column in range(COLUMNS):
        lowest = [axes for axes in panels[:, column] if axes.get_visible()]
        if lowest:
            lowest[-1].tick_params(labelbottom=True)
    figure.supxlabel("confidence of the answer", fontsize=9)
    figure.supylabel("share of answers that are right", fontsize=9)
    write_title(figure, title)
    return figure


def _draw_panel(axes: Axes, reliability: Reliability | None) -> None:
    """Draws the share of answers in each bin as bars, and their accuracy as points: on the line is honest."""
    if reliability is None:
        return
    counts = np.array(reliability.count)
    confidence, accuracy = (np.array(values, dtype=float) for values in (reliability.confidence, reliability.accuracy))
    edges = np.linspace(0, 1, len(counts) + 1)
    shares = counts / counts.sum()
    axes.bar(edges[:-1], shares, width=edges[1], align="edge", color=PALE_INDIGO, edgecolor="white", linewidth=0.4)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=(0, (4, 4)))
    is_many = counts >= FEWEST_ANSWERS
    axes.plot(confidence[is_many], accuracy[is_many], color=INDIGO, linewidth=1.1)
    for chosen, colour in ((is_many, INDIGO), ((counts > 0) & ~is_many, PALE_GREY)):
        gap = np.abs(confidence - accuracy) > 0.1
        colours = [ORANGE if far and colour == INDIGO else colour for far in gap[chosen]]
        axes.scatter(confidence[chosen], accuracy[chosen], s=11, color=colours, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(labelsize=7, colors=GREY, length=2)
