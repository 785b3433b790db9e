"""One command takes a model from nothing to the bundle, and no step leaves less there than it found."""

import dataclasses
import logging
import shutil

import pytest

from digit_recognizer import Recognizer, __version__
from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.model import open_session
from tests.training.bundling.served import evaluation_data
from tests.training.conftest import quick
from training.__main__ import main
from training.bundling import make
from training.bundling.answers import answers_to_people
from training.bundling.make import CALIBRATE, EVALUATE, EXPORT, FIT, Places, plan_models
from training.data.images import DigitData
from training.estimators.temperature import fit_calibration
from training.evaluation.sets import EVERY_SET
from training.graphs.contract import expose_uncalibrated
from training.publishing.card import render_card
from training.publishing.readme import models_table
from training.store.files import read_json, sha256_of, write_json
from training.store.restoration import Restoration
from training.store.runs import RunFolder
from training.zoo import SERVED, TRAINED, ZOO

TREE = "decision_tree"


@pytest.fixture
def places(tmp_path, small_data, monkeypatch) -> Places:
    """Empty folders, small digits for MNIST and for drawings, and a quick tree in the zoo."""
    test = evaluation_data(small_data)
    data = DigitData(small_data.train, test.test, "scikit-learn's digits", "none")
    monkeypatch.setattr("training.commands.load_mnist", lambda path: data)
    monkeypatch.setattr(make, "load_evaluation_data", lambda data, pens, unipen: test)
    monkeypatch.setattr(make, "find_needs", lambda *_: ())
    add_to_zoo(monkeypatch, quick(TREE))
    return Places(tmp_path / "runs", tmp_path / "bundle")


def add_to_zoo(monkeypatch, spec) -> None:
    for known in (ZOO, SERVED, TRAINED):
        monkeypatch.setitem(known, spec.name, spec)


def run_command(places, command, *names) -> int:
    folders = ["--runs", str(places.runs)]
    if command not in ("fit", "evaluate"):
        folders += ["--bundle", str(places.bundle)]
    return main([command, *names, *folders])


def contents(folder) -> dict[str, str]:
    return {str(file.relative_to(folder)): sha256_of(file) for file in folder.rglob("*") if file.is_file()}


def graph_of(run):
    import onnx

    return open_session(expose_uncalibrated(onnx.load(run.onnx)).SerializeToString())


def test_a_model_is_made_once_calibrated_on_drawings_and_with_every_figure(places, small_data, caplog):
    caplog.set_level(logging.INFO)
    assert run_command(places, "make", TREE) == 0
    assert f"{TREE}: fit (time unknown), evaluate, calibrate and measure on drawings, export" in caplog.text
    served, drawings = places.served(ZOO[TREE]), evaluation_data(small_data).drawings
    metrics, config = served.read_metrics(), served.read_config()
    assert set(metrics.sets) == EVERY_SET
    assert metrics.measured_graph == sha256_of(served.onnx)
    assert config.calibration.fitted_on == "pen_strokes"
    raw = answers_to_people(served, graph_of(served), drawings, None).probabilities
    assert config.calibration.temperature == pytest.approx(fit_calibration(raw, drawings.labels).temperature)
    made = contents(places.bundle)
    assert run_command(places, "make", TREE) == 0
    assert caplog.messages[-1] == f"{TREE}: done; --force makes it anew"
    assert run_command(places, "export", TREE) == 0
    assert contents(places.bundle) == made
    Recognizer.load(places.bundle)


def test_fit_evaluate_and_export_leave_no_less_than_they_found(places, capsys):
    assert run_command(places, "make", TREE) == 0
    made = contents(places.bundle)
    assert main(["fit", "--force", TREE, "--runs", str(places.runs)]) == 0
    run = places.run(ZOO[TREE])
    run.write_config(dataclasses.replace(run.read_config(), training_seconds=99.0))  # both may have taken as long
    assert run_command(places, "evaluate", TREE) == 0
    assert run_command(places, "export", TREE) == 2
    said = capsys.readouterr().err
    for loss in (
        "its calibration on drawings",
        "the figures on pen_strokes_heldout",
        "the figures on canvas_stress",
        "the figures on mnist_c",
    ):
        assert loss in said
    assert f"`python -m training make {TREE}` calibrates and measures before it exports." in said
    assert contents(places.bundle) == made
    assert plan_models([ZOO[TREE]], places)[0].steps == (CALIBRATE, EXPORT)
    assert run_command(places, "make", TREE) == 0
    assert set(places.served(ZOO[TREE]).read_metrics().sets) == EVERY_SET
    assert run_command(places, "export", TREE) == 0  # what make left in the run is whole
    assert set(places.served(ZOO[TREE]).read_metrics().sets) == EVERY_SET
    assert plan_models([ZOO[TREE]], places)[0].steps == ()


def test_who_insists_may_drop_figures(places):
    assert run_command(places, "make", TREE) == 0
    assert main(["fit", "--force", TREE, "--runs", str(places.runs)]) == 0
    assert run_command(places, "evaluate", TREE) == 0
    assert main(["export", TREE, "--drop-figures", "--runs", str(places.runs), "--bundle", str(places.bundle)]) == 0
    assert set(places.served(ZOO[TREE]).read_metrics().sets) == {"mnist_test", "mnist_test_relabelled"}


def test_a_raised_version_is_written_without_any_training(places, monkeypatch):
    assert run_command(places, "make", TREE) == 0
    file = places.bundle / "manifest.json"
    write_json(file, read_json(file) | {"bundle_version": "0.0.1"})
    shutil.rmtree(places.runs)
    monkeypatch.setattr(make, "fit_models", lambda *_: pytest.fail("trained"))
    assert run_command(places, "make", TREE) == 0
    assert Bundle.open(places.bundle).manifest.bundle_version == __version__


def test_a_new_spec_is_all_that_a_new_model_takes(places, monkeypatch, tmp_path):
    tree = dataclasses.replace(quick(TREE), name="tree_new", title="Another tree", seed=3)
    small = dataclasses.replace(quick("ann_keras"), name="network_new", title="Another network")
    for spec in (tree, small):
        add_to_zoo(monkeypatch, spec)
    assert run_command(places, "make", tree.name, small.name) == 0
    recognizer = Recognizer.load(places.bundle)
    assert {info.title for info in recognizer.models} == {"Another tree", "Another network"}
    assert "`network_new`" in models_table(places.bundle)
    assert "`tree_new`" in render_card(recognizer.bundle, tmp_path, "tester/digits")


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("cnn", {"cnn": (FIT, EVALUATE, CALIBRATE, EXPORT), "line_reader": (FIT,)}),
        (
            "cnn_tiny",
            {"cnn_teacher": (FIT,), "cnn_tiny": (FIT, EVALUATE, CALIBRATE, EXPORT), "line_reader": (FIT,)},
        ),
        ("cnn_teacher", {"cnn_teacher": (FIT,)}),
        ("line_reader", {"line_reader": (FIT, EXPORT)}),
    ],
)
def test_helpers_are_trained_first_where_they_are_needed(tmp_path, name, steps):
    plans = plan_models([TRAINED[name]], Places(tmp_path / "runs", tmp_path / "bundle"))
    assert {plan.spec.name: plan.steps for plan in plans} == steps


def test_what_the_bundle_holds_asks_for_no_helper_and_no_run(tmp_path):
    plans = plan_models(list(ZOO.values()), Places(tmp_path, BUNDLED_MODELS))
    assert {plan.spec.name: plan.steps for plan in plans} == dict.fromkeys(ZOO, ())


def test_a_line_reader_read_out_of_its_graph_has_no_networks_to_measure_with(tmp_path):
    run = RunFolder(tmp_path / "line_reader")
    run.write_config(RunFolder(BUNDLED_MODELS / "models" / "line_reader").read_config())
    places = Places(tmp_path, tmp_path / "bundle")
    assert "line_reader" not in {plan.spec.name for plan in plan_models([ZOO["cnn_tiny"]], places)}
    Restoration(how="served_graph", is_equal=True, seconds=1.0).write(run.restored)
    assert "line_reader" in {plan.spec.name for plan in plan_models([ZOO["cnn_tiny"]], places)}
