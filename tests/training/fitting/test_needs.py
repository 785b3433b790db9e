"""Before training starts, what it needs is said, and what is missing stops it."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.training.records import made_up_config
from training.data.loading import DatasetError
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.fitting import needs as needs_module
from training.fitting.needs import (
    NeedsError,
    check_nothing_missing,
    find_needs,
    find_needs_of_fitting,
    in_words,
)
from training.store.config import TrainingRows
from training.store.durations import estimate_seconds
from training.store.runs import RunFolder
from training.zoo import TRAINED, ZOO


@pytest.fixture
def all_there(monkeypatch, small_data, pen_strokes, unipen, cache):
    """Small data, fonts of two families and plenty of disk."""
    fonts = (SimpleNamespace(family="Andika"), SimpleNamespace(family="Lato"))
    monkeypatch.setattr(needs_module, "load_mnist", lambda folder: small_data)
    monkeypatch.setattr(needs_module, "find_fonts", lambda split: fonts)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5_000_000_000))
    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))


@pytest.mark.usefixtures("all_there")
def test_what_is_there_is_said_and_training_may_start(tmp_path):
    found = find_needs(list(TRAINED.values()), None, tmp_path / "runs", BUNDLED_MODELS)
    check_nothing_missing(found)
    said = "\n".join(map(str, found))
    assert "MNIST: 1,497 training and 300 test rows" in said
    assert "by 6 writers" in said
    assert "fonts: 2 families" in said
    assert f"5.0 GB free in {tmp_path}, 2 GB needed" in said
    assert f"for {len(TRAINED)} models to fit" in said
    assert "nothing is known of" not in said
    assert "who wrote MNIST: not at hand. Without MNIST_WRITERS_PATH" in said


@pytest.mark.usefixtures("all_there")
def test_models_without_a_detector_need_no_fonts(tmp_path, monkeypatch):
    monkeypatch.setattr(needs_module, "find_fonts", lambda split: pytest.fail("fonts were looked for"))
    assert "fonts" not in {need.name for need in find_needs([ZOO["knn"]], None, tmp_path, BUNDLED_MODELS)}


def learning(name, *, from_contributors):
    """Returns a recipe that learns from UNIPEN's contributors, or not."""
    spec = TRAINED[name]
    recipe = {key: value for key, value in spec.training.items() if key != "contributors"}
    return replace(spec, training=recipe | ({"contributors": {"aga": 2}} if from_contributors else {}))


@pytest.mark.usefixtures("all_there")
def test_unipen_is_looked_for_only_where_it_teaches(tmp_path, monkeypatch):
    with_it, without = (learning("cnn", from_contributors=is_taught) for is_taught in (True, False))

    def said(spec):
        places = (tmp_path / "runs", tmp_path / "bundle")
        found = [*find_needs([spec], None, *places), *find_needs_of_fitting([spec], *places)]
        return [str(need) for need in found if need.name == "UNIPEN"]

    assert said(with_it) == ["UNIPEN: 65 characters by 5 contributors"] * 2
    assert said(without) == []
    monkeypatch.delenv(UNIPEN_PATH_VARIABLE)
    missing = "UNIPEN: MISSING. It teaches cnn. UNIPEN: no folder at 'None'."
    assert [sentence.startswith(missing) for sentence in said(with_it)] == [True] * 2


def refuse(*_):
    raise DatasetError("It is not there. Fetch it")


@pytest.mark.usefixtures("all_there")
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"load_mnist": refuse}, ["MNIST"]),
        ({"load_pen_strokes": refuse}, ["pen strokes"]),
        ({"find_fonts": refuse}, ["fonts"]),
        ({"load_mnist": refuse, "find_fonts": refuse}, ["MNIST", "fonts"]),
        ({"NEEDED_BYTES": 6_000_000_000}, ["disk for weights", "disk for drawings"]),
    ],
    ids=["MNIST", "pen strokes", "fonts", "two things", "disk"],
)
def test_what_is_missing_stops_training_and_says_what_to_do(tmp_path, monkeypatch, changes, missing):
    for name, value in changes.items():
        monkeypatch.setattr(needs_module, name, value)
    found = find_needs([ZOO["cnn"]], None, tmp_path, BUNDLED_MODELS)
    assert [need.name for need in found if need.missing] == missing
    assert all("MISSING. " in str(need) for need in found if need.missing)
    with pytest.raises(NeedsError, match=f"Training does not start: {', '.join(missing)} missing"):
        check_nothing_missing(found)


WITH_FOLDS = TrainingRows(source="made up", revision="none", rows=60_000, writers=30, folds=3)


def bundle_of(tmp_path, spec, **changes):
    run = RunFolder(tmp_path / "models" / spec.name)
    run.write_config(made_up_config(spec, **changes))
    return tmp_path


def test_a_model_takes_as_long_as_it_took(tmp_path):
    bundle = bundle_of(tmp_path, ZOO["lenet"], training_seconds=52.7)
    assert estimate_seconds(ZOO["lenet"], bundle) == 52.7
    assert estimate_seconds(ZOO["svm"], bundle) is None


def test_networks_that_hold_writers_out_are_trained_side_by_side(tmp_path):
    bundle = bundle_of(tmp_path, ZOO["cnn"], training_seconds=100.0, data=WITH_FOLDS)
    assert estimate_seconds(ZOO["cnn"], bundle) == 50


def test_a_teacher_takes_as_long_per_epoch_as_its_pupil(tmp_path):
    pupil = replace(ZOO["cnn_tiny"], training={**ZOO["cnn_tiny"].training, "cycles": ({"epochs": 10},)})
    teacher = replace(TRAINED["cnn_teacher"], training={"cycles": ({"epochs": 20}, {"epochs": 5})})
    bundle = bundle_of(tmp_path, pupil, training_seconds=100.0, data=WITH_FOLDS)
    assert estimate_seconds(teacher, bundle, {"cnn_tiny": pupil}) == 50 * 2.5


@pytest.mark.usefixtures("all_there")
def test_what_is_fitted_already_takes_no_time(tmp_path):
    spec = ZOO["lenet"]
    RunFolder(tmp_path / spec.name).write_config(made_up_config(spec))
    assert str(find_needs([spec], None, tmp_path, BUNDLED_MODELS)[-1]).endswith("for 0 models to fit")


@pytest.mark.usefixtures("all_there")
def test_what_nothing_is_known_of_is_named(tmp_path):
    said = str(find_needs([ZOO["lenet"]], None, tmp_path / "runs", tmp_path / "no bundle")[-1])
    assert said == "time: nothing is known of how long it takes to fit lenet"
    bundle = bundle_of(tmp_path, ZOO["svm"], training_seconds=7_200.0)
    said = str(find_needs([ZOO["svm"], ZOO["lenet"]], None, tmp_path / "runs", bundle)[-1])
    assert said.startswith("time: about 2.0 h")
    assert said.endswith("; nothing is known of lenet")


@pytest.mark.usefixtures("all_there")
def test_the_time_of_every_model_is_said(tmp_path):
    bundle = bundle_of(tmp_path, ZOO["lenet"], training_seconds=52.7)
    bundle_of(tmp_path, ZOO["svm"], training_seconds=7_200.0)
    said = str(find_needs_of_fitting([ZOO["lenet"], ZOO["svm"]], tmp_path / "runs", bundle)[-1])
    assert said.startswith("time: about 2.0 h on a machine")
    assert said.endswith("for 2 models to fit: svm 2.0 h, lenet 53 s")


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (59, "59 s"), (90, "2 min"), (9_000, "2.5 h")])
def test_times_are_said_in_words(seconds, words):
    assert in_words(seconds) == words


@pytest.mark.usefixtures("all_there")
def test_fitting_asks_for_what_its_models_learn_from_alone(tmp_path, monkeypatch):
    for name in ("load_pen_strokes", "find_fonts"):
        monkeypatch.setattr(needs_module, name, refuse)
    plain, handwriting = (find_needs_of_fitting([ZOO[name]], tmp_path / "runs") for name in ("lenet", "cnn"))
    check_nothing_missing(plain)
    assert [need.name for need in handwriting if need.missing] == ["pen strokes", "fonts"]


def test_what_is_fitted_needs_nothing(tmp_path):
    RunFolder(tmp_path / "cnn").write_config(made_up_config(ZOO["cnn"]))
    assert find_needs_of_fitting([ZOO["cnn"]], tmp_path) == []
