"""LeNet learns in seconds, by its seed alone, and trainings are timed with what they came to."""

import dataclasses

import numpy as np
import pytest

from tests.training.conftest import quick
from training.__main__ import main
from training.evaluation import race
from training.store.races import RaceOutcome
from training.zoo import ZOO
from training.zoo.lenet_fast import LENET_FAST

pytestmark = pytest.mark.slow
BRIEF = dataclasses.replace(LENET_FAST, filters=(8, 8), units=32, batch_size=64, epochs=8)


def test_a_seed_decides_what_is_learnt(small_data):
    from training.backends.lenet_fast import train_fast

    images, labels = small_data.test.images, small_data.test.labels
    first, again, other = (train_fast(BRIEF, small_data.train, seed) for seed in (0, 0, 1))
    assert (first.read(images) == labels).mean() > 0.85
    for mine, same, another in zip(first.kernels, again.kernels, other.kernels, strict=True):
        np.testing.assert_allclose(mine, same, atol=1e-4)  # threads add up in another order
        assert not np.allclose(mine, another, atol=1e-2)


def test_trainings_are_timed_seed_by_seed(small_data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(race, "LENET_FAST", BRIEF)
    monkeypatch.setitem(ZOO, "lenet", quick("lenet"))
    monkeypatch.setattr("training.commands.load_mnist", lambda _: small_data)
    assert main(["race", "--seeds", "1", "--assets", str(tmp_path)]) == 0
    outcome = RaceOutcome.read(tmp_path / "reference" / "race.json")
    assert list(outcome.runs) == ["lenet_fast", "lenet"]
    (run,) = outcome.runs["lenet_fast"]
    assert min(run.seconds, run.cpu_seconds) > 0
    assert run.accuracy == outcome.mean_accuracy("lenet_fast") > 0.8
    assert (
        f"lenet_fast: {run.seconds:.1f} s, {run.cpu_seconds:.1f} s of CPU, {run.accuracy:.2%} of MNIST's test rows"
        in capsys.readouterr().out
    )
    assert main(["race", "--seeds", "0"]) == 2
