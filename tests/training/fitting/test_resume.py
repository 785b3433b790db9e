"""A training that was stopped ends in the very weights that it would have had, unless recipe or data has changed."""

import dataclasses
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.training.conftest import count_epochs, quick
from training.backends import keras_backend
from training.data.images import DigitData
from training.fitting.fit import fit_models
from training.store.files import read_json
from training.store.runs import RunFolder

pytestmark = pytest.mark.slow
# As the last thing of its second epoch this process is gone, without a chance to tidy up.
KILLED_IN_MID_TRAINING = """
import os, signal, sys
from pathlib import Path

import numpy as np

from tests.training.fitting.test_resume import small_network
from training.backends.epochs import EpochCheckpoints
from training.data.images import DigitData, LabelledImages
from training.fitting.fit import fit_models


class Killed(EpochCheckpoints):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            os.kill(os.getpid(), signal.SIGKILL)


import training.backends.epochs

training.backends.epochs.EpochCheckpoints = Killed
rows = LabelledImages(**np.load(sys.argv[1]))
fit_models([small_network()], DigitData(rows, None, "", ""), Path(sys.argv[2]))
"""


def small_network():
    """A network with convolutions, dropout and averaged weights, on little."""
    small = quick("lenet")
    return dataclasses.replace(small, training={**small.training, "epochs": 3, "batch_size": 100})


@pytest.fixture(scope="module")
def spec():
    return small_network()


@pytest.fixture(scope="module")
def small_data(small_data) -> DigitData:
    return dataclasses.replace(small_data, train=small_data.train.take(np.arange(950)))


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


@pytest.fixture(scope="module")
def whole(spec, small_data, tmp_path_factory) -> RunFolder:
    """The same fit, not interrupted."""
    runs = tmp_path_factory.mktemp("whole")
    fit_models([spec], small_data, runs)
    return RunFolder(runs / spec.name)


def assert_same(run: RunFolder, whole: RunFolder) -> None:
    """Compares weights, history and calibration, bit for bit."""
    weights = [keras_backend.load(None, one.path / "model.keras").get_weights() for one in (run, whole)]
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert read_json(run.history) == read_json(whole.history)
    assert run.read_config().calibration == whole.read_config().calibration


def test_training_goes_on_where_it_was_stopped_beside_validation(spec, resumed, whole):
    run = RunFolder(resumed.finished / spec.name)
    assert resumed.epochs_run == 1 + 3
    assert_same(run, whole)
    assert set(read_json(run.history)) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert run.read_config().resumed == {"selection": [2]}
    assert whole.read_config().resumed is None


def test_training_goes_on_where_it_was_stopped_on_all_rows(spec, small_data, tmp_path, epochs_run, whole):
    interrupt(spec, small_data, tmp_path, epochs_run, 3 + 2)
    fit_models([spec], small_data, tmp_path)
    assert epochs_run["run"] == 1
    run = RunFolder(tmp_path / spec.name)
    assert_same(run, whole)
    assert run.read_config().resumed == {"final": [2]}


def test_a_training_that_was_killed_ends_in_the_same_weights(spec, small_data, tmp_path, epochs_run, whole):
    np.savez(tmp_path / "rows.npz", **vars(small_data.train))
    runs = tmp_path / "runs"
    command = [sys.executable, "-c", KILLED_IN_MID_TRAINING, str(tmp_path / "rows.npz"), str(runs)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == -signal.SIGKILL
    fit_models([spec], small_data, runs)
    assert epochs_run["run"] == 1 + 3
    assert_same(RunFolder(runs / spec.name), whole)


@pytest.mark.parametrize("change", ["recipe", "data", "force"])
def test_another_recipe_and_force_start_from_the_beginning(spec, small_data, resumed, epochs_run, tmp_path, *, change):
    runs = shutil.copytree(resumed.interrupted, tmp_path / "runs")
    if change == "recipe":
        spec = dataclasses.replace(spec, training={**spec.training, "learning_rate": 1e-2})
    if change == "data":
        small_data = dataclasses.replace(small_data, train=small_data.train.take(np.arange(900)))
    fit_models([spec], small_data, runs, force=change == "force")
    assert epochs_run["run"] == 3 + 3
    assert len(read_json(runs / spec.name / "history.json")["loss"]) == 3


def test_a_finished_run_leaves_no_backups(spec, resumed):
    left = {file.name for file in (resumed.finished / spec.name).iterdir()}
    assert left == {"model.keras", "config.json", "history.json"}
