"""Turns fitted models into served graphs, proves that they answer the same, and assembles the bundle."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer import __version__
from digit_recognizer.bundle.manifest import MANIFEST_FILE, MANIFEST_VERSION
from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session, run_session
from training.backends import backend_of
from training.backends.served_graph import served_graph
from training.bundling.line_reader import export_line_reader
from training.data.images import LabelledImages
from training.evaluation.evaluate import write_metrics
from training.evaluation.sets import MNIST_TEST
from training.evaluation.timing import median_milliseconds
from training.store.files import ensure_writable, read_json, sha256_of, write_json
from training.store.runs import RunFolder
from training.zoo import DEFAULT_MODEL, ZOO
from training.zoo.line_reader import LINE_READER
from training.zoo.spec import ModelSpec

PARITY_TOLERANCE = 1e-4
TIMED_RUNS = 500
WARM_UP_RUNS = 20
HEADLINES = ("accuracy", "ece")
logger = logging.getLogger(__name__)


def export_models(specs: Sequence[ModelSpec], rows: LabelledImages, runs: Path, bundle: Path) -> None:
    """Exports each model into `bundle` and lists it in the manifest.

    Args:
        specs: evaluated models.
        rows: MNIST's test rows; only the native models' answers to them are compared, never the labels.
        runs: where the fitted models lie.
        bundle: the folder that gets `models/<name>/` and manifest.json.

    Raises:
        RunError: a model has not been fitted or evaluated.
        OSError: the bundle cannot be written.
    """
    from tqdm import tqdm

    ensure_writable(bundle)
    for spec in tqdm(specs, desc="exporting", unit="model"):
        run = RunFolder(runs / spec.name)
        metrics = (export_line_reader if spec.learns_from == "lines" else export_model)(spec, rows, run)
        logger.info("%s: parity %s", spec.name, metrics["parity"])
        _copy_to_bundle(spec, run, bundle)
    write_manifest(bundle)


def export_model(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> dict[str, Any]:
    """Writes one model's graph and adds parity, size and speed to its metrics; returns the metrics."""
    calibration = run.calibration()
    native = run.load_probabilities(MNIST_TEST)
    content = served_graph(spec, run.path / backend_of(spec).WEIGHTS_FILE, calibration)
    write_atomically(run.onnx, lambda file: file.write(content))
    session = open_session(content)
    changes = {
        "parity": compare_answers(native, run_session(session, rows.images)),
        "onnx_bytes": len(content),
        "milliseconds": round(
            median_milliseconds(partial(run_session, session), rows.images, WARM_UP_RUNS, TIMED_RUNS), 3
        ),
    }
    return write_metrics(run, changes)


def compare_answers(native: np.ndarray, served: np.ndarray) -> dict[str, Any]:
    """Counts where served probabilities [n, 10] differ from native ones.

    Rows beyond the tolerance are named: they are ties between trees' thresholds or neighbours' distances, which
    float32 and float64 break in different ways.
    """
    gaps = np.abs(native - served).max(axis=1)
    beyond = np.flatnonzero(gaps > PARITY_TOLERANCE)
    other_label = np.flatnonzero(native.argmax(axis=1) != served.argmax(axis=1))
    return {
        "rows": len(native),
        "same_label": int(len(native) - len(other_label)),
        "other_label_rows": other_label.tolist(),
        "within_tolerance": int(len(native) - len(beyond)),
        "beyond_tolerance_rows": beyond.tolist(),
        "tolerance": PARITY_TOLERANCE,
        "largest_gap_within": float(np.delete(gaps, beyond).max(initial=0)),
    }


def _copy_to_bundle(spec: ModelSpec, run: RunFolder, bundle: Path) -> None:
    folder = bundle / "models" / spec.name
    for source in (run.onnx, run.metrics, run.config):
        content = source.read_bytes()
        write_atomically(folder / source.name, lambda file, content=content: file.write(content))


def write_manifest(bundle: Path) -> None:
    """Lists every model folder of the bundle that the zoo knows, the most accurate on MNIST first."""
    found = [(name, _manifest_entry(bundle, spec)) for name, spec in ZOO.items() if _is_exported(bundle, spec)]
    entries = dict(sorted(found, key=lambda named: -named[1]["metrics"]["sets"][MNIST_TEST]["accuracy"]))
    write_json(
        bundle / MANIFEST_FILE,
        {
            "manifest_version": MANIFEST_VERSION,
            "bundle_version": __version__,
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
