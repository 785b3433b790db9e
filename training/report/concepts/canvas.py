"""What the figures of the lessons share: the points of a truth table, lines and half-planes."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from training.report.style import GREY, INDIGO, ORANGE, PALE_GREY, PALE_INDIGO

HALF_PLANES = ListedColormap(["white", PALE_INDIGO])
EDGE = 1.9


def prepare_plane(axes: Axes, low: float = -EDGE, high: float = EDGE, ticks: Sequence[int] = (-1, 1)) -> None:
    """Makes `axes` a square piece of the plane of inputs (a, b); only a grid's outer panels name the values."""
    axes.set(xlim=(low, high), ylim=(low, high), xticks=ticks, yticks=ticks, aspect="equal")
    axes.set_xticklabels([f"a = {tick}".replace("-", "−") for tick in ticks])
    axes.set_yticklabels([f"b = {tick}".replace("-", "−") for tick in ticks])
    axes.label_outer()
    axes.tick_params(length=0, colors=GREY, labelsize=8)
    axes.spines[:].set_color(PALE_GREY)


def shade_where(axes: Axes, is_true: Callable[[np.ndarray], np.ndarray]) -> None:
    """Tints the points of the plane for which `is_true` of points [n, n, 2] holds."""
    ticks = np.linspace(-EDGE, EDGE, 401)
    points = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    axes.imshow(
        is_true(points),
        cmap=HALF_PLANES,
        vmin=0,
        vmax=1,
        extent=(-EDGE, EDGE, -EDGE, EDGE),
        origin="lower",
        interpolation="nearest",
        zorder=0,
    )


def fires(weights: Sequence[float]) -> Callable[[np.ndarray], np.ndarray]:
    """Returns the test of which points [..., 2] lie on the firing side of weights (bias, a, b)."""
    bias, *slopes = weights
    return lambda points: points @ np.array(slopes) + bias > 0


def draw_line(axes: Axes, weights: Sequence[float], **style) -> None:
    """Draws bias + a·x + b·y = 0; without a slope there is no line."""
    bias, slopes = weights[0], np.asarray(weights[1:], dtype=np.float64)
    if not slopes.any():
        return
    nearest = -bias * slopes / (slopes @ slopes)
    along = np.array([-slopes[1], slopes[0]])
    axes.axline(tuple(nearest), tuple(nearest + along), **style)


def is_in_sight(weights: Sequence[float]) -> bool:
    """Whether the line of these weights crosses the piece of the plane from -1.9 to 1.9."""
    bias, slopes = weights[0], np.asarray(weights[1:], dtype=np.float64)
    return abs(bias) < EDGE * np.abs(slopes).sum()


def draw_points(axes: Axes, inputs: Sequence[Sequence[int]], targets: Sequence[int], size: float = 40) -> None:
    """Marks each row of a truth table: a filled circle is true, an open square false."""
    for (across, up), target in zip(inputs, targets, strict=True):
        filled = target > 0
        axes.scatter(
            across,
            up,
            s=size,
            marker="o" if filled else "s",
            facecolor=INDIGO if filled else "white",
            edgecolor=INDIGO if filled else ORANGE,
            linewidth=1.6,
            zorder=4,
        )


def format_weights(weights: Sequence[float]) -> str:
    """Writes weights as on a blackboard: (0.4, −0.6, −0.6)."""
    return "(" + ", ".join(f"{weight:.1f}".replace("-", "−") for weight in weights) + ")"
