"""Exports fitted models, each along its course, and assembles the bundle."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from operator import methodcaller
from pathlib import Path

from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session, run_session
from training.bundling.courses import export_course
from training.bundling.export_model import compare_answers
from training.bundling.manifest import write_manifest
from training.data.images import LabelledImages
from training.store.files import ensure_writable, sha256_of
from training.store.losses import Amounts, MayDrop, amounts_of, check_nothing_lost, lost, refuse
from training.store.runs import RunFolder
from training.zoo import ZOO
from training.zoo.spec import ModelSpec

logger = logging.getLogger(__name__)


def export_models(
    specs: Sequence[ModelSpec], rows: LabelledImages, runs: Path, bundle: Path, may_drop: MayDrop = refuse
) -> None:
    """Exports each model into `bundle` and lists it in the manifest.

    Args:
        specs: evaluated models.
        rows: MNIST's test rows; only the native models' answers to them are compared, never the labels.
        runs: where the fitted models lie.
        bundle: the folder that gets `models/<name>/` and manifest.json.
        may_drop: asked before the bundle says less of a model than it did.

    Raises:
        RunError: a model has not been fitted or evaluated.
        LossError: the bundle would say less than before, and nobody agrees; it is left as it was.
        OSError: the bundle cannot be written.
    """
    from tqdm import tqdm

    ensure_writable(bundle)
    for spec in tqdm(specs, desc="exporting", unit="model"):
        export_to_run(spec, rows, RunFolder(runs / spec.name), bundle)
    put_into_bundle(specs, runs, bundle, may_drop)


def export_to_run(spec: ModelSpec, rows: LabelledImages, run: RunFolder, bundle: Path) -> None:
    """Writes one model's served graph into its run, beside what was measured of it."""
    metrics = export_course(spec)(spec, rows, run)
    logger.info("%s: parity %s", spec.name, metrics.parity)
    if spec.name in ZOO:
        _take_over_figures(run, RunFolder(bundle / "models" / spec.name), rows)


def _take_over_figures(run: RunFolder, served: RunFolder, rows: LabelledImages) -> None:
    """Lets figures of the bundle's graph stand for a new graph of the same weights, where both answer alike."""
    metrics, graph = run.read_metrics(), sha256_of(run.onnx)
    if metrics.measured_graph in (None, graph) or not served.onnx.exists():
        return
    if metrics.measured_graph != sha256_of(served.onnx):
        return
    old, new = (run_session(open_session(folder.onnx.read_bytes()), rows.images) for folder in (served, run))
    if not compare_answers(old, new).beyond_tolerance_rows:
        replace(metrics, measured_graph=graph).write(run.metrics)


def put_into_bundle(specs: Sequence[ModelSpec], runs: Path, bundle: Path, may_drop: MayDrop = refuse) -> None:
    """Copies graph, figures and configuration of exported models into the bundle, all of them or none.

    Raises:
        LossError: the bundle would say less than before, and nobody agrees.
    """
    places = [(spec, RunFolder(runs / spec.name), RunFolder(bundle / "models" / spec.name)) for spec in specs]
    losses = {spec.name: lost(_said(served, spec), _said(run, spec)) for spec, run, served in places}
    names = [name for name, parts in losses.items() if parts]
    advice = f"`python -m training make {' '.join(names)}` calibrates and measures before it exports."
    check_nothing_lost("Exporting", losses, advice, may_drop)
    for _, run, served in places:
        for source in (run.onnx, run.metrics, run.config):
            content = source.read_bytes()
            write_atomically(served.path / source.name, methodcaller("write", content))
    write_manifest(bundle)


def _said(folder: RunFolder, spec: ModelSpec) -> Amounts:
    """Returns what a run or the bundle says of a model; nothing where it is not there."""
    if not (folder.onnx.exists() and folder.config.exists() and folder.metrics.exists()):
        return {}
    metrics = folder.read_metrics() if spec.name in ZOO else folder.read_line_reader_metrics()
    return amounts_of(metrics, folder.read_config(), sha256_of(folder.onnx))
