"""What `report` does: trains what is missing, then draws and writes."""

from pathlib import Path

from training.data.images import DigitData
from training.fitting.needs import Need, find_needs_of_fitting
from training.fitting.tune import read_outcome, tune, tuning_file
from training.report.trials import read_trials, run_trials, seeds_left
from training.store.assets import ReportFolders
from training.store.files import ensure_writable
from training.store.runs import is_in_bundle
from training.synthesis.pen_drawings import PenDrawings
from training.zoo import SERVED, ZOO, with_helpers
from training.zoo.grids import TUNINGS
from training.zoo.spec import ModelSpec
from training.zoo.systems import SYSTEMS


def train_missing(data: DigitData, drawings: PenDrawings | None, folders: ReportFolders, runs: Path) -> None:
    """Trains whatever the report needs and does not find; stopped and started again, it repeats nothing.

    Args:
        data: MNIST.
        drawings: pen drawings on which new models are measured too.
        folders: where outcomes are kept.
        runs: the folder of native weights.

    Raises:
        OSError: a folder cannot be written or the disk is full; said before any training.
    """
    for folder in (folders.assets, runs):
        ensure_writable(folder)
    _bundle_missing(data, drawings, folders, runs)
    for tuning in TUNINGS.values():
        tune(tuning, data, folders.reference)
    run_trials(list(SYSTEMS.values()), data, folders.reference, folders.bundle)


def find_needs_of_report(folders: ReportFolders, runs: Path) -> list[Need]:
    """Looks for everything beside MNIST that `train_missing` takes, and counts what it is going to train."""
    missing = _missing_models(folders)
    searches = [name for name in TUNINGS if not _is_searched(folders, name)]
    systems = [
        system.name
        for system in SYSTEMS.values()
        if system.tuned_by in searches
        or (system.is_bundled and system.spec in missing)
        or seeds_left(system, read_trials(system, folders.reference, folders.bundle).trials)
    ]
    parts = {"models to bundle": [spec.name for spec in missing], "searches": searches, "systems to train": systems}
    counted = [Need(name, f"{len(names)} ({', '.join(names)})" if names else "0") for name, names in parts.items()]
    return [*counted, *find_needs_of_fitting(with_helpers(missing), runs, folders.bundle)]


def _is_searched(folders: ReportFolders, name: str) -> bool:
    file = tuning_file(folders.reference, name)
    return file.exists() and read_outcome(folders.reference, name).best is not None


def _missing_models(folders: ReportFolders) -> list[ModelSpec]:
    return [spec for spec in SERVED.values() if not is_in_bundle(spec, folders.bundle)]


def _bundle_missing(data: DigitData, drawings: PenDrawings | None, folders: ReportFolders, runs: Path) -> None:
    missing = _missing_models(folders)
    if not missing:
        return
    from training.bundling.export import export_models
    from training.evaluation.evaluate import evaluate_models
    from training.evaluation.sets import EvaluationData, outliers_for
    from training.fitting.fit import fit_models

    fit_models(with_helpers(missing), data, runs)
    measured = [spec for spec in missing if spec.name in ZOO]
    evaluate_models(measured, EvaluationData(data.test, drawings, outliers=outliers_for(measured)), runs)
    export_models(missing, data.test, runs, folders.bundle)


def write_all(data: DigitData, folders: ReportFolders) -> None:
    """Draws every figure and writes REPORT.md from what has been measured.

    Raises:
        RunError: something has not been trained.
    """
    from training.report.concepts.write import write_concepts
    from training.report.findings import gather
    from training.report.write import write_report

    findings = gather(data, folders.reference, folders.bundle)
    write_concepts(folders.figures, folders.concepts)
    write_report(findings, folders)
