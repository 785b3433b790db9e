"""The bundle's table of contents."""

from pathlib import Path
from typing import Any

from digit_recognizer import __version__
from digit_recognizer.bundle.manifest import MANIFEST_FILE, MANIFEST_VERSION
from training.evaluation.sets import MNIST_TEST
from training.store.figures import DigitFigures, LineFigures, SetFigures
from training.store.files import read_json, sha256_of, write_json
from training.store.metrics import LineReaderMetrics, ModelMetrics
from training.store.runs import RunFolder
from training.zoo import DEFAULT_MODEL, ZOO
from training.zoo.line_reader import LINE_READER
from training.zoo.spec import ModelSpec


def write_manifest(bundle: Path) -> None:
    """Lists every model folder of the bundle that the zoo knows, the most accurate on MNIST first."""
    found = {name: _folder(bundle, spec) for name, spec in ZOO.items() if _folder(bundle, spec).onnx.exists()}
    metrics = {name: folder.read_metrics() for name, folder in found.items()}
    names = sorted(found, key=lambda name: -metrics[name].sets[MNIST_TEST].accuracy)
    reader = _folder(bundle, LINE_READER)
    write_json(
        bundle / MANIFEST_FILE,
        {
            "manifest_version": MANIFEST_VERSION,
            "bundle_version": __version__,
            "default_model": DEFAULT_MODEL if DEFAULT_MODEL in names else names[0],
            "models": {name: _entry(bundle, ZOO[name], metrics[name]) for name in names},
            "line_reader": _entry(bundle, LINE_READER, reader.read_line_reader_metrics())
            if reader.onnx.exists()
            else None,
        },
    )


def is_listed(bundle: Path, name: str) -> bool:
    """Says whether the manifest names a model's files as they are; not where a command ended before it wrote that."""
    models = read_json(bundle / MANIFEST_FILE)["models"]
    return name in models and models[name]["files"] == _files(bundle, _folder(bundle, ZOO[name]))


def _folder(bundle: Path, spec: ModelSpec) -> RunFolder:
    return RunFolder(bundle / "models" / spec.name)


def _entry(bundle: Path, spec: ModelSpec, metrics: ModelMetrics | LineReaderMetrics) -> dict[str, Any]:
    folder = _folder(bundle, spec)
    config = folder.read_config()
    return {
        "title": spec.title,
        "family": spec.family,
        "temperature": config.calibration and config.calibration.temperature,
        "rejection_threshold": config.rejection_threshold,
        "metrics": {
            "sets": {name: _headlines(figures) for name, figures in metrics.sets.items()},
            "parameters": metrics.parameters,
            "onnx_bytes": metrics.onnx_bytes,
            "milliseconds": metrics.milliseconds,
            "training_seconds": metrics.training_seconds,
            **_real_characters(metrics),
        },
        "files": _files(bundle, folder),
    }


def _files(bundle: Path, folder: RunFolder) -> list[dict[str, Any]]:
    return [
        {"path": file.relative_to(bundle).as_posix(), "sha256": sha256_of(file), "bytes": file.stat().st_size}
        for file in (folder.onnx, folder.metrics, folder.config)
    ]


def _real_characters(metrics: ModelMetrics | LineReaderMetrics) -> dict[str, dict[str, float]]:
    """Returns what the page says of telling digits from letters; nothing where that was not measured."""
    real = metrics.real_characters if isinstance(metrics, ModelMetrics) else None
    if real is None:
        return {}
    figures = {"auroc": real.auroc, "refused_digits": real.refused_digits, "passed_characters": real.passed_characters}
    return {"real_characters": figures}


def _headlines(figures: SetFigures | LineFigures) -> dict[str, float]:
    """Returns what callers see of a set: its accuracy, and the calibration error where there is one."""
    calibration_error = {"ece": figures.ece} if isinstance(figures, DigitFigures) else {}
    return {"accuracy": figures.accuracy, **calibration_error}
