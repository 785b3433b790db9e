"""Every model of the zoo through fit, evaluate and export, and then served."""

import shutil
import subprocess
import sys

import numpy as np
import onnx
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import Bundle
from tests.training.conftest import CONTRIBUTORS, WRITERS, quick
from training.backends import backend_of
from training.backends.restoration import RestorationError
from training.bundling.export import export_models
from training.bundling.restore import restore_models
from training.estimators.temperature import calibrate
from training.evaluation.evaluate import evaluate_models
from training.evaluation.sets import EvaluationData
from training.fitting.folds.held_out import FOLDS
from training.publishing.native import find_native_weights
from training.store.files import read_json, sha256_of
from training.store.runs import RunError, RunFolder
from training.synthesis.styles import STYLES
from training.zoo import DEFAULT_MODEL, SERVED, ZOO

pytestmark = pytest.mark.slow
NAMES = tuple(ZOO)
DETECTORS = tuple(name for name, spec in ZOO.items() if spec.course.has_detector)

# One for each way that leads to a graph: Keras, with one output and two, TensorFlow, skl2onnx, traced operators, lines.
EXPORTED_TWICE = ("lenet", "cnn_tiny", "cnn_tensorflow", "logistic_regression", "random_forest", "line_reader")
# One for each way back.
RESTORED = ("cnn", "lenet", "cnn_tensorflow", "random_forest", "line_reader")
EXPORT = """
import sys
from pathlib import Path

import numpy as np

from tests.training.conftest import quick
from training.bundling.export import export_models
from training.data.images import LabelledImages

rows, runs, bundle, *names = sys.argv[1:]
export_models([quick(name) for name in names], LabelledImages(**np.load(rows)), Path(runs), Path(bundle))
"""


@pytest.fixture(scope="module")
def served(trained) -> Recognizer:
    return Recognizer.load(trained.bundle)


def test_the_bundle_holds_every_model(trained, served):
    assert {info.name for info in served.models} == set(NAMES)
    accuracies = [info.metrics["sets"]["mnist_test"]["accuracy"] for info in served.models]
    assert accuracies == sorted(accuracies, reverse=True)
    assert served.default_model == DEFAULT_MODEL
    manifest = read_json(trained.bundle / "manifest.json")
    for entry in (*manifest["models"].values(), manifest["line_reader"]):
        for file in entry["files"]:
            path = trained.bundle / file["path"]
            assert (sha256_of(path), path.stat().st_size) == (file["sha256"], file["bytes"])


def test_the_bundle_holds_a_line_reader_that_answers_as_its_network_does(trained, served):
    info = served.bundle.manifest.line_reader
    assert info.metrics["sets"]["lines_heldout"]["accuracy"] < 1
    metrics = read_json(trained.bundle / "models" / "line_reader" / "metrics.json")
    assert metrics["parity"]["largest_gap"] < 1e-3
    assert "cnn_teacher" not in {path.name for path in (trained.bundle / "models").iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_a_run_leaves_everything_that_is_needed_to_go_on(trained, name):
    run = RunFolder(trained.runs / name)
    spec = next(spec for spec in trained.specs if spec.name == name)
    weights = run.path / backend_of(spec).WEIGHTS_FILE
    assert all(file.stat().st_size > 0 for file in (weights, run.config, run.history, run.metrics, run.onnx))
    config = run.read_config()
    assert config.recipe.name == name
    assert config.data.rows == 1497
    # A fifth of the rows that MNIST's models train on; each drawing once for those that hold writers out.
    drawings = len(STYLES) * len(WRITERS) + 10 * len(CONTRIBUTORS)
    assert config.validation.rows == (drawings if name in DETECTORS else 299)
    assert config.parameters > 0
    assert {"numpy", "tensorflow", "scikit-learn"} <= set(config.libraries)
    assert not list(run.path.glob("**/*part*"))


@pytest.mark.parametrize("name", NAMES)
def test_the_served_graph_answers_as_the_native_model(trained, served, small_data, name):
    spec = next(spec for spec in trained.specs if spec.name == name)
    backend, run = backend_of(spec), RunFolder(trained.runs / name)
    model = backend.load(spec, run.path / backend.WEIGHTS_FILE)
    native = calibrate(backend.predict_proba(model, small_data.test.images), run.calibration())
    answers = served.predict_proba(small_data.test.images, name)
    parity = read_json(run.metrics)["parity"]
    assert parity["rows"] == len(small_data.test)
    assert parity["same_label"] == (native.argmax(axis=1) == answers.argmax(axis=1)).sum()
    # Where distances are equal, scikit-learn and the graph may choose different neighbours; nowhere else.
    ties = 5 if name == "knn" else 0
    assert parity["same_label"] >= parity["rows"] - ties
    gaps = np.abs(native - answers).max(axis=1)
    assert (gaps > 1e-4).sum() == len(parity["beyond_tolerance_rows"]) <= ties


@pytest.mark.parametrize("name", NAMES)
def test_models_learn(trained, served, small_data, name):
    answers = served.predict_proba(small_data.test.images, name).argmax(axis=1)
    accuracy = float((answers == small_data.test.labels).mean())
    measured = read_json(trained.runs / name / "metrics.json")["sets"]["mnist_test"]
    assert accuracy == pytest.approx(measured["accuracy"], abs=0.01)
    assert accuracy > 0.6


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_keeps_the_contract(trained, name):
    model = onnx.load(trained.bundle / "models" / name / "model.onnx")
    [images], [probabilities, *judgement] = model.graph.input, model.graph.output
    assert (images.name, images.type.tensor_type.elem_type) == ("images", onnx.TensorProto.UINT8)
    assert [size.dim_value for size in images.type.tensor_type.shape.dim] == [0, 28, 28]
    assert (probabilities.name, probabilities.type.tensor_type.elem_type) == ("probabilities", onnx.TensorProto.FLOAT)
    assert [size.dim_value for size in probabilities.type.tensor_type.shape.dim] == [0, 10]
    assert [output.name for output in judgement] == (["digit_probability"] if name in DETECTORS else [])


@pytest.mark.parametrize("name", DETECTORS)
def test_the_served_judgement_is_the_native_one(trained, served, small_data, name):
    spec = next(spec for spec in trained.specs if spec.name == name)
    backend, run = backend_of(spec), RunFolder(trained.runs / name)
    _, native = backend.predict_both(backend.load(spec, run.path / backend.WEIGHTS_FILE), small_data.test.images)
    np.testing.assert_allclose(served.digit_probability(small_data.test.images, name), native, atol=1e-4)


@pytest.mark.parametrize("name", DETECTORS)
def test_the_manifest_says_from_where_on_a_drawing_counts_as_a_digit(trained, served, name):
    threshold = RunFolder(trained.runs / name).read_config().rejection_threshold
    (info,) = (info for info in served.models if info.name == name)
    assert info.rejection_threshold == threshold
    assert 0 < threshold < 1


@pytest.mark.parametrize("name", DETECTORS)
def test_networks_that_held_writers_out_are_measured(trained, name):
    metrics = read_json(trained.runs / name / "metrics.json")
    assert metrics["repeats"]["seeds"] == list(range(FOLDS))
    assert metrics["repeats"]["mean"] == pytest.approx(np.mean(metrics["repeats"]["accuracies"]))
    judged = metrics["not_a_digit"]
    assert (judged["outliers"], judged["digits"]) == (80, len(STYLES) * len(WRITERS))
    assert set(judged["auroc_by_kind"]) == {"scribbles", "shapes"}
    # A judge that guesses gets a half.
    assert judged["auroc"] > 0.6
    real = metrics["real_characters"]
    assert (real["characters"], real["digits"], real["answered_by"]) == (2 * len(CONTRIBUTORS), 50, "fold_models")
    assert list(real["by_contributor"]) == list(CONTRIBUTORS)


def test_another_process_exports_the_same_bytes(trained, small_data, tmp_path):
    runs, bundles = tmp_path / "runs", (tmp_path / "first", tmp_path / "again")
    for name in EXPORTED_TWICE:
        shutil.copytree(trained.runs / name, runs / name, ignore=shutil.ignore_patterns("fold_*", "model.onnx"))
    np.savez(tmp_path / "rows.npz", **vars(small_data.test))
    for bundle, names in zip(bundles, (EXPORTED_TWICE, EXPORTED_TWICE[::-1]), strict=True):
        command = [sys.executable, "-c", EXPORT, tmp_path / "rows.npz", runs, bundle, *names]
        subprocess.run(command, check=True, capture_output=True)
    for name in EXPORTED_TWICE:
        first, again = (RunFolder(bundle / "models" / name) for bundle in bundles)
        for one, other in zip(*((run.onnx, run.metrics, run.config) for run in (first, again)), strict=True):
            assert one.read_bytes() == other.read_bytes(), one


def contents(folder) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("names", [RESTORED, pytest.param(tuple(SERVED), marks=pytest.mark.full)], ids=["some", "all"])
def test_native_weights_come_back_from_the_bundle_alone(trained, small_data, tmp_path, monkeypatch, names):
    specs = [quick(name) for name in names]
    monkeypatch.setattr("training.publishing.native.SERVED", {spec.name: spec for spec in specs})
    done = restore_models(specs, small_data, tmp_path, trained.bundle)
    assert [name for name, restoration in done.items() if not restoration.is_equal] == []
    assert {restoration.how for restoration in done.values()} == {"served_graph", "fitted_again"}
    assert restore_models(specs, small_data, tmp_path, trained.bundle) == {}
    assert set(find_native_weights(Bundle.open(trained.bundle), tmp_path).files) == set(names)
    with pytest.raises(RunError, match=r"cnn was read out of its served graph.*`python -m training fit --force cnn`"):
        evaluate_models([quick("cnn")], EvaluationData(small_data.test), tmp_path)
    # Nothing of these was folded into other weights: they are exported to the same bytes, with the times of before.
    before = contents(trained.bundle)
    export_models([quick(name) for name in ("lenet", "random_forest")], small_data.test, tmp_path, trained.bundle)
    assert contents(trained.bundle) == before


def test_a_graph_of_other_weights_is_not_taken_for_the_model(trained, small_data, tmp_path):
    shutil.copytree(trained.bundle, tmp_path / "bundle")
    for name, other in (("decision_tree", "random_forest"), ("lenet", "svm")):
        folders = [tmp_path / "bundle" / "models" / each for each in (other, name)]
        shutil.copy(folders[0] / "model.onnx", folders[1])
    done = restore_models([quick("decision_tree")], small_data, tmp_path / "runs", tmp_path / "bundle")
    assert not done["decision_tree"].is_equal
    assert "NOT the served model, so not kept" in str(done["decision_tree"])
    assert [file.name for file in (tmp_path / "runs" / "decision_tree").iterdir()] == ["restored.json"]
    with pytest.raises(RestorationError, match="holds no kernel of shape"):
        restore_models([quick("lenet")], small_data, tmp_path / "runs", tmp_path / "bundle")


def test_metrics_hold_what_the_card_shows(trained):
    metrics = read_json(trained.runs / "decision_tree" / "metrics.json")
    measured = metrics["sets"]["mnist_test"]
    assert measured["rows"] == 300
    assert measured["errors"] == round(300 * (1 - measured["accuracy"]))
    assert np.sum(measured["confusion_matrix"]) == 300
    assert len(measured["per_class"]["f1"]) == 10
    assert set(measured["macro"]) == {"precision", "recall", "f1"}
    assert metrics["onnx_bytes"] == (trained.runs / "decision_tree" / "model.onnx").stat().st_size
    assert metrics["seeds"] == [0]
