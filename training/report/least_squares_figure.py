"""The figure that shows where an RMSE of billions comes from."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from digit_recognizer.contract import IMAGE_SIZE
from training.report.style import GREY, INDIGO, INK, ORANGE, PALE_GREY, write_title

DEFAULT_CUT_OFF = 1e-6
MIN_SHOWN = 1e-18
SIZES = LinearSegmentedColormap.from_list("sizes", ["white", "#c7d2fe", INDIGO, ORANGE])


def draw_least_squares(outcome: Mapping[str, Any]) -> Figure:
    """Draws the singular values with two cut-offs, the largest errors, and each pixel's coefficient."""
    figure = Figure(figsize=(10.2, 3.6), layout="constrained")
    values, errors, pixels = figure.subplots(1, 3)
    _draw_singular_values(values, np.array(outcome["singular_values"]))
    _draw_errors(errors, outcome["largest_errors"])
    _draw_coefficients(figure, pixels, np.array(outcome["coefficients"]))
    write_title(figure, "Least squares: rounding errors taken for directions")
    return figure


def _draw_singular_values(axes: Axes, values: np.ndarray) -> None:
    axes.plot(np.maximum(values, MIN_SHOWN), color=INDIGO, linewidth=1.6)
    for cut_off, name, colour in (
        (DEFAULT_CUT_OFF, "cut-off today", GREY),
        (np.finfo(np.float64).eps, "cut-off up to 1.5", ORANGE),
    ):
        axes.axhline(cut_off * values[0], color=colour, linewidth=1, linestyle="--")
        axes.text(10, cut_off * values[0] * 1.8, name, color=colour, fontsize=8.5)
    axes.set(yscale="log", ylim=(1e-17, 1e5), title="singular values", xlabel="number")
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)


def _draw_errors(axes: Axes, errors: Mapping[str, list[float]]) -> None:
    for name, label, colour in (("default", "cut-off today", GREY), ("epsilon", "cut-off up to 1.5", ORANGE)):
        sizes = errors[name]
        axes.plot(range(1, len(sizes) + 1), sizes, color=colour, marker="o", markersize=2.5, linewidth=1, label=label)
    axes.set(yscale="log", title="largest errors of 7,000", xlabel="rank of the test row", ylabel="|answer − digit|")
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    axes.legend(fontsize=8.5)


def _draw_coefficients(figure: Figure, axes: Axes, coefficients: np.ndarray) -> None:
    sizes = np.log10(np.maximum(np.abs(coefficients), 1e-3)).reshape(IMAGE_SIZE, IMAGE_SIZE)
    shown = axes.imshow(sizes, cmap=SIZES)
    axes.set(title="size of each pixel’s weight", xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color(PALE_GREY)
    bar = figure.colorbar(shown, ax=axes, shrink=0.85, ticks=range(-3, 15, 3))
    bar.ax.set_yticklabels([f"$10^{{{power}}}$" for power in range(-3, 15, 3)], color=INK)
    bar.outline.set_visible(False)
