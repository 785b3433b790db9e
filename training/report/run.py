"""What `report` does: trains what is missing, then draws and writes."""

from training.bundling.make import Places, make_models
from training.data.images import DigitData
from training.fitting.needs import Need
from training.fitting.tune import read_outcome, tune, tuning_file
from training.report.trials import read_trials, run_trials, seeds_left
from training.store.assets import ReportFolders
from training.store.files import ensure_writable
from training.store.losses import MayDrop, refuse
from training.store.runs import is_in_bundle
from training.zoo import SERVED
from training.zoo.grids import TUNINGS
from training.zoo.spec import ModelSpec
from training.zoo.systems import SYSTEMS


def train_missing(data: DigitData, folders: ReportFolders, places: Places, may_drop: MayDrop = refuse) -> None:
    """Trains whatever the report needs and does not find; stopped and started again, it repeats nothing.

    Args:
        data: MNIST.
        folders: where outcomes are kept.
        places: where models are made that the bundle lacks.
        may_drop: asked before the bundle says less of a model than it did.

    Raises:
        OSError: a folder cannot be written or the disk is full; said before any training.
        NeedsError: what the missing models need is not there; said before any training.
        LossError: the bundle would say less than before, and nobody agrees.
    """
    for folder in (folders.assets, places.runs):
        ensure_writable(folder)
    if missing := _missing_models(folders):
        make_models(missing, lambda _: data, places, may_drop=may_drop)
    for tuning in TUNINGS.values():
        tune(tuning, data, folders.reference)
    run_trials(list(SYSTEMS.values()), data, folders.reference, folders.bundle)


def count_missing(folders: ReportFolders) -> list[Need]:
    """Counts what `train_missing` is going to make, search and train."""
    missing = _missing_models(folders)
    searches = [name for name in TUNINGS if not _is_searched(folders, name)]
    systems = [
        system.name
        for system in SYSTEMS.values()
        if system.tuned_by in searches
        or (system.is_bundled and system.spec in missing)
        or seeds_left(system, read_trials(system, folders.reference, folders.bundle).trials)
    ]
    parts = {"models to make": [spec.name for spec in missing], "searches": searches, "systems to train": systems}
    return [Need(name, f"{len(names)} ({', '.join(names)})" if names else "0") for name, names in parts.items()]


def _is_searched(folders: ReportFolders, name: str) -> bool:
    file = tuning_file(folders.reference, name)
    return file.exists() and read_outcome(folders.reference, name).best is not None


def _missing_models(folders: ReportFolders) -> list[ModelSpec]:
    return [spec for spec in SERVED.values() if not is_in_bundle(spec, folders.bundle)]


def write_all(data: DigitData, folders: ReportFolders) -> None:
    """Draws every figure and writes REPORT.md from what has been measured.

    Raises:
        RunError: something has not been trained.
    """
    from training.report.concepts.write import write_concepts
    from training.report.findings import gather
    from training.report.write import write_report

    findings = gather(data, folders)
    write_concepts(folders.figures, folders.concepts, folders.lessons)
    write_report(findings, folders)
