"""Markdown tables of measured figures; what was not measured is a dash."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from digit_recognizer.bundle.manifest import MANIFEST_FILE, ModelInfo, read_manifest
from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.corruptions import MNIST_C
from training.report.formats import percent
from training.store.figures import CorruptedFigures, CorruptionFigures, SetFigures, WriterFigures, find_figures
from training.store.runs import RunFolder

Measured = TypeVar("Measured")
NOT_MEASURED = "–"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def said(measured: Measured | None, say: Callable[[Measured], str]) -> str:
    """Says what was measured, or a dash."""
    return NOT_MEASURED if measured is None else say(measured)


def hard_rows_table(bundle: Path) -> str:
    """Returns a row per model: MNIST's test rows by who wrote them, and under MNIST-C's corruptions."""
    head = ("model", "staff", "pupils", "fifth percentile", "worst writer", "MNIST-C, fed directly", "… normalised")
    return table(head, [_hard_row(info, bundle) for info in read_manifest(bundle / MANIFEST_FILE).models])


def _hard_row(info: ModelInfo, bundle: Path) -> list[str]:
    sets = _sets(info.name, bundle)
    writers, corrupted = find_figures(sets, MNIST_WRITERS, WriterFigures), find_figures(sets, MNIST_C, CorruptedFigures)
    return [
        f"`{info.name}`",
        said(writers, lambda figures: percent(figures.staff)),
        said(writers, lambda figures: percent(figures.pupils)),
        said(writers, lambda figures: percent(figures.fifth_percentile)),
        said(writers, lambda figures: percent(figures.worst_writer.accuracy, 1)),
        said(corrupted, lambda figures: percent(figures.accuracy, 1)),
        said(corrupted, lambda figures: percent(figures.accuracy_through, 1)),
    ]


def corruptions_table(bundle: Path) -> str:
    """Returns a row per corruption, with the models that judge and the best of the others: directly, and normalised."""
    models = read_manifest(bundle / MANIFEST_FILE).models
    judges = [info.name for info in models if info.rejection_threshold is not None]
    names = [*judges, *[info.name for info in models if info.name not in judges][:1]]
    found = {name: find_figures(_sets(name, bundle), MNIST_C, CorruptedFigures) for name in names}
    each = {name: figures.corruptions for name, figures in found.items() if figures}
    corruptions = next(iter(each.values()), {})
    rows = [
        [corruption.title, *(_both(each[name][key]) if name in each else NOT_MEASURED for name in names)]
        for key, corruption in corruptions.items()
    ]
    return table(["corruption", *(f"`{name}`" for name in names)], rows)


def _both(figures: CorruptionFigures) -> str:
    return f"{percent(figures.accuracy, 1)} / {percent(figures.accuracy_through, 1)}"


def _sets(name: str, bundle: Path) -> dict[str, SetFigures]:
    return RunFolder(bundle / "models" / name).read_metrics().sets
