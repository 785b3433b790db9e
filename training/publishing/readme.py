"""Writes the measured figures, and the snippets that the tests run, into README.md: none of them is typed by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from digit_recognizer.bundle.bundle import MANIFEST_FILE, ModelInfo, read_manifest
from digit_recognizer.files import write_atomically
from digit_recognizer.snippets import ASSETS, Snippet, front_end_script, load_snippets
from training.errors import TrainingError
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_TEST, PEN_STROKES
from training.store.figures import DrawingFigures, StressFigures, find_figures
from training.store.files import read_json
from training.store.metrics import ModelMetrics
from training.store.runs import RunFolder

Measured = TypeVar("Measured")
README = Path("README.md")
EXAMPLE_URL = "http://127.0.0.1:7860"
TEXTS_FILE = ASSETS / "locales" / "en.json"
HEADER = (
    "| model | name | MNIST test | pen drawings | one image | file |",
    "|---|---|---|---|---|---|",
)


class ReadmeError(TrainingError):
    """README.md lacks the place where something belongs."""


@dataclass(frozen=True)
class Markers:
    """The two lines between which something stands."""

    start: str
    end: str


MODELS = Markers("<!-- models: written by `make readme` -->", "<!-- end of models -->")
HANDWRITING = Markers("<!-- handwriting: written by `make readme` -->", "<!-- end of handwriting -->")
SNIPPETS = Markers("<!-- snippets: written by `make readme` -->", "<!-- end of snippets -->")


def write_readme(bundle: Path, readme: Path = README) -> None:
    """Replaces what stands between markers with the figures of the bundle and the snippets.

    Raises:
        ReadmeError: markers are missing.
    """
    text = with_tables(readme.read_text(encoding="utf-8"), bundle)
    write_atomically(readme, lambda file: file.write(text.encode()))


def with_tables(text: str, bundle: Path) -> str:
    """Returns `text` with every table, and the snippets, in their places.

    Raises:
        ReadmeError: markers are missing.
    """
    text = with_table(text, models_table(bundle), MODELS)
    text = with_table(text, handwriting_table(bundle), HANDWRITING)
    return with_table(text, snippets_section(bundle), SNIPPETS)


def with_table(text: str, table: str, markers: Markers) -> str:
    """Returns `text` with `table` between the markers.

    Raises:
        ReadmeError: the markers are missing.
    """
    before, start, rest = text.partition(markers.start)
    _, end, after = rest.partition(markers.end)
    if not start or not end:
        raise ReadmeError(f"README.md needs the lines {markers.start} and {markers.end} around their table.")
    return f"{before}{start}\n\n{table}\n\n{end}{after}"


def models_table(bundle: Path) -> str:
    """Returns a Markdown table with a row per model, in the bundle's order."""
    return "\n".join([*HEADER, *[_row(info) for info in read_manifest(bundle / MANIFEST_FILE).models]])


def snippets_section(bundle: Path) -> str:
    """Returns every snippet as Markdown, with its title and explanation, filled in for an app served here."""
    texts, model = read_json(TEXTS_FILE), read_manifest(bundle / MANIFEST_FILE).default_model

    def section(snippet: Snippet) -> str:
        code = snippet.filled(EXAMPLE_URL, front_end_script(), model)
        title, hint = texts[f"use_{snippet.id}"], texts[f"use_{snippet.id}_hint"]
        return f"### {title}\n\n{hint}\n\n```{snippet.language}\n{code}\n```"

    return "\n\n".join(map(section, load_snippets()))


def _row(info: ModelInfo) -> str:
    sets = info.metrics["sets"]
    accuracies = [f"{sets[name]['accuracy']:.2%}" if name in sets else "–" for name in (MNIST_TEST, PEN_STROKES)]
    size = info.metrics["onnx_bytes"] / 1e6
    cells = (info.title, f"`{info.name}`", *accuracies, f"{info.metrics['milliseconds']:.3f} ms", f"{size:.2f} MB")
    return f"| {' | '.join(cells)} |"


def handwriting_table(bundle: Path) -> str:
    """Returns a Markdown table with a column per model that learnt from handwriting, and a row per figure."""
    models = [
        info.name for info in read_manifest(bundle / MANIFEST_FILE).models if info.rejection_threshold is not None
    ]
    columns = [_figures(RunFolder(bundle / "models" / name).read_metrics()) for name in models]
    rows = [f"| | {' | '.join(f'`{name}`' for name in models)} |", "|---|" + "---|" * len(models)]
    labels = columns[0] if columns else {}
    return "\n".join([*rows, *[f"| {label} | {' | '.join(column[label] for column in columns)} |" for label in labels]])


def _figures(metrics: ModelMetrics) -> dict[str, str]:
    """Returns what is said of one model, by label; what has not been measured is a dash."""
    drawings = find_figures(metrics.sets, PEN_STROKES, DrawingFigures)
    stress = find_figures(metrics.sets, CANVAS_STRESS, StressFigures)
    detector = metrics.not_a_digit
    return {
        "MNIST test, mean ± deviation of three seeds": _said(
            metrics.repeats, lambda repeats: f"{repeats.mean:.2%} ± {repeats.standard_deviation:.2%}"
        ),
        "pen drawings, mean over 30 writers": _said(drawings, lambda drawn: f"{drawn.writers_mean:.2%}"),
        "… the writer read worst": _said(drawings, lambda drawn: f"{drawn.worst_writer.accuracy:.1%}"),
        "… expected calibration error": _said(drawings, lambda drawn: f"{drawn.ece:.4f}"),
        "not a digit: area under the ROC curve": _said(detector, lambda judged: f"{judged.auroc:.4f}"),
        "… digits refused": _said(detector, lambda judged: f"{judged.refused_digits:.1%}"),
        "… others taken for a digit": _said(detector, lambda judged: f"{judged.passed_outliers:.1%}"),
        "disturbed drawings, worst level in its range": _said(
            None if stress is None else stress.worst,
            lambda worst: f"{worst.accuracy:.1%} ({worst.disturbance.replace('_', ' ')} {worst.level})",
        ),
        "whole numbers of 2 to 6 digits read exactly": _said(
            metrics.whole_numbers, lambda numbers: f"{numbers.accuracy:.1%}"
        ),
    }


def _said(measured: Measured | None, say: Callable[[Measured], str]) -> str:
    return "–" if measured is None else say(measured)
