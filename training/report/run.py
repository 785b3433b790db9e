"""What `report` does: trains what is missing, then draws and writes."""

from pathlib import Path

from training.data import DigitData
from training.files import ensure_writable
from training.pen_drawings import PenDrawings
from training.report.folders import ReportFolders
from training.runs import is_in_bundle
from training.zoo import SERVED, ZOO, with_helpers
from training.zoo.grids import TUNINGS
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
    from training.trials import run_trials
    from training.tune import tune

    for folder in (folders.assets, runs):
        ensure_writable(folder)
    _bundle_missing(data, drawings, folders, runs)
    for tuning in TUNINGS.values():
        tune(tuning, data, folders.reference)
    run_trials(list(SYSTEMS.values()), data, folders.reference, folders.bundle)


def _bundle_missing(data: DigitData, drawings: PenDrawings | None, folders: ReportFolders, runs: Path) -> None:
    missing = [spec for spec in SERVED.values() if not is_in_bundle(spec, folders.bundle)]
    if not missing:
        return
    from training.evaluate import EvaluationData, evaluate_models, outliers_for
    from training.export import export_models
    from training.fit import fit_models

    fit_models(with_helpers(missing), data, runs)
    measured = [spec for spec in missing if spec.name in ZOO]
    evaluate_models(measured, EvaluationData(data.test, drawings, outliers=outliers_for(measured)), runs)
    export_models(missing, data.test, runs, folders.bundle)


def write_all(data: DigitData, folders: ReportFolders) -> None:
    """Draws every figure and writes REPORT.md from what has been measured.

    Raises:
        RunError: something has not been trained.
    """
    from training.concepts.write import write_concepts
    from training.report.findings import gather
    from training.report.write import write_report

    findings = gather(data, folders.reference, folders.bundle)
    write_concepts(folders.figures, folders.concepts)
    write_report(findings, folders)
