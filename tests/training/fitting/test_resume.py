"""An interrupted network goes on where it stopped, unless its recipe has changed since."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from tests.training.conftest import count_epochs, quick
from training.fitting.fit import fit_models
from training.store.files import read_json

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spec():
    small = quick("ann_keras")
    return dataclasses.replace(small, training={**small.training, "epochs": 3})


def interrupt(spec, data, runs, epochs_run, epochs):
    """Fits until that many epochs of six are done: three beside the validation rows, three on all rows."""
    epochs_run["interrupt_after"] = epochs
    with pytest.raises(KeyboardInterrupt):
        fit_models([spec], data, runs)
    epochs_run.update(run=0, interrupt_after=None)


@dataclasses.dataclass(frozen=True)
class Resumed:
    """A run that was interrupted beside the validation rows after two epochs, and a fit that went on from a copy."""

    interrupted: Path
    finished: Path
    epochs_run: int


@pytest.fixture(scope="module")
def resumed(spec, small_data, tmp_path_factory) -> Resumed:
    interrupted, finished = (tmp_path_factory.mktemp(name) / "runs" for name in ("interrupted", "finished"))
    with pytest.MonkeyPatch.context() as patch:
        epochs_run = count_epochs(patch)
        interrupt(spec, small_data, interrupted, epochs_run, 2)
        shutil.copytree(interrupted, finished)
        fit_models([spec], small_data, finished)
    return Resumed(interrupted, finished, epochs_run["run"])


def test_training_goes_on_where_it_was_stopped_beside_validation(spec, resumed):
    assert resumed.epochs_run == 1 + 3
    assert len(read_json(resumed.finished / spec.name / "history.json")["loss"]) == 3


def test_training_goes_on_where_it_was_stopped_on_all_rows(spec, small_data, tmp_path, epochs_run):
    interrupt(spec, small_data, tmp_path, epochs_run, 3 + 2)
    fit_models([spec], small_data, tmp_path)
    assert epochs_run["run"] == 3 + 1
    assert len(read_json(tmp_path / spec.name / "history.json")["loss"]) == 3


def test_the_history_has_every_epoch_also_those_before_the_interruption(spec, resumed):
    log = (resumed.interrupted / spec.name / "selection" / "history.jsonl").read_text(encoding="utf-8")
    before = [json.loads(line) for line in log.splitlines()]
    assert [line["epoch"] for line in before] == [0, 1]
    history = read_json(resumed.finished / spec.name / "history.json")
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
def test_another_recipe_and_force_start_from_the_beginning(spec, small_data, resumed, epochs_run, tmp_path, *, change):
    runs = shutil.copytree(resumed.interrupted, tmp_path / "runs")
    if change == "recipe":
        spec = dataclasses.replace(spec, training={**spec.training, "learning_rate": 1e-2})
    fit_models([spec], small_data, runs, force=change == "force")
    assert epochs_run["run"] == 3 + 3
    assert len(read_json(runs / spec.name / "history.json")["loss"]) == 3


def test_a_finished_run_leaves_no_backups(spec, resumed):
    left = {file.name for file in (resumed.finished / spec.name).iterdir()}
    assert left == {"model.keras", "config.json", "history.json"}
