"""`digits models`: the models of the bundle and what was measured of them."""

import argparse
import sys
from typing import Any

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.command_line.formats import Layout, percent, write_line
from digit_recognizer.contract import MNIST_TEST, PEN_STROKES

COLUMNS = ("name", "title", "family", "is_default", "accuracy", "drawings_accuracy", "milliseconds", "bytes")
TITLES = ("name", "title", "family", "MNIST", "drawings", "one image", "file")


def list_models(options: argparse.Namespace) -> int:
    """Prints the models in the bundle's order, the most accurate on MNIST first; returns 0.

    Raises:
        BundleError: the bundle is missing or damaged.
    """
    manifest = Bundle.open().manifest
    layout = model_layout(manifest.models, manifest.default_model)
    for line in layout.opening(options.format):
        write_line(line, sys.stdout)
    for info in manifest.models:
        write_line(layout.line(info, options.format), sys.stdout)
    return 0


def model_layout(models: tuple[ModelInfo, ...], default_model: str) -> Layout[ModelInfo]:
    """Returns how the models of a bundle are written, in columns as wide as they need."""

    def record(info: ModelInfo) -> dict[str, Any]:
        sets = info.metrics["sets"]
        accuracies = [sets.get(name, {}).get("accuracy") for name in (MNIST_TEST, PEN_STROKES)]
        about = (info.name, info.title, info.family, info.name == default_model)
        values = (*about, *accuracies, info.metrics["milliseconds"], info.graph.bytes)
        return dict(zip(COLUMNS, values, strict=True))

    def cells(info: ModelInfo) -> list[str]:
        said = record(info)
        return [
            f"{info.name} (default)" if said["is_default"] else info.name,
            info.title,
            info.family,
            percent(said["accuracy"], 2),
            percent(said["drawings_accuracy"], 2),
            f"{said['milliseconds']:.3f} ms",
            f"{said['bytes'] / 1e6:.2f} MB",
        ]

    table = [TITLES, *map(cells, models)]
    return Layout(
        record=record,
        columns=COLUMNS,
        row=lambda info: list(record(info).values()),
        cells=cells,
        widths=[max(map(len, column)) for column in zip(*table, strict=True)],
        titles=TITLES,
    )
