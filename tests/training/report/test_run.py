"""`report --all` trains what is missing, once, and goes on where it was stopped."""

import pytest

from tests.training.conftest import quick
from training.report import run
from training.store.assets import ReportFolders
from training.store.files import read_json
from training.store.runs import is_in_bundle
from training.zoo.grids import Tuning
from training.zoo.systems import System

pytestmark = pytest.mark.slow


@pytest.fixture
def tree(monkeypatch):
    """Cuts the zoo, the searches and the systems down to one quick tree."""
    spec = quick("decision_tree")
    for module in ("training.report.run", "training.zoo.systems"):
        monkeypatch.setattr(f"{module}.ZOO", {spec.name: spec})
    monkeypatch.setattr(run, "SERVED", {spec.name: spec})
    tuning = Tuning(spec, "2", "mnist", [{"max_depth": [1, 6]}])
    monkeypatch.setattr(run, "TUNINGS", {spec.name: tuning})
    systems = (System(spec.name, "2", spec), System("decision_tree_tuned", "2", spec, tuned_by=spec.name))
    monkeypatch.setattr(run, "SYSTEMS", {system.name: system for system in systems})
    return spec


@pytest.fixture
def fits(monkeypatch):
    """Lists every training by seed; interrupts the one whose number stands in `interrupt_at`."""
    from training.backends import sklearn_backend

    counted = {"seeds": [], "interrupt_at": None}
    fit = sklearn_backend.fit

    def count(spec, *arguments):
        counted["seeds"].append(spec.seed)
        if len(counted["seeds"]) == counted["interrupt_at"]:
            raise KeyboardInterrupt
        return fit(spec, *arguments)

    monkeypatch.setattr(sklearn_backend, "fit", count)
    return counted


@pytest.fixture
def folders(tmp_path):
    return ReportFolders(tmp_path / "assets")


def test_everything_is_trained_once(tree, fits, small_data, folders, tmp_path):
    run.train_missing(small_data, None, folders, tmp_path / "runs")
    # The bundled model beside validation rows and on all rows, its other seeds, and the tuned one with all three.
    assert fits["seeds"] == [0, 0, 1, 2, 0, 1, 2]
    assert is_in_bundle(tree, folders.bundle)
    tuned = read_json(folders.reference / "systems" / "decision_tree_tuned.json")
    assert tuned["recipe"]["tuned"] == {"max_depth": 6}
    assert set(tuned["trials"]) == {"0", "1", "2"}
    fits["seeds"].clear()
    run.train_missing(small_data, None, folders, tmp_path / "runs")
    assert fits["seeds"] == []


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("stopped", [(2, [0, 1, 2, 0, 1, 2]), (4, [2, 0, 1, 2]), (6, [1, 2])], ids=str)
def test_a_stopped_report_repeats_no_finished_training(fits, small_data, folders, tmp_path, stopped):
    fits["interrupt_at"], left = stopped
    with pytest.raises(KeyboardInterrupt):
        run.train_missing(small_data, None, folders, tmp_path / "runs")
    fits.update(seeds=[], interrupt_at=None)
    run.train_missing(small_data, None, folders, tmp_path / "runs")
    assert fits["seeds"] == left


@pytest.mark.usefixtures("tree")
def test_a_folder_that_cannot_be_written_is_refused_before_training(fits, small_data, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="cannot be written"):
        run.train_missing(small_data, None, ReportFolders(tmp_path / "file" / "assets"), tmp_path / "runs")
    assert fits["seeds"] == []


def test_what_is_going_to_be_trained_is_counted(tree, fits, small_data, folders, tmp_path):
    def counted():
        return {need.name: need.found for need in run.find_needs_of_report(folders, tmp_path / "runs")}

    before = counted()
    assert before["models to bundle"] == before["searches"] == "1 (decision_tree)"
    assert before["systems to train"] == "2 (decision_tree, decision_tree_tuned)"
    assert before["time"] == "nothing is known of how long it takes to fit decision_tree"
    run.train_missing(small_data, None, folders, tmp_path / "runs")
    assert counted() == {"models to bundle": "0", "searches": "0", "systems to train": "0"}
