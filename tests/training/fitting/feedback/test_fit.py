"""The whole way on made feedback: read, checked, learnt by a small network, and its effect told."""

import dataclasses

import pytest

from tests.training.conftest import quick, train_few
from tests.training.fitting.feedback.made import drawn, keep, roofs
from training.__main__ import main
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.fitting.courses import COURSES, HandwritingCourse
from training.store.files import read_json
from training.store.runs import RunFolder
from training.zoo import TRAINED

pytestmark = pytest.mark.slow
NAME = "cnn_teacher"  # learns without a teacher


@pytest.fixture
def small_training(monkeypatch, small_data, pen_strokes, unipen):
    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
    spec = quick(NAME)
    brief = {**spec.training, "cycles": ({"epochs": 3},), "steps_per_epoch": 60, "outliers": {"scribbles": 60}}
    monkeypatch.setitem(TRAINED, NAME, dataclasses.replace(spec, training=brief))
    monkeypatch.setitem(COURSES, "handwriting", HandwritingCourse(workers=1))
    monkeypatch.setattr("training.fitting.folds.cycled.train_all", train_few)
    monkeypatch.setattr("training.commands.load_mnist", lambda _: small_data)
    monkeypatch.setattr("training.fitting.needs.find_needs_of_fitting", lambda *_, **__: [])


@pytest.mark.usefixtures("small_training")
def test_a_network_learns_what_visitors_said_and_tells_what_that_changed(tmp_path, capsys):
    folder, runs = tmp_path / "feedback", tmp_path / "runs"
    keep(folder, [(picture, "7") for picture in roofs(60)])
    (wrong,) = keep(folder, [(drawn("3"), "8")])
    arguments = ["fit", NAME, "--runs", str(runs), "--feedback", str(folder)]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert f"{wrong}: a visitor called it 8, but all 21 models read 3" in said
    run = RunFolder(runs / NAME)
    effect = read_json(run.path / "feedback.json")
    assert (effect["learnt"] + effect["held_out"], effect["refused"]) == (60, 1)
    assert run.read_config().data.feedback.learnt == effect["learnt"]
    learnt, held_out, writers = effect["changes"]
    assert held_out["what"] == "visitors' digits, held out, read as they said"
    assert held_out["after"] > 0.8
    assert "before" not in held_out  # the bundle serves no such model
    assert f"{held_out['what']} ({held_out['count']}): – → {held_out['after']:.2%}" in said
    assert 0 < writers["after"] <= 1
    weights = (run.path / "model.keras").stat().st_mtime_ns
    assert main(arguments) == 0
    assert (run.path / "model.keras").stat().st_mtime_ns == weights  # the same feedback has been learnt
    assert learnt["what"] in capsys.readouterr().out


def test_models_that_learn_from_mnist_alone_take_no_feedback(tmp_path, capsys):
    assert main(["fit", "lenet", "svm", "--feedback", str(tmp_path)]) == 2
    assert (
        "--feedback is for models that learn from handwriting: cnn_teacher, cnn, cnn_tiny, cnn_micro"
        in capsys.readouterr().err
    )
