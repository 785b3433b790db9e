"""The figure of the network that learns XOR: its answers over the plane, its two hidden lines, its loss."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from training.report.concepts.canvas import draw_line, draw_points, prepare_plane
from training.report.concepts.xor_network import INPUTS, TARGETS, UPDATES_PER_LOSS, XorNetwork
from training.report.style import GREY, INDIGO, INK, ORANGE

LOW, HIGH = -0.25, 1.25
ANSWERS = LinearSegmentedColormap.from_list("answers", [(0, "#fdba74"), (0.5, "white"), (1, "#a5b4fc")])


def draw_network(network: XorNetwork, others: Sequence[XorNetwork]) -> Figure:
    """Draws `network`'s answers and lines, and its loss among those of `others`, the same network from other seeds."""
    figure = Figure(figsize=(8.4, 3.7), layout=ConstrainedLayoutEngine(w_pad=0.1))
    plane, losses = figure.subplots(1, 2, width_ratios=(1.1, 1))
    _draw_answers(plane, network)
    _draw_losses(losses, network, others)
    return figure


def _draw_answers(axes: Axes, network: XorNetwork) -> None:
    prepare_plane(axes, LOW, HIGH, ticks=(0, 1))
    ticks = np.linspace(LOW, HIGH, 601)
    surface = network.answer(np.stack(np.meshgrid(ticks, ticks), axis=-1))
    extent = (LOW, HIGH, LOW, HIGH)
    image = axes.imshow(surface, cmap=ANSWERS, vmin=0, vmax=1, extent=extent, origin="lower", interpolation="nearest")
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.85, pad=0.03, ticks=(0, 0.5, 1))
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8, colors=GREY)
    for unit, style in enumerate(("-", (0, (5, 2)))):
        weights = (network.hidden_biases[unit], *network.hidden_weights[:, unit])
        draw_line(axes, weights, color=INK, linewidth=1.6, linestyle=style, label=f"hidden unit {unit + 1} = ½")
    draw_points(axes, INPUTS, TARGETS, size=70)
    for point, answer in zip(INPUTS, network.answer(np.array(INPUTS)), strict=True):
        axes.annotate(f"{answer:.3f}", point, xytext=(0, 9), textcoords="offset points", ha="center", fontsize=8.5)
    axes.set_title("The network's answer to (a, b)")
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, fontsize=8.5, handlelength=2.2, columnspacing=1.2
    )


def _draw_losses(axes: Axes, network: XorNetwork, others: Sequence[XorNetwork]) -> None:
    updates = np.arange(1, len(network.losses) + 1) * UPDATES_PER_LOSS
    for other in others:
        axes.plot(updates, other.losses, color=INDIGO if other.has_learnt else ORANGE, linewidth=0.9, alpha=0.45)
    axes.plot(updates, network.losses, color=INDIGO, linewidth=2.2)
    everyone = [network, *others]
    learnt = sum(each.has_learnt for each in everyone)
    axes.set(yscale="log", xlim=(0, updates[-1]), xlabel="epochs, each on all four rows", ylabel="cross-entropy, nats")
    axes.set_title(f"{learnt} of {len(everyone)} starts learn XOR")
    # The curves end orders of magnitude apart: a name next to each says more than a legend.
    stuck = [other.losses[-1] for other in others if not other.has_learnt]
    if stuck:
        name = f"{len(stuck)} get stuck"
        axes.annotate(
            name, (updates[-1], max(stuck)), xytext=(0, -14), textcoords="offset points", ha="right", color=ORANGE
        )
    middle = len(updates) // 2
    axes.annotate(
        f"start {network.seed}, shown left",
        (updates[middle], network.losses[middle]),
        xytext=(-4, -14),
        textcoords="offset points",
        ha="right",
        color=INDIGO,
    )
