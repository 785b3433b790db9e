"""Writes the measured figures, and the snippets that the tests run, into README.md and docs/: none is typed by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path

from digit_recognizer.bundle.manifest import MANIFEST_FILE, ModelInfo, read_manifest
from digit_recognizer.files import ASSETS, write_atomically
from digit_recognizer.snippets import Snippet, front_end_script, load_snippets
from training.errors import TrainingError
from training.evaluation.corruptions import MNIST_C
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, UNIPEN
from training.publishing.tables import corruptions_table, hard_rows_table, said, table
from training.report.formats import percent, seconds
from training.store.figures import (
    ContributorFigures,
    CorruptedFigures,
    DrawingFigures,
    StressFigures,
    WorstLevel,
    find_figures,
)
from training.store.files import read_json
from training.store.metrics import ContributedNumbers, ModelMetrics
from training.store.runs import RunFolder
from training.zoo import SERVED
from training.zoo.spec import ModelSpec

README = Path("README.md")
EXAMPLE_URL = "http://127.0.0.1:7860"
TEXTS_FILE = ASSETS / "locales" / "en.json"
BEST_MODELS = 4
CALLED_BY_PROGRAMS = ("python", "javascript", "curl", "mcp")
SHOWN_IN_PAGES = ("app", "widget")
LEARNS_FROM = {
    "plain": "MNIST",
    "handwriting": "MNIST, pen strokes, fonts",
    "line_reader": "MNIST, pen strokes",
}
LEARNS_FROM_CONTRIBUTORS = ", UNIPEN"


class ReadmeError(TrainingError):
    """A page lacks the place where something belongs."""


@dataclass(frozen=True)
class Block:
    """What stands between two lines of a page.

    Attributes:
        name: stands in both lines.
        write: returns the Markdown between them, from a bundle's folder.
    """

    name: str
    write: Callable[[Path], str]

    @property
    def start(self) -> str:
        """The line above."""
        return f"<!-- {self.name}: written by `make readme` -->"

    @property
    def end(self) -> str:
        """The line below."""
        return f"<!-- end of {self.name} -->"


def write_readme(bundle: Path, root: Path = Path()) -> None:
    """Replaces every block of README.md and docs/ with the figures of the bundle and the snippets.

    Args:
        bundle: the served models.
        root: the folder of README.md and docs/.

    Raises:
        ReadmeError: a page lacks a block; no page is written then.
        OSError: a page is missing or cannot be written.
    """
    pages = {
        root / page: with_blocks((root / page).read_text(encoding="utf-8"), page, blocks, bundle)
        for page, blocks in PAGES.items()
    }
    for file, text in pages.items():
        write_atomically(file, methodcaller("write", text.encode()))


def with_blocks(text: str, page: Path, blocks: Sequence[Block], bundle: Path) -> str:
    """Returns the text of a page with every block in its place.

    Raises:
        ReadmeError: the page lacks a block.
    """
    for block in blocks:
        before, start, rest = text.partition(block.start)
        _, end, after = rest.partition(block.end)
        if not start or not end:
            raise ReadmeError(f"{page} needs the lines {block.start} and {block.end} around what is written there.")
        text = f"{before}{start}\n\n{block.write(bundle)}\n\n{end}{after}"
    return text


def best_table(bundle: Path) -> str:
    """Returns a Markdown table of the models that read MNIST best."""
    models = read_manifest(bundle / MANIFEST_FILE).models[:BEST_MODELS]
    measured = [(info, RunFolder(bundle / "models" / info.name).read_metrics()) for info in models]
    has_contributed = any(metrics.contributed_numbers for _, metrics in measured)
    numbers = ("whole numbers", *(["numbers of other sites"] if has_contributed else []))
    head = ("model", "name", "MNIST test", "pen drawings", "other sites", *numbers, "one image", "file")
    return table(head, [_best_row(info, metrics, has_contributed) for info, metrics in measured])


def _best_row(info: ModelInfo, metrics: ModelMetrics, has_contributed: bool) -> list[str]:
    contributed = said(metrics.contributed_numbers, lambda numbers: percent(numbers.contributors_mean, 1))
    drawings = find_figures(metrics.sets, PEN_STROKES, DrawingFigures)
    shares = (
        percent(metrics.sets[MNIST_TEST].accuracy),
        said(drawings, lambda drawn: percent(drawn.writers_mean)),
        _other_sites(metrics),
        said(metrics.whole_numbers, lambda numbers: percent(numbers.accuracy, 1)),
        *([contributed] if has_contributed else []),
    )
    return [info.title, f"`{info.name}`", *shares, *_costs(info)]


def models_table(bundle: Path) -> str:
    """Returns a Markdown table with a row per model, in the bundle's order."""
    models = read_manifest(bundle / MANIFEST_FILE).models
    head = ("model", "name", "MNIST test", "pen drawings", "other sites", "one image", "file")
    return table(head, [_row(info, RunFolder(bundle / "models" / info.name).read_metrics()) for info in models])


def _row(info: ModelInfo, metrics: ModelMetrics) -> list[str]:
    sets = info.metrics["sets"]
    accuracies = [percent(sets[name]["accuracy"] if name in sets else None) for name in (MNIST_TEST, PEN_STROKES)]
    return [info.title, f"`{info.name}`", *accuracies, _other_sites(metrics), *_costs(info)]


def _other_sites(metrics: ModelMetrics) -> str:
    contributed = find_figures(metrics.sets, UNIPEN, ContributorFigures)
    return said(contributed, lambda drawn: percent(drawn.contributors_mean))


def _costs(info: ModelInfo) -> tuple[str, str]:
    return f"{info.metrics['milliseconds']:.3f} ms", f"{info.metrics['onnx_bytes'] / 1e6:.2f} MB"


def handwriting_table(bundle: Path) -> str:
    """Returns a Markdown table with a column per model that learnt from handwriting, and a row per figure."""
    models = read_manifest(bundle / MANIFEST_FILE).models
    names = [info.name for info in models if info.rejection_threshold is not None]
    columns = [_figures(RunFolder(bundle / "models" / name).read_metrics()) for name in names]
    labels = dict.fromkeys(label for column in columns for label in column)
    rows = [[label, *(column.get(label, said(None, str)) for column in columns)] for label in labels]
    return table(["", *(f"`{name}`" for name in names)], rows)


def _figures(metrics: ModelMetrics) -> dict[str, str]:
    """Returns what is said of one model, by label; what has not been measured is a dash."""
    drawings = find_figures(metrics.sets, PEN_STROKES, DrawingFigures)
    contributed = find_figures(metrics.sets, UNIPEN, ContributorFigures)
    stress = find_figures(metrics.sets, CANVAS_STRESS, StressFigures)
    corrupted = find_figures(metrics.sets, MNIST_C, CorruptedFigures)
    detector, real = metrics.not_a_digit, metrics.real_characters
    return {
        "MNIST test, mean ± deviation over seeds": said(
            metrics.repeats, lambda repeats: percent(repeats.mean, deviation=repeats.standard_deviation)
        ),
        "pen drawings, mean over writers": said(drawings, lambda drawn: percent(drawn.writers_mean)),
        "… the writer read worst": said(drawings, lambda drawn: percent(drawn.worst_writer.accuracy, 1)),
        "… expected calibration error": said(drawings, lambda drawn: f"{drawn.ece:.4f}"),
        "digits from other sites, mean over contributors": said(
            contributed, lambda drawn: percent(drawn.contributors_mean)
        ),
        "… the contributor read worst": said(contributed, lambda drawn: percent(drawn.worst_contributor.accuracy, 1)),
        "… zeros read as 0 and taken for a digit": said(contributed, lambda drawn: percent(drawn.zeros.passed, 1)),
        "… their expected calibration error": said(contributed, lambda drawn: f"{drawn.ece:.4f}"),
        "not a digit, real letters and symbols: area under the ROC curve": said(
            real, lambda judged: f"{judged.auroc:.4f}"
        ),
        "… digits from other sites rejected": said(real, lambda judged: percent(judged.refused_digits, 1)),
        "… letters and symbols taken for a digit": said(real, lambda judged: percent(judged.passed_characters, 1)),
        "drawn scribbles, shapes and fonts alone: area under the ROC curve": said(
            detector, lambda detected: f"{detected.auroc:.4f}"
        ),
        "… pen drawings rejected": said(detector, lambda detected: percent(detected.refused_digits, 1)),
        "… of these taken for a digit": said(detector, lambda detected: percent(detected.passed_outliers, 1)),
        "drawn hearts, question marks and other symbols taken for a digit": said(
            metrics.symbols, lambda drawn: percent(drawn.passed, 1)
        ),
        "disturbed drawings, worst level in its range": said(None if stress is None else stress.worst, _worst_level),
        "MNIST-C, mean of 15 corruptions, fed directly": said(corrupted, lambda figures: percent(figures.accuracy, 1)),
        "… through the normalisation that serves": said(
            corrupted, lambda figures: percent(figures.accuracy_through, 1)
        ),
        "whole numbers of 2 to 6 digits read exactly": said(
            metrics.whole_numbers, lambda numbers: percent(numbers.accuracy, 1)
        ),
        **_contributed_numbers(metrics.contributed_numbers),
    }


def _contributed_numbers(numbers: ContributedNumbers | None) -> dict[str, str]:
    """Returns what is said of numbers by UNIPEN's contributors; nothing where they have not been measured."""
    if numbers is None:
        return {}
    return {
        "… from other sites, mean over contributors": percent(numbers.contributors_mean, 1),
        "… … the contributor read worst": percent(numbers.worst_contributor.accuracy, 1),
    }


def _worst_level(worst: WorstLevel) -> str:
    return f"{percent(worst.accuracy, 1)} ({worst.disturbance.replace('_', ' ')} {worst.level})"


def training_table(bundle: Path) -> str:
    """Returns a Markdown table of what each kind of model learns from, and how long it took to train."""
    configs = {name: RunFolder(bundle / "models" / name).read_config() for name in SERVED}
    long = [name for name, spec in SERVED.items() if spec.course.learns_from_writers]
    groups = [*([name] for name in long), [name for name in SERVED if name not in long]]
    return table(
        ("models", "learn from", "training"),
        [
            (
                f"`{names[0]}`" if len(names) == 1 else f"the other {len(names)}, together",
                _learns_from(SERVED[names[0]]),
                seconds(sum(configs[name].training_seconds for name in names)),
            )
            for names in groups
        ],
    )


def _learns_from(spec: ModelSpec) -> str:
    return LEARNS_FROM[spec.course.name] + (LEARNS_FROM_CONTRIBUTORS if spec.learns_from_contributors else "")


def snippets_of(names: Sequence[str]) -> Callable[[Path], str]:
    """Returns what writes the snippets of these ids as Markdown, for an app served on this machine.

    Each has its title and explanation above it.
    """

    def write(bundle: Path) -> str:
        texts, model = read_json(TEXTS_FILE), read_manifest(bundle / MANIFEST_FILE).default_model

        def section(snippet: Snippet) -> str:
            code = snippet.filled(EXAMPLE_URL, front_end_script(), model)
            title, hint = texts[f"use_{snippet.id}"], texts[f"use_{snippet.id}_hint"]
            return f"### {title}\n\n{hint}\n\n```{snippet.language}\n{code}\n```"

        return "\n\n".join(section(snippet) for snippet in load_snippets() if snippet.id in names)

    return write


BEST = Block("best models", best_table)
MODELS = Block("models", models_table)
HANDWRITING = Block("handwriting", handwriting_table)
HARD_ROWS = Block("hard rows", hard_rows_table)
CORRUPTIONS = Block("corruptions", corruptions_table)
TRAINING = Block("training times", training_table)
PROGRAMS = Block("snippets for programs", snippets_of(CALLED_BY_PROGRAMS))
PAGES_SNIPPETS = Block("snippets for pages", snippets_of(SHOWN_IN_PAGES))

PAGES: Mapping[Path, Sequence[Block]] = {
    README: (BEST,),
    Path("docs/results.md"): (MODELS, HANDWRITING, HARD_ROWS, CORRUPTIONS),
    Path("docs/api.md"): (PROGRAMS,),
    Path("docs/embedding.md"): (PAGES_SNIPPETS,),
    Path("docs/training.md"): (TRAINING,),
}
