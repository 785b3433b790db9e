"""What changes over time or with one number: learning curves, optimizers, k of the nearest neighbours, searches."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from training.report.formats import percent
from training.report.style import GREY, INDIGO, INK, ORANGE, PALE_GREY, write_title
from training.store.metrics import History
from training.store.searches import Candidate, SearchOutcome


def draw_curves(title: str, history: History) -> Figure:
    """Draws loss and, where it was recorded, accuracy by epoch or step, on training and on validation rows."""
    has_accuracy = any("accuracy" in measure for measure in history)
    figure = Figure(figsize=(8.0 if has_accuracy else 4.4, 2.8), layout="constrained")
    panels = figure.subplots(1, 2 if has_accuracy else 1, squeeze=False)[0]
    _draw_measure(panels[0], history, "loss")
    if has_accuracy:
        _draw_measure(panels[1], history, "accuracy")
        panels[1].yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    write_title(figure, title)
    return figure


def _draw_measure(axes: Axes, history: History, measure: str) -> None:
    axis = history.get("step") or range(1, 1 + len(next(iter(history.values()))))
    for name, label, colour in ((measure, "training rows", INDIGO), (f"val_{measure}", "validation rows", ORANGE)):
        if name in history:
            axes.plot(axis, history[name], color=colour, marker="o", markersize=2.5, linewidth=1.4, label=label)
    axes.set(title=measure, xlabel="step" if "step" in history else "epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    axes.legend(fontsize=8)


def draw_optimizers(title: str, histories: Mapping[str, History]) -> Figure:
    """Draws validation accuracy by epoch under each optimizer: all of them, and the best ones enlarged."""
    figure = Figure(figsize=(9.0, 3.6), layout="constrained")
    whole, enlarged = figure.subplots(1, 2)
    finals = {}
    for name, history in histories.items():
        accuracies = history["val_accuracy"]
        epochs = range(1, len(accuracies) + 1)
        finals[name] = accuracies[-1]
        for axes in (whole, enlarged):
            axes.plot(epochs, accuracies, marker="o", markersize=3, label=f"{name}  {accuracies[-1]:.1%}")
    leaders = sorted(finals, key=finals.__getitem__)[-4:]
    lowest = min(min(histories[name]["val_accuracy"]) for name in leaders)
    enlarged.set_ylim(lowest - 0.005, max(finals.values()) + 0.004)
    for axes, name in ((whole, "all seven"), (enlarged, "the upper end")):
        axes.set(title=name, xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
        axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    whole.set_ylabel("accuracy on validation rows")
    handles, labels = whole.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda place: -list(finals.values())[place])
    figure.legend(
        [handles[place] for place in order],
        [labels[place] for place in order],
        loc="outside right upper",
        fontsize=8.5,
        title="after 5 epochs",
        alignment="left",
    )
    write_title(figure, title)
    return figure


def draw_neighbour_counts(title: str, searches: Mapping[str, SearchOutcome]) -> Figure:
    """Draws validation accuracy against k for each search over the number of neighbours."""
    figure = Figure(figsize=(3.0 * len(searches), 3.0), layout="constrained")
    for axes, (name, search) in zip(figure.subplots(1, len(searches)), searches.items(), strict=True):
        counts = [_number(candidate) for candidate in search.candidates]
        scores = [candidate.score for candidate in search.candidates]
        axes.plot(counts, scores, color=INDIGO, marker="o", markersize=3.5, linewidth=1.2)
        best = max(range(len(scores)), key=scores.__getitem__)
        axes.scatter(counts[best], scores[best], s=90, facecolor="none", edgecolor=ORANGE, linewidth=1.6, zorder=4)
        axes.annotate(
            f"k = {counts[best]}: {percent(scores[best])}",
            (counts[best], scores[best]),
            xytext=(9, 5),
            textcoords="offset points",
            fontsize=8.5,
            color=INK,
        )
        axes.set(xlabel="k", title=name)
        axes.margins(y=0.18)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
        axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
        axes.tick_params(labelsize=8, colors=GREY)
    write_title(figure, title)
    return figure


def _number(candidate: Candidate) -> int:
    """Returns the one parameter of a candidate, which is a number."""
    (value,) = candidate.parameters.values()
    return int(str(value))
