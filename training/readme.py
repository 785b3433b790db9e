"""Writes the table of measured figures into README.md, so that none of them is typed by hand."""

from pathlib import Path

from digit_recognizer.bundle import MANIFEST_FILE, ModelInfo, read_manifest
from training.evaluate import MNIST_TEST, PEN_STROKES
from training.files import write_atomically

README = Path("README.md")
START, END = "<!-- models: written by `make readme` -->", "<!-- end of models -->"
HEADER = (
    "| model | name | MNIST test | pen drawings | one image | file |",
    "|---|---|---|---|---|---|",
)


class ReadmeError(ValueError):
    """README.md lacks the place where the table belongs."""


def write_readme(bundle: Path, readme: Path = README) -> None:
    """Replaces the table between the two markers with the figures of the bundle's manifest.

    Raises:
        ReadmeError: the markers are missing.
    """
    text = with_table(readme.read_text(encoding="utf-8"), models_table(bundle))
    write_atomically(readme, lambda file: file.write(text.encode()))


def with_table(text: str, table: str) -> str:
    """Returns `text` with `table` between the markers.

    Raises:
        ReadmeError: the markers are missing.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ReadmeError(f"README.md needs the lines {START} and {END} around the table of models.")
    return f"{before}{START}\n\n{table}\n\n{END}{after}"


def models_table(bundle: Path) -> str:
    """Returns a Markdown table with a row per model, in the bundle's order."""
    return "\n".join([*HEADER, *[_row(info) for info in read_manifest(bundle / MANIFEST_FILE).models]])


def _row(info: ModelInfo) -> str:
    sets = info.metrics["sets"]
    accuracies = [f"{sets[name]['accuracy']:.2%}" if name in sets else "–" for name in (MNIST_TEST, PEN_STROKES)]
    size = info.metrics["onnx_bytes"] / 1e6
    cells = (info.title, f"`{info.name}`", *accuracies, f"{info.metrics['milliseconds']:.3f} ms", f"{size:.2f} MB")
    return f"| {' | '.join(cells)} |"
