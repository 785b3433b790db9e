"""Exports fitted models, each along its course, and assembles the bundle."""

import logging
from collections.abc import Sequence
from operator import methodcaller
from pathlib import Path

from digit_recognizer.files import write_atomically
from training.bundling.courses import export_course
from training.bundling.manifest import write_manifest
from training.data.images import LabelledImages
from training.store.files import ensure_writable
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

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
        metrics = export_course(spec)(spec, rows, run)
        logger.info("%s: parity %s", spec.name, metrics.parity)
        _copy_to_bundle(spec, run, bundle)
    write_manifest(bundle)


def _copy_to_bundle(spec: ModelSpec, run: RunFolder, bundle: Path) -> None:
    folder = bundle / "models" / spec.name
    for source in (run.onnx, run.metrics, run.config):
        content = source.read_bytes()
        write_atomically(folder / source.name, methodcaller("write", content))
