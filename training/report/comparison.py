"""The models side by side: heat map of figures, training times, accuracy against time and against size."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from training.report.findings import Finding
from training.report.style import GREY, INDIGO, INK, ORANGE, PALE_GREY, write_title

TINTS = LinearSegmentedColormap.from_list("figures", ["#fff7ed", "white", "#c7d2fe", INDIGO])
FAMILY_COLOURS = {
    "convolutional": INDIGO,
    "dense": "#0369a1",
    "kernel": "#a21caf",
    "neighbours": "#0f766e",
    "trees": "#65a30d",
    "linear": ORANGE,
}
# In shares of the axes' width and height: a point, a letter of a name, and the gap between the two.
POINT_REACH = 0.008
LETTER_WIDTH, LETTER_HEIGHT = 0.0096, 0.034
LABEL_GAP = 0.013
Box = tuple[float, float, float, float]


def draw_heat_map(title: str, figures: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draws accuracy and macro precision, recall and F1 of each model as numbers on tints.

    Args:
        title: what the figure says.
        figures: for each model's title, its figures by name, in 0 to 1.
    """
    names, measures = list(figures), list(next(iter(figures.values())))
    values = np.array([[figures[name][measure] for measure in measures] for name in names])
    figure = Figure(figsize=(6.4, 0.32 * len(names) + 1.0), layout="constrained")
    axes = figure.subplots()
    axes.imshow(values, cmap=TINTS, aspect="auto", vmin=values.min(), vmax=1)
    for (row, column), value in np.ndenumerate(values):
        is_strong = value > values.min() + 0.8 * (1 - values.min())
        axes.text(
            column, row, f"{value:.4f}", ha="center", va="center", fontsize=9, color="white" if is_strong else INK
        )
    axes.set_xticks(range(len(measures)), [measure.replace("f1", "F1") for measure in measures])
    axes.set_yticks(range(len(names)), names)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
    write_title(figure, title)
    return figure


def draw_training_times(title: str, findings: Sequence[Finding]) -> Figure:
    """Draws seconds of one training as bars on a logarithmic axis, the longest first."""
    ordered = sorted(findings, key=lambda finding: finding.training_seconds)
    figure = Figure(figsize=(7.2, 0.27 * len(ordered) + 1.0), layout="constrained")
    axes = figure.subplots()
    seconds = [max(finding.training_seconds, 0.1) for finding in ordered]
    axes.barh(range(len(ordered)), seconds, color=[_colour(finding) for finding in ordered], height=0.7)
    axes.set_xscale("log")
    axes.set_yticks(range(len(ordered)), [finding.name for finding in ordered])
    for place, value in enumerate(seconds):
        axes.annotate(
            f"{value:,.1f} s" if value < 10 else f"{value:,.0f} s",
            (value, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )
    axes.set_xlabel("seconds on two cores (logarithmic)")
    axes.set_xlim(right=max(seconds) * 2.5)
    axes.set_ylim(-0.6, len(ordered) - 0.4)
    axes.tick_params(length=0, labelsize=8.5)
    _add_families(axes, ordered)
    write_title(figure, title)
    return figure


def draw_accuracy_against(
    title: str, label: str, findings: Sequence[Finding], measure: Callable[[Finding], float]
) -> Figure:
    """Draws each model's errors in percent against `measure`, both on logarithmic axes; lower left is best."""
    figure = Figure(figsize=(8.0, 5.2), layout="constrained")
    axes = figure.subplots()
    axes.set(xscale="log", yscale="log")
    points = [(measure(finding), 100 * (1 - finding.classified.accuracy), finding) for finding in findings]
    for across, errors, finding in points:
        axes.scatter(across, errors, s=46, color=_colour(finding), zorder=3)
    axes.set_xlim(min(point[0] for point in points) * 0.7, max(point[0] for point in points) * 4)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.yaxis.set_minor_formatter(FuncFormatter(lambda value, _: f"{value:g}%" if value in (2, 5) else ""))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set(xlabel=f"{label} (logarithmic)", ylabel="error rate on MNIST’s test rows (logarithmic)")
    axes.grid(color=PALE_GREY, linewidth=0.6)
    _label_points(axes, points)
    _mark_frontier(axes, points)
    _add_families(axes, findings)
    write_title(figure, title)
    return figure


def frontier(points: Sequence[tuple[float, float, Finding]]) -> list[tuple[float, float, Finding]]:
    """Returns the points that no other beats in both figures at once, from the cheapest to the most accurate."""
    best, kept = np.inf, []
    for point in sorted(points, key=lambda point: point[:2]):
        if point[1] < best:
            best = point[1]
            kept.append(point)
    return kept


def _mark_frontier(axes: Axes, points: Sequence[tuple[float, float, Finding]]) -> None:
    kept = frontier(points)
    across = [point[0] for point in kept]
    errors = [point[1] for point in kept]
    axes.step(across, errors, where="post", color="#9ca3af", linewidth=1, linestyle=(0, (4, 4)), zorder=1)


def _label_points(axes: Axes, points: Sequence[tuple[float, float, Finding]]) -> None:
    """Writes each name beside its point, at the first place where it covers neither a point nor another name."""
    to_axes = axes.transData + axes.transAxes.inverted()
    places = [tuple(to_axes.transform(point[:2])) for point in points]
    taken = [(x - POINT_REACH, y - POINT_REACH, x + POINT_REACH, y + POINT_REACH) for x, y in places]
    for (x, y), (_, _, finding) in zip(places, points, strict=True):
        box, side = _free_place(x, y, len(finding.name) * LETTER_WIDTH, taken)
        taken.append(box)
        axes.text(
            box[0] if side == "left" else box[2],
            (box[1] + box[3]) / 2,
            finding.name,
            transform=axes.transAxes,
            ha=side,
            va="center",
            fontsize=7.5,
            color=INK,
            zorder=4,
        )


def _free_place(x: float, y: float, width: float, taken: Sequence[Box]) -> tuple[Box, str]:
    """Returns where a name of that width fits beside a point, nearest first, and on which side its text begins."""
    boxes = []
    for up in (0, 1, -1, 1.5, -1.5, 2, -2, 3, -3):
        low, high = y + (up - 0.5) * LETTER_HEIGHT, y + (up + 0.5) * LETTER_HEIGHT
        gap = LABEL_GAP if abs(up) < 1 else 0
        boxes += [((x + gap, low, x + gap + width, high), "left"), ((x - gap - width, low, x - gap, high), "right")]
    free = [(box, side) for box, side in boxes if box[0] > 0 and not any(_overlap(box, other) for other in taken)]
    return (free or boxes)[0]


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _colour(finding: Finding) -> str:
    return FAMILY_COLOURS[finding.system.spec.family]


def _add_families(axes: Axes, findings: Sequence[Finding]) -> None:
    shown = {finding.system.spec.family for finding in findings}
    for family, colour in FAMILY_COLOURS.items():
        if family in shown:
            axes.scatter([], [], color=colour, s=40, label=family)
    axes.legend(loc="lower right", fontsize=8)
