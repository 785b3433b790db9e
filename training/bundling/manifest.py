"""The bundle's table of contents."""

from pathlib import Path
from typing import Any

from digit_recognizer.bundle.bundle import MANIFEST_FILE, MANIFEST_VERSION
from training.evaluation.sets import MNIST_TEST
from training.store.files import read_json, sha256_of, write_json
from training.zoo import DEFAULT_MODEL, ZOO
from training.zoo.line_reader import LINE_READER
from training.zoo.spec import ModelSpec

BUNDLE_VERSION = "0.2.0"
HEADLINES = ("accuracy", "ece")


def write_manifest(bundle: Path) -> None:
    """Lists every model folder of the bundle that the zoo knows, the most accurate on MNIST first."""
    found = [(name, _manifest_entry(bundle, spec)) for name, spec in ZOO.items() if _is_exported(bundle, spec)]
    entries = dict(sorted(found, key=lambda named: -named[1]["metrics"]["sets"][MNIST_TEST]["accuracy"]))
    write_json(
        bundle / MANIFEST_FILE,
        {
            "manifest_version": MANIFEST_VERSION,
            "bundle_version": BUNDLE_VERSION,
            "default_model": DEFAULT_MODEL if DEFAULT_MODEL in entries else next(iter(entries)),
            "models": entries,
            "line_reader": _manifest_entry(bundle, LINE_READER) if _is_exported(bundle, LINE_READER) else None,
        },
    )


def _is_exported(bundle: Path, spec: ModelSpec) -> bool:
    return (bundle / "models" / spec.name / "model.onnx").exists()


def _manifest_entry(bundle: Path, spec: ModelSpec) -> dict[str, Any]:
    folder = bundle / "models" / spec.name
    metrics = read_json(folder / "metrics.json")
    config = read_json(folder / "config.json")
    files = [folder / name for name in ("model.onnx", "metrics.json", "config.json")]
    return {
        "title": spec.title,
        "family": spec.family,
        "temperature": config.get("calibration", {}).get("temperature"),
        "rejection_threshold": config.get("rejection_threshold"),
        "metrics": {
            "sets": {
                name: {headline: measured[headline] for headline in HEADLINES if headline in measured}
                for name, measured in metrics["sets"].items()
            },
            "parameters": metrics["parameters"],
            "onnx_bytes": metrics["onnx_bytes"],
            "milliseconds": metrics["milliseconds"],
            "training_seconds": metrics["training_seconds"],
        },
        "files": [
            {
                "path": file.relative_to(bundle).as_posix(),
                "sha256": sha256_of(file),
                "bytes": file.stat().st_size,
            }
            for file in files
        ],
    }
