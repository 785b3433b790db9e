"""Trials are saved seed by seed, repeated never, and forgotten when their recipe changes."""

import dataclasses

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from tests.conftest import REPOSITORY
from tests.training.conftest import quick
from tests.training.records import made_up_config, made_up_figures, made_up_metrics
from training.backends import backend_of, regression_backend
from training.data.images import LabelledImages
from training.data.splits import SPLITS
from training.fitting.tune import tuning_file
from training.report import trials as trials_module
from training.report.trial import SystemTrials, Trial
from training.report.trials import bundled_trial, read_trials, resolved_spec, run_trials, seeds_left, trial_file
from training.store.config import recipe_of
from training.store.files import read_json
from training.store.runs import RunError, RunFolder
from training.store.searches import Candidate, SearchOutcome
from training.zoo import ZOO
from training.zoo.grids import KNN_8X8
from training.zoo.regressors import REGRESSORS
from training.zoo.systems import SYSTEMS, System

pytestmark = pytest.mark.slow

TREE = System("tree", "–", quick("decision_tree"), "80_20")
RIDGE = dataclasses.replace(SYSTEMS["ridge"], name="ridge_here")
DETERMINISTIC = [spec for spec in ZOO.values() if spec.is_deterministic]


def short_trial(seconds: float) -> Trial:
    return Trial(measured=made_up_figures(0.5), training_rows=9, training_seconds=seconds, parameters=9)


@pytest.fixture
def trained(monkeypatch):
    """Lists the (system, seed) that are trained; interrupts before the seed that stands in it."""
    listed = {"seeds": [], "interrupt_before": None}
    run_trial = trials_module.run_trial

    def listing(system, spec, seed, rows):
        if seed == listed["interrupt_before"]:
            raise KeyboardInterrupt
        listed["seeds"].append(seed)
        return run_trial(system, spec, seed, rows)

    monkeypatch.setattr(trials_module, "run_trial", listing)
    return listed


@pytest.fixture
def run(small_data, tmp_path):
    """Runs a system's trials and returns what its file says; there is no bundle."""

    def run_one(system):
        run_trials([system], small_data, tmp_path, tmp_path / "no bundle")
        return read_json(trial_file(tmp_path, system))

    return run_one


def test_every_seed_is_trained_once(run, trained):
    kept = run(TREE)
    assert list(kept["trials"]) == ["0", "1", "2"]
    assert trained["seeds"] == [0, 1, 2]
    assert run(TREE) == kept
    assert trained["seeds"] == [0, 1, 2]


def test_a_trial_says_what_was_trained_and_measured(run, small_data):
    kept = run(TREE)
    rows = SPLITS["80_20"].divide(small_data)
    model = TREE.spec.build(seed=1).fit(rows.train.images.reshape(len(rows.train), -1) / 255, rows.train.labels)
    trial = kept["trials"]["1"]
    assert trial["measured"]["rows"] == len(rows.test) == 359
    assert trial["measured"]["accuracy"] == pytest.approx(
        model.score(rows.test.images.reshape(359, -1) / 255, rows.test.labels), abs=0.02
    )
    assert trial["training_rows"] == 1_438
    assert min(trial[name] for name in ("parameters", "native_bytes", "native_milliseconds")) > 0
    assert "measured_on_train" not in trial
    accuracies = {trial["measured"]["accuracy"] for trial in kept["trials"].values()}
    assert len(accuracies) > 1


def test_an_interruption_loses_only_the_seed_that_was_being_trained(run, trained, tmp_path):
    trained["interrupt_before"] = 2
    with pytest.raises(KeyboardInterrupt):
        run(TREE)
    before = read_json(trial_file(tmp_path, TREE))["trials"]
    assert list(before) == ["0", "1"]
    trained.update(seeds=[], interrupt_before=None)
    after = run(TREE)["trials"]
    assert trained["seeds"] == [2]
    assert {seed: after[seed] for seed in before} == before


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(TREE, split="mnist"),
        dataclasses.replace(TREE, spec=dataclasses.replace(TREE.spec, hyperparameters={"max_depth": 3})),
        dataclasses.replace(TREE, spec=dataclasses.replace(TREE.spec, training={"rows": 500})),
    ],
    ids=["split", "hyperparameters", "training"],
)
def test_a_changed_recipe_or_split_starts_anew(run, trained, changed):
    run(TREE)
    kept = run(changed)
    assert trained["seeds"] == [0, 1, 2, 0, 1, 2]
    assert kept["split"] == changed.split
    assert kept["recipe"]["hyperparameters"] == changed.spec.hyperparameters
    assert list(kept["trials"]) == ["0", "1", "2"]


def test_recipes_on_the_first_rows_are_trained_on_them(run):
    few = dataclasses.replace(TREE, spec=dataclasses.replace(TREE.spec, training={"rows": 500}, is_deterministic=True))
    assert run(few)["trials"]["0"]["training_rows"] == 500


def test_a_deterministic_system_runs_one_seed(run, trained):
    kept = run(RIDGE)
    assert trained["seeds"] == [0]
    assert list(kept["trials"]) == ["0"]


def test_a_regressor_is_measured_by_its_distance_from_the_digit(run, small_data):
    from sklearn.metrics import mean_squared_error, r2_score

    measured = run(RIDGE)["trials"]["0"]["measured"]
    rows = SPLITS["80_10_10"].divide(small_data)
    model = RIDGE.spec.build(**RIDGE.spec.hyperparameters, seed=0)
    model.fit(rows.train.images.reshape(len(rows.train), -1) / np.float32(255), rows.train.labels)
    numbers = model.predict(rows.test.images.reshape(len(rows.test), -1) / np.float32(255))
    assert measured["rmse"] == pytest.approx(mean_squared_error(rows.test.labels, numbers) ** 0.5, rel=1e-3)
    assert measured["r2"] == pytest.approx(r2_score(rows.test.labels, numbers), rel=1e-3)
    assert measured["rmse"] < 2.5
    assert "accuracy" not in measured


def test_a_system_may_also_be_measured_on_its_training_rows(run):
    both = dataclasses.replace(TREE, measures_train=True)
    trial = run(both)["trials"]["0"]
    assert (trial["measured_on_train"]["rows"], trial["measured_on_train"]["accuracy"]) == (1_438, 1)


def test_a_training_of_more_than_five_minutes_is_not_repeated():
    assert seeds_left(TREE, {}) == [0, 1, 2]
    assert seeds_left(TREE, {"0": short_trial(299.0)}) == [1, 2]
    assert seeds_left(TREE, {"0": short_trial(301.0)}) == []


def test_the_history_is_that_of_the_first_seed(run, monkeypatch):
    trial = short_trial(1.0)
    monkeypatch.setattr(trials_module, "run_trial", lambda system, spec, seed, rows: (trial, {"loss": [seed + 0.5]}))
    kept = run(TREE)
    assert (list(kept["trials"]), kept["history"]) == (["0", "1", "2"], {"loss": [0.5]})


def test_a_tuned_system_takes_what_its_search_chose(run, trained, tmp_path):
    tuned = dataclasses.replace(RIDGE, tuned_by="ridge")
    with pytest.raises(RunError, match=r"ridge has not been tuned\. Run `python -m training tune ridge` first"):
        run(tuned)
    for alpha in (10.0, 20.0):
        best = Candidate(parameters={"ridge__alpha": alpha}, score=0.5, fit_seconds=1.0)
        recipe = recipe_of(RIDGE.spec)
        outcome = SearchOutcome(recipe=recipe, split="80_10_10", scoring="accuracy", grid=(), best=best)
        outcome.write(tuning_file(tmp_path, "ridge"))
        assert resolved_spec(tuned, tmp_path).tuned == {"ridge__alpha": alpha}
        assert run(tuned)["recipe"]["tuned"] == {"ridge__alpha": alpha}
    # Another choice is another recipe.
    assert trained["seeds"] == [0, 0]


@pytest.fixture
def bundle(tmp_path):
    """A bundle with one model, as far as trials read it."""
    run = RunFolder(tmp_path / "bundle" / "models" / "decision_tree")
    run.write_config(made_up_config(ZOO["decision_tree"]))
    made_up_metrics(0.875).write(run.metrics)
    return tmp_path / "bundle"


def test_a_bundled_model_is_the_first_trial_of_its_system(bundle, small_data, tmp_path, trained):
    system = SYSTEMS["decision_tree"]
    run_trials([system], small_data, tmp_path, bundle)
    assert trained["seeds"] == [1, 2]
    assert set(read_json(trial_file(tmp_path, system))["trials"]) == {"1", "2"}
    read = read_trials(system, tmp_path, bundle)
    assert list(read.trials) == ["0", "1", "2"]
    assert read.trials["0"] == bundled_trial(bundle, "decision_tree")
    assert read.trials["0"].measured.accuracy == 0.875
    assert read.history == {"loss": [1.0]}


def test_a_bundled_model_of_another_recipe_is_no_trial(bundle, tmp_path):
    system = SYSTEMS["decision_tree"]
    changed = dataclasses.replace(system.spec, seed=7)
    RunFolder(bundle / "models" / "decision_tree").write_config(made_up_config(changed))
    with pytest.raises(RunError, match=r"bundle's decision_tree has another recipe .*python -m training make"):
        read_trials(system, tmp_path, bundle)


def many(rows: LabelledImages) -> LabelledImages:
    """Every row six times, each time moved: as with MNIST's 60,000, PCA is exact from ten rows per pixel on."""
    images = [np.roll(rows.images, move, axis=(1, 2)) for move in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1))]
    return LabelledImages(np.concatenate(images), np.tile(rows.labels, 6))


@pytest.mark.slow
@pytest.mark.parametrize("spec", [*DETERMINISTIC, *REGRESSORS, KNN_8X8], ids=lambda spec: spec.name)
def test_a_deterministic_recipe_answers_the_same_with_any_seed(spec, small_data, tmp_path):
    spec = quick(spec.name) if spec.name in ZOO else spec
    backend = backend_of(spec)
    ask = regression_backend().predict_numbers if spec.task == "regression" else backend.predict_proba
    train = many(small_data.train) if spec.hyperparameters.get("components") else small_data.train
    answers = []
    with threadpool_limits(1):
        for seed in (0, 1):
            model, _ = backend.fit(dataclasses.replace(spec, seed=seed), train, None, tmp_path)
            answers.append(ask(model, small_data.test.images))
    np.testing.assert_array_equal(answers[0], answers[1])


FILES = sorted((REPOSITORY / "assets" / "reference" / "systems").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_committed_trials_are_written_as_they_were_read(file, tmp_path):
    SystemTrials.read(file).write(tmp_path / file.name)
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()
