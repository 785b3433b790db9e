"""What is fitted is not fitted twice, unless asked for or changed."""

import dataclasses
import os

import pytest

from tests.training.conftest import quick
from training.backends import sklearn_backend
from training.fitting.fit import fit_models
from training.store.runs import RunFolder
from training.zoo import ZOO


@pytest.fixture
def tree_run(small_data, tmp_path):
    """A fitted decision tree, its files dated back so that a later write shows."""
    fit_models([quick("decision_tree")], small_data, tmp_path)
    run = RunFolder(tmp_path / "decision_tree")
    for file in run.path.iterdir():
        os.utime(file, (1, 1))
    return run


def is_untouched(run):
    return (run.path / "model.skops").stat().st_mtime == 1


def test_a_second_fit_skips_what_is_fitted(small_data, tree_run):
    fit_models([quick("decision_tree")], small_data, tree_run.path.parent)
    assert is_untouched(tree_run)
    assert tree_run.config.stat().st_mtime == 1


def test_force_fits_again_to_the_same_answers(small_data, tree_run):
    before = sklearn_backend.load(ZOO["decision_tree"], tree_run.path / "model.skops").predict_proba([[0.5] * 784])
    fit_models([quick("decision_tree")], small_data, tree_run.path.parent, force=True)
    assert not is_untouched(tree_run)
    after = sklearn_backend.load(ZOO["decision_tree"], tree_run.path / "model.skops").predict_proba([[0.5] * 784])
    assert (after == before).all()


@pytest.mark.parametrize("change", [{"seed": 1}, {"hyperparameters": {"max_depth": 3}}], ids=str)
def test_a_changed_recipe_fits_again(small_data, tree_run, change):
    changed = dataclasses.replace(quick("decision_tree"), **change)
    fit_models([changed], small_data, tree_run.path.parent)
    assert not is_untouched(tree_run)
    assert vars(tree_run.read_config().recipe).items() >= change.items()


def test_a_run_that_was_interrupted_is_fitted_again(small_data, tree_run, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sklearn_backend, "save", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit_models([quick("decision_tree")], small_data, tree_run.path.parent, force=True)
    # Without its configuration the run does not count as fitted, though older weights lie there.
    assert is_untouched(tree_run)
    monkeypatch.undo()
    fit_models([quick("decision_tree")], small_data, tree_run.path.parent)
    assert not is_untouched(tree_run)


def test_what_was_measured_of_earlier_weights_is_never_said_of_new_ones(small_data, tree_run, monkeypatch):
    changed = dataclasses.replace(quick("decision_tree"), seed=1)
    tree_run.metrics.write_text("{}", encoding="utf-8")
    write = RunFolder.write_config

    def end_once_written(run, config):
        write(run, config)
        raise KeyboardInterrupt

    monkeypatch.setattr(RunFolder, "write_config", end_once_written)
    with pytest.raises(KeyboardInterrupt):
        fit_models([changed], small_data, tree_run.path.parent)
    assert not tree_run.metrics.exists()
    fit_models([changed], small_data, tree_run.path.parent)
    assert {file.name for file in tree_run.path.iterdir()} == {"model.skops", "config.json", "history.json"}


def test_test_rows_are_not_touched(small_data, tmp_path):
    blind = dataclasses.replace(small_data, test=None)
    fit_models([quick("decision_tree")], blind, tmp_path)
    assert RunFolder(tmp_path / "decision_tree").config.exists()


def test_runs_that_cannot_be_written_are_refused_before_training(small_data, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match=r"file/runs cannot be written .*Choose another folder"):
        fit_models([quick("decision_tree")], None, tmp_path / "file" / "runs")
