"""The figures of the perceptron: every step on a gate, XOR's cycle, and XOR composed of trained gates."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from training.report.concepts.canvas import (
    draw_line,
    draw_points,
    fires,
    format_weights,
    is_in_sight,
    prepare_plane,
    shade_where,
)
from training.report.concepts.gates import compose_xor
from training.report.concepts.perceptron import Cycle, Step, Task, epochs_to_converge, mistakes_by_epoch
from training.report.style import GREY, INDIGO, INK, ORANGE, PALE_INDIGO, write_title

Style = dict[str, Any]

BEFORE: Style = {"color": GREY, "linewidth": 1.2, "linestyle": (0, (4, 3))}
OPEN_SQUARE: Style = {"marker": "s", "markerfacecolor": "white", "markeredgecolor": ORANGE, "markeredgewidth": 1.6}
RING: Style = {"marker": "o", "markerfacecolor": "none", "markeredgecolor": INK, "linestyle": "none"}


def draw_training(task: Task, steps: Sequence[Step]) -> Figure:
    """Draws the line after every step: a row of panels per epoch, a column per row of the truth table."""
    epochs, columns = steps[-1].epoch, len(task.inputs)
    figure = Figure(figsize=(8.4, 2.15 * epochs + 0.95), layout="constrained")
    grid = figure.subplots(epochs, columns, squeeze=False)
    before = task.initial_weights
    for step, axes in zip(steps, grid.flat, strict=True):
        _draw_step(axes, task, step, before)
        before = step.weights
    for epoch, row in enumerate(grid, start=1):
        row[0].set_ylabel(f"epoch {epoch}", fontweight="bold")
    write_title(
        figure,
        f"{task.name.upper()}: the last mistake is in epoch {epochs_to_converge(steps)}; "
        f"the weights end at {format_weights(steps[-1].weights)}",
    )
    _add_legend(figure, steps)
    return figure


def draw_cycle(task: Task, steps: Sequence[Step], cycle: Cycle) -> Figure:
    """Draws the steps that come back for ever, above the mistakes of each epoch."""
    figure = Figure(figsize=(8.4, 5.0), layout="constrained")
    (above,), (below,) = figure.subfigures(2, 1, squeeze=False, height_ratios=(5, 3))
    repeated = steps[cycle.start + 1 : cycle.start + 1 + cycle.length]
    before = steps[cycle.start].weights
    for step, axes in zip(repeated, above.subplots(1, cycle.length), strict=True):
        _draw_step(axes, task, step, before)
        before = step.weights
    write_title(
        above, f"XOR never converges: after {cycle.length} steps the weights are back at {format_weights(before)}"
    )
    _add_legend(above, repeated)
    mistakes = mistakes_by_epoch(steps)
    axes = below.subplots()
    axes.plot(range(1, len(mistakes) + 1), mistakes, color=ORANGE, linewidth=1, marker="o", markersize=3)
    axes.set(xlim=(0, len(mistakes) + 1), ylim=(0, 4.4), yticks=range(5), xlabel="epoch", ylabel="mistakes of 4")
    return figure


def draw_composed(task: Task, trained: Mapping[str, Sequence[Step]]) -> Figure:
    """Draws how the half-planes of AND and OR, with NOT between them, leave XOR's band."""
    figure = Figure(figsize=(8.4, 3.1), layout="constrained")
    rows = compose_xor(trained)
    and_, or_ = (trained[name][-1].weights for name in ("and", "or"))
    panels = (
        ("AND(a, b)", [row.and_ for row in rows], fires(and_), (and_,)),
        ("NOT(AND(a, b))", [row.not_and for row in rows], lambda points: ~fires(and_)(points), (and_,)),
        ("OR(a, b)", [row.or_ for row in rows], fires(or_), (or_,)),
        (
            "XOR: AND of these",
            [row.xor for row in rows],
            lambda points: ~fires(and_)(points) & fires(or_)(points),
            (and_, or_),
        ),
    )
    for (title, answers, is_true, lines), axes in zip(panels, figure.subplots(1, 4), strict=True):
        prepare_plane(axes)
        shade_where(axes, is_true)
        for weights in lines:
            draw_line(axes, weights, color=INDIGO, linewidth=1.8)
        draw_points(axes, task.inputs, answers, size=60)
        axes.set_title(title, fontsize=10)
    write_title(figure, "Two lines do what one cannot: XOR = AND(NOT(AND(a, b)), OR(a, b))")
    tint = Patch(color=PALE_INDIGO, label="where it answers +1; on its own line a perceptron answers −1")
    handles = [*_point_handles("the gate answers +1", "the gate answers −1"), tint]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=8.5, columnspacing=1.4)
    return figure


def _draw_step(axes: Axes, task: Task, step: Step, before: tuple[float, ...]) -> None:
    prepare_plane(axes)
    shade_where(axes, fires(step.weights))
    colour = ORANGE if step.is_mistake else INDIGO
    if step.is_mistake:
        draw_line(axes, before, **BEFORE)
    draw_line(axes, step.weights, color=colour, linewidth=1.8)
    if not is_in_sight(step.weights):
        covering = {"facecolor": PALE_INDIGO if step.weights[0] > 0 else "white", "edgecolor": "none", "pad": 2}
        axes.text(0, 0, "line out of sight", color=colour, fontsize=8, ha="center", va="center", bbox=covering)
    draw_points(axes, task.inputs, task.targets)
    axes.plot(*task.inputs[step.row], markersize=15, zorder=5, **RING)
    title = f"wrong → {format_weights(step.weights)}" if step.is_mistake else "right, unchanged"
    axes.set_title(title, fontsize=8.5, fontweight="normal", color=colour)


def _add_legend(figure: FigureBase, steps: Sequence[Step]) -> None:
    handles = [
        *_point_handles("target +1", "target −1"),
        Line2D([], [], markersize=12, label="row just shown", **RING),
        Patch(color=PALE_INDIGO, label="answers +1, not on the line"),
        Line2D([], [], label="line before", **BEFORE),
        Line2D([], [], color=ORANGE, label="corrected"),
    ]
    if not all(step.is_mistake for step in steps):
        handles.append(Line2D([], [], color=INDIGO, label="unchanged"))
    figure.legend(handles=handles, loc="outside lower center", ncols=7, fontsize=8, columnspacing=1.1, handlelength=1.8)


def _point_handles(true: str, false: str) -> list[Line2D]:
    return [
        Line2D([], [], linestyle="none", marker="o", color=INDIGO, label=true),
        Line2D([], [], linestyle="none", label=false, **OPEN_SQUARE),
    ]
