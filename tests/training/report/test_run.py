"""`report --all` trains what is missing, once, and goes on where it was stopped."""

from dataclasses import replace

import pytest

from tests.training.bundling.served import evaluation_data
from tests.training.conftest import quick
from training.bundling import make
from training.bundling.make import Places
from training.data.images import DigitData
from training.evaluation.sets import EVERY_SET
from training.report import run
from training.store.assets import ReportFolders
from training.store.files import read_json
from training.store.runs import is_in_bundle
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.grids import Tuning
from training.zoo.systems import System

pytestmark = pytest.mark.slow


@pytest.fixture
def data(small_data, monkeypatch) -> DigitData:
    """Small digits for MNIST and for every set that models are measured on."""
    sets = evaluation_data(small_data)
    monkeypatch.setattr(make, "load_evaluation_data", lambda data, pens, unipen: sets)
    monkeypatch.setattr(make, "find_needs", lambda *_: ())
    return DigitData(small_data.train, sets.test, "scikit-learn's digits", "none")


@pytest.fixture
def tree(monkeypatch):
    """Cuts the zoo, the searches and the systems down to one quick tree."""
    spec = quick("decision_tree")
    cut_down_to(spec, monkeypatch)
    return spec


def cut_down_to(spec, monkeypatch) -> None:
    monkeypatch.setattr("training.zoo.systems.ZOO", {spec.name: spec})
    monkeypatch.setattr(run, "SERVED", {spec.name: spec})
    for known in (ZOO, SERVED, TRAINED):
        monkeypatch.setitem(known, spec.name, spec)
    tuning = Tuning(spec, "2", "mnist", [{"max_depth": [1, 6]}])
    monkeypatch.setattr(run, "TUNINGS", {spec.name: tuning})
    systems = (System(spec.name, "2", spec), System("decision_tree_tuned", "2", spec, tuned_by=spec.name))
    monkeypatch.setattr(run, "SYSTEMS", {system.name: system for system in systems})


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


@pytest.fixture
def places(folders, tmp_path):
    return Places(tmp_path / "runs", folders.bundle)


def test_everything_is_trained_once(tree, fits, data, folders, places):
    run.train_missing(data, folders, places)
    # The bundled model beside validation rows and on all rows, its other seeds, and the tuned one with all three.
    assert fits["seeds"] == [0, 0, 1, 2, 0, 1, 2]
    tuned = read_json(folders.reference / "systems" / "decision_tree_tuned.json")
    assert tuned["recipe"]["tuned"] == {"max_depth": 6}
    assert set(tuned["trials"]) == {"0", "1", "2"}
    fits["seeds"].clear()
    run.train_missing(data, folders, places)
    assert fits["seeds"] == []


def test_models_are_made_whole_also_where_an_older_one_stands(tree, data, folders, places, monkeypatch):
    for spec in (tree, replace(tree, seed=5)):
        cut_down_to(spec, monkeypatch)
        run.train_missing(data, folders, places)
        assert is_in_bundle(spec, folders.bundle)
        served = places.served(spec)
        assert served.read_config().calibration.fitted_on == "pen_strokes"
        assert set(served.read_metrics().sets) == EVERY_SET


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("stopped", [(2, [0, 1, 2, 0, 1, 2]), (4, [2, 0, 1, 2]), (6, [1, 2])], ids=str)
def test_a_stopped_report_repeats_no_finished_training(fits, data, folders, places, stopped):
    fits["interrupt_at"], left = stopped
    with pytest.raises(KeyboardInterrupt):
        run.train_missing(data, folders, places)
    fits.update(seeds=[], interrupt_at=None)
    run.train_missing(data, folders, places)
    assert fits["seeds"] == left


@pytest.mark.usefixtures("tree")
def test_a_folder_that_cannot_be_written_is_refused_before_training(fits, data, places, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="cannot be written"):
        run.train_missing(data, ReportFolders(tmp_path / "file" / "assets"), places)
    assert fits["seeds"] == []


@pytest.mark.usefixtures("tree")
def test_what_is_going_to_be_trained_is_counted(data, folders, places):
    def counted():
        return {need.name: need.found for need in run.count_missing(folders)}

    assert counted() == {
        "models to make": "1 (decision_tree)",
        "searches": "1 (decision_tree)",
        "systems to train": "2 (decision_tree, decision_tree_tuned)",
    }
    run.train_missing(data, folders, places)
    assert counted() == {"models to make": "0", "searches": "0", "systems to train": "0"}
