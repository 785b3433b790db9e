"""A bundle's table of contents: what manifest.json says of the bundle, its models and their files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from digit_recognizer.errors import BundleError

MANIFEST_FILE = "manifest.json"
MANIFEST_VERSION = 1


@dataclass(frozen=True)
class BundledFile:
    """One file of a bundle: its path in the bundle, its SHA-256 in hexadecimal, its size in bytes."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class ModelInfo:
    """What a bundle says of one model.

    Attributes:
        metrics: headline figures: for each evaluation set, accuracy in 0 to 1 and the like; milliseconds for
            one image on one thread; parameters.
        rejection_threshold: the least `digit_probability`, 0 to 1, of what is taken for a digit; None for a model that
            is no detector.
    """

    name: str
    title: str
    family: str
    metrics: Mapping[str, Any]
    files: tuple[BundledFile, ...]
    rejection_threshold: float | None = None

    @property
    def graph(self) -> BundledFile:
        """The file that serves this model."""
        return next(file for file in self.files if file.path.endswith(".onnx"))


@dataclass(frozen=True)
class Manifest:
    """A bundle's table of contents.

    Attributes:
        bundle_version: of the models and their figures.
        default_model: the name of the one that answers when none is named.
        models: those that one can choose from.
        line_reader: the network that helps all of them to read whole numbers; older bundles have none.
    """

    bundle_version: str
    default_model: str
    models: tuple[ModelInfo, ...]
    line_reader: ModelInfo | None = None

    @property
    def served(self) -> tuple[ModelInfo, ...]:
        """Everything that has a graph to open: the models, and the line reader if there is one."""
        return (*self.models, self.line_reader) if self.line_reader else self.models


def read_manifest(path: Path) -> Manifest:
    """Reads manifest.json.

    Raises:
        BundleError: it is missing, damaged, or of another version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BundleError(f"No bundle at {path.parent}: {path.name} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise BundleError(f"{path} is damaged: {error}.") from error
    try:
        if content["manifest_version"] != MANIFEST_VERSION:
            raise BundleError(
                f"{path} has manifest version {content['manifest_version']}; this program reads version "
                f"{MANIFEST_VERSION}. Update digit_recognizer, or use an older bundle."
            )
        models = tuple(_read_model(name, entry) for name, entry in content["models"].items())
        line_reader = content.get("line_reader")
        manifest = Manifest(
            content["bundle_version"],
            content["default_model"],
            models,
            None if line_reader is None else _read_model("line_reader", line_reader),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{path} is damaged: it lacks {error}.") from error
    if manifest.default_model not in {model.name for model in manifest.models}:
        raise BundleError(f"{path} is damaged: its default model {manifest.default_model!r} is not among its models.")
    for model in manifest.served:
        _check_files(path, model)
        _check_threshold(path, model)
    return manifest


def _check_files(path: Path, model: ModelInfo) -> None:
    if not any(file.path.endswith(".onnx") for file in model.files):
        raise BundleError(f"{path} is damaged: it lists no graph (.onnx) for {model.name!r}.")
    for file in model.files:
        if PurePosixPath(file.path).is_absolute() or ".." in PurePosixPath(file.path).parts:
            raise BundleError(f"{path} is damaged: {file.path!r} lies outside the bundle.")


def _check_threshold(path: Path, model: ModelInfo) -> None:
    threshold = model.rejection_threshold
    is_number = isinstance(threshold, int | float) and not isinstance(threshold, bool)
    if threshold is not None and not (is_number and 0 <= threshold <= 1):
        raise BundleError(
            f"{path} is damaged: the rejection threshold of {model.name!r} must be a number from 0 to 1; received "
            f"{threshold!r}. Export the bundle again."
        )


def _read_model(name: str, entry: Mapping[str, Any]) -> ModelInfo:
    files = tuple(BundledFile(file["path"], file["sha256"], file["bytes"]) for file in entry["files"])
    return ModelInfo(name, entry["title"], entry["family"], entry["metrics"], files, entry.get("rejection_threshold"))
