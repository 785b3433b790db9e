"""Cycles go on from each other; what ships is the mean of what they end with."""

import dataclasses

import pytest

from tests.training.fitting.json_backend import JsonBackend
from training.fitting.folds import cycled
from training.fitting.folds.cycled import train_common, train_network
from training.store.files import read_json
from training.store.runs import RunFolder
from training.zoo import ZOO


@pytest.fixture
def trained(monkeypatch, tmp_path):
    """Returns a function that trains the network without a fold, each cycle adding ten times its epochs' number."""
    monkeypatch.setattr(cycled, "backend_of", lambda spec: JsonBackend())
    monkeypatch.setattr(
        "training.fitting.folds.epochs.average", lambda ends: sum(read_json(end) for end in ends) / len(ends)
    )
    run = RunFolder(tmp_path / "cnn")

    def train_stage(stage):
        start = read_json(stage.start) if stage.start else 0
        return start + 10 * stage.cycle.recipe["epochs"], {"loss": [float(stage.cycle.first_epoch)]}

    def train(*cycles, fold=None):
        spec = dataclasses.replace(ZOO["cnn"], training={"cycles": cycles})
        train_common(spec, run, train_stage)
        train_network(spec, run, train_stage, fold)
        folder = run.fold(fold)
        return read_json(folder / "model.keras"), read_json(folder / "history.json")["loss"]

    return train


def test_what_ships_is_the_mean_of_what_the_cycles_end_with(trained):
    assert trained({"epochs": 1}, {"epochs": 2}) == ((10 + 30) / 2, [0.0, 1.0])


def test_common_cycles_are_gone_on_from_but_not_averaged(trained):
    cycles = {"epochs": 5, "common": True}, {"epochs": 1}, {"epochs": 2}
    assert trained(*cycles) == ((60 + 80) / 2, [0.0, 5.0, 6.0])
    assert trained(*cycles, fold=2) == ((60 + 80) / 2, [5.0, 6.0])
