"""Every system that is no model of the zoo trains on a few hundred rows; the zoo's models do in test_end_to_end.py."""

import dataclasses

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from training.data.splits import SPLITS, SplitRows
from training.report.trials import run_trial
from training.zoo import ZOO
from training.zoo.systems import SYSTEMS

TRAIN_ROWS, TEST_ROWS = 400, 100
# What takes long on many rows, cut down where a recipe has it.
BRIEF = {"epochs": 1, "steps": 20, "n_estimators": 10, "components": 10, "max_iter": 30}
OTHERS = [system for system in SYSTEMS.values() if system.spec not in ZOO.values()]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


def brief(spec):
    def cut(numbers):
        return {name: BRIEF[name] if name in BRIEF and value is not None else value for name, value in numbers.items()}

    return dataclasses.replace(spec, hyperparameters=cut(spec.hyperparameters), training=cut(spec.training))


@pytest.fixture(scope="module")
def few(small_data):
    rows = small_data.train
    train, rest = rows.take(np.arange(TRAIN_ROWS)), rows.take(np.arange(TRAIN_ROWS, TRAIN_ROWS + TEST_ROWS))
    return SplitRows(train, rest, rest)


@pytest.mark.parametrize("system", OTHERS, ids=lambda system: system.name)
def test_a_system_trains_and_is_measured(system, few, small_data):
    rows = SPLITS[system.split].divide(small_data) if system.split == "digits_8x8" else few
    with threadpool_limits(1):
        trial, history = run_trial(system, brief(system.spec), 0, rows)
    if system.spec.task == "regression":
        assert -1 < trial.measured.r2 <= 1
    elif "val_loss" in history:  # after four steps a network knows little, but more than on average on the way there
        assert history["val_loss"][-1] < history["loss"][0]
    else:
        assert trial.measured.accuracy > 0.7
    assert trial.training_rows == len(rows.train)
    assert bool(history) == (system.spec.family in ("convolutional", "dense"))
