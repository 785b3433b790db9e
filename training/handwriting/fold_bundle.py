"""Serves the network that has not seen some writers, so that what serving builds on it can be measured on them."""

from pathlib import Path

from digit_recognizer.bundle import Bundle, BundledFile, Manifest, ModelInfo
from digit_recognizer.files import write_atomically
from training.backends import backend_of
from training.files import sha256_of
from training.runs import RunFolder
from training.served_graph import served_graph
from training.zoo.spec import ModelSpec


def fold_bundle(spec: ModelSpec, run: RunFolder, fold: int, folder: Path) -> Bundle:
    """Exports the network of one fold into `folder`, a bundle of one model with the shipped one's calibration.

    Raises:
        RunError: the model has not been fitted.
    """
    content = served_graph(spec, run.fold(fold) / backend_of(spec).WEIGHTS_FILE, run.calibration())
    path = folder / "model.onnx"
    write_atomically(path, lambda file: file.write(content))
    files = (BundledFile(path.name, sha256_of(path), len(content)),)
    threshold = run.read_config()["rejection_threshold"]
    info = ModelInfo(spec.name, spec.title, spec.family, {}, files, rejection_threshold=threshold)
    return Bundle(folder, Manifest(f"fold {fold}", spec.name, (info,)))
