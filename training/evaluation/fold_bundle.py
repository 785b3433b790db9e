"""Serves the network that has not seen some writers, so that what serving builds on it can be measured on them."""

from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import BundledFile, Manifest, ModelInfo
from digit_recognizer.files import write_atomically
from training.backends import backend_of
from training.backends.line_reader_graph import line_reader_graph
from training.backends.served_graph import served_graph
from training.store.files import sha256_of
from training.store.runs import RunError, RunFolder
from training.zoo.line_reader import LINE_READER
from training.zoo.spec import ModelSpec


def fold_bundle(spec: ModelSpec, run: RunFolder, fold: int, folder: Path, *, of_contributors: bool = False) -> Bundle:
    """Exports the networks of one fold into `folder`: a bundle of one model with the shipped one's calibration.

    The line reader, which reads numbers with it, has not seen the fold's writers either.

    Args:
        spec: a recipe that learns from handwriting.
        run: holds its networks.
        fold: whose people it has not seen.
        folder: where to write.
        of_contributors: only UNIPEN's contributors will be read; a line reader that learns from none of them serves as
            it is.

    Raises:
        RunError: the model, or the line reader beside it, has not been fitted.
    """
    weights = run.fold(fold) / backend_of(spec).WEIGHTS_FILE
    files = _written(served_graph(spec, weights, run.calibration()), folder / f"{spec.name}.onnx")
    info = ModelInfo(spec.name, spec.title, spec.family, {}, files, rejection_threshold=read_threshold(run))
    is_unseen_by_shipped = of_contributors and not LINE_READER.learns_from_contributors
    reader = _line_reader(run, None if is_unseen_by_shipped else fold, folder)
    return Bundle(folder, Manifest(f"fold {fold}", spec.name, (info,), reader))


def read_threshold(run: RunFolder) -> float:
    """Returns the digit probability from which the model takes something for a digit.

    Raises:
        RunError: the model has not been fitted, or is no detector.
    """
    threshold = run.read_config().rejection_threshold
    if threshold is None:
        raise RunError(f"{run.path.name} tells no digit from what is none: {run.config} has no rejection_threshold.")
    return threshold


def line_reader_run(run: RunFolder) -> RunFolder:
    """Returns the line reader's run beside a model's."""
    return RunFolder(run.path.with_name(LINE_READER.name))


def _line_reader(run: RunFolder, fold: int | None, folder: Path) -> ModelInfo:
    """Exports the line reader's network of one fold, or the one that ships."""
    spec = LINE_READER
    fitted = line_reader_run(run)
    fitted.read_config()
    network = fitted.path if fold is None else fitted.fold(fold)
    content = line_reader_graph(spec, network / backend_of(spec).WEIGHTS_FILE)
    return ModelInfo(spec.name, spec.title, spec.family, {}, _written(content, folder / f"{spec.name}.onnx"))


def _written(content: bytes, path: Path) -> tuple[BundledFile, ...]:
    write_atomically(path, lambda file: file.write(content))
    return (BundledFile(path.name, sha256_of(path), len(content)),)
