"""An interrupted network goes on where it stopped, unless its recipe has changed since."""

import dataclasses
import json

import pytest

from tests.training.conftest import quick
from training.fitting.fit import fit_models
from training.store.files import read_json

pytestmark = pytest.mark.slow


@pytest.fixture
def spec():
    small = quick("ann_keras")
    return dataclasses.replace(small, training={**small.training, "epochs": 3})


@pytest.fixture
def interrupt(spec, small_data, tmp_path, epochs_run):
    """Fits until that many epochs of six are done: three beside the validation rows, three on all rows."""

    def fit_until(epochs):
        epochs_run["interrupt_after"] = epochs
        with pytest.raises(KeyboardInterrupt):
            fit_models([spec], small_data, tmp_path)
        epochs_run.update(run=0, interrupt_after=None)
        return tmp_path

    return fit_until


@pytest.mark.parametrize("stop", [(2, 1 + 3), (5, 3 + 1)], ids=["beside validation", "on all rows"])
def test_training_goes_on_where_it_was_stopped(spec, small_data, interrupt, epochs_run, stop):
    epochs, left = stop
    runs = interrupt(epochs)
    fit_models([spec], small_data, runs)
    assert epochs_run["run"] == left
    assert len(read_json(runs / spec.name / "history.json")["loss"]) == 3


def test_the_history_has_every_epoch_also_those_before_the_interruption(spec, small_data, interrupt):
    runs = interrupt(2)
    log = (runs / spec.name / "selection" / "history.jsonl").read_text(encoding="utf-8")
    before = [json.loads(line) for line in log.splitlines()]
    assert [line["epoch"] for line in before] == [0, 1]
    fit_models([spec], small_data, runs)
    history = read_json(runs / spec.name / "history.json")
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert [len(values) for values in history.values()] == [3] * 4
    assert history["loss"][:2] == [line["loss"] for line in before]
    assert history["val_accuracy"][:2] == [line["val_accuracy"] for line in before]


def test_an_epoch_that_was_cut_off_before_its_backup_counts_once(spec, small_data, tmp_path, monkeypatch):
    import keras

    def cut_off(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt
        save(self, epoch, logs)

    save = keras.callbacks.BackupAndRestore.on_epoch_end
    with monkeypatch.context() as patch:
        patch.setattr(keras.callbacks.BackupAndRestore, "on_epoch_end", cut_off)
        with pytest.raises(KeyboardInterrupt):
            fit_models([spec], small_data, tmp_path)
    log = tmp_path / spec.name / "selection" / "history.jsonl"
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2
    fit_models([spec], small_data, tmp_path)
    assert len(read_json(tmp_path / spec.name / "history.json")["loss"]) == 3


@pytest.mark.parametrize("change", ["recipe", "force"])
def test_a_changed_recipe_and_force_start_from_the_beginning(spec, small_data, interrupt, epochs_run, change):
    runs = interrupt(2)
    if change == "recipe":
        spec = dataclasses.replace(spec, training={**spec.training, "learning_rate": 1e-2})
    fit_models([spec], small_data, runs, force=change == "force")
    assert epochs_run["run"] == 3 + 3
    assert len(read_json(runs / spec.name / "history.json")["loss"]) == 3


def test_a_finished_run_leaves_no_backups(spec, small_data, interrupt):
    runs = interrupt(2)
    fit_models([spec], small_data, runs)
    left = {file.name for file in (runs / spec.name).iterdir()}
    assert left == {"model.keras", "config.json", "history.json"}
