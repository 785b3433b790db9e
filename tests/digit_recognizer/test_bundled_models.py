"""The committed models: small enough, as the manifest says, and as good as their figures."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from tests.conftest import REPOSITORY
from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.sets import EVERY_SET, SET_OF_ORIGIN, UNIPEN

MANIFEST = Bundle.open().manifest
MAX_BYTES_PER_MODEL = 1.25 * 10**6  # on average: 25 MB for twenty, and as much more for one that is added
MNIST_FOLDER = Path(os.environ.get("MNIST_PATH") or REPOSITORY.parent / "shared" / "datasets" / "ylecun" / "mnist")
every_model = pytest.mark.parametrize("info", MANIFEST.models, ids=lambda info: info.name)


def read(info, name):
    return json.loads((BUNDLED_MODELS / "models" / info.name / name).read_text(encoding="utf-8"))


def test_the_bundle_stays_small_for_the_models_that_it_holds():
    size = sum(file.stat().st_size for file in BUNDLED_MODELS.rglob("*") if file.is_file())
    assert size <= MAX_BYTES_PER_MODEL * len(MANIFEST.models)


def test_the_manifest_lists_every_file_and_no_other():
    listed = {file.path for info in MANIFEST.served for file in info.files}
    found = {file.relative_to(BUNDLED_MODELS).as_posix() for file in BUNDLED_MODELS.rglob("*") if file.is_file()}
    assert found == listed | {"manifest.json"}


@pytest.mark.parametrize("info", MANIFEST.served, ids=lambda info: info.name)
def test_files_are_the_ones_the_manifest_names(info):
    for file in info.files:
        content = (BUNDLED_MODELS / file.path).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.bytes)


@every_model
def test_graphs_keep_the_contract(info):
    session = onnxruntime.InferenceSession(BUNDLED_MODELS / info.graph.path, providers=["CPUExecutionProvider"])
    (images,) = session.get_inputs()
    assert (images.name, images.type, images.shape) == ("images", "tensor(uint8)", ["n", 28, 28])
    outputs = {output.name: output.shape for output in session.get_outputs()}
    judged = {"digit_probability": ["n"]} if info.rejection_threshold is not None else {}
    assert outputs == {"probabilities": ["n", 10], **judged}
    assert {output.type for output in session.get_outputs()} == {"tensor(float)"}


@every_model
def test_every_set_is_measured(info):
    sets = read(info, "metrics.json")["sets"]
    assert set(sets) == EVERY_SET | {UNIPEN, MNIST_WRITERS}
    assert sets["mnist_test_relabelled"]["rows"] == 9_985
    assert len(sets["pen_strokes_heldout"]["by_writer"]) == 30
    assert len(sets["unipen_heldout"]["by_contributor"]) == 5


@every_model
def test_figures_on_people_say_whether_the_calibration_was_fitted_on_them(info):
    sets = read(info, "metrics.json")["sets"]
    fitted_on = read(info, "config.json")["calibration"]["fitted_on"].split(" and ")
    said = {origin: sets[name]["calibrated"] for origin, name in SET_OF_ORIGIN.items()}
    assert said == {origin: "across_writers" if origin in fitted_on else "as_served" for origin in SET_OF_ORIGIN}


@pytest.mark.parametrize(
    ("name", "parameters", "onnx_bytes"),
    [("cnn", 500_000, 2.5e6), ("cnn_tiny", 50_000, 0.3e6), ("cnn_micro", 10_000, 40e3)],
)
def test_the_networks_for_handwriting_stay_small_and_say_what_they_measured(name, parameters, onnx_bytes):
    info = next(info for info in MANIFEST.models if info.name == name)
    metrics = read(info, "metrics.json")
    assert metrics["parameters"] <= parameters
    assert metrics["onnx_bytes"] <= onnx_bytes
    assert len(metrics["repeats"]["accuracies"]) == read(info, "config.json")["data"]["folds"]
    assert metrics["not_a_digit"]["threshold"] == info.rejection_threshold
    # Only where a line reader was at hand that had not seen the writers; not when `cnn_micro` was measured.
    numbers = metrics.get("whole_numbers") or metrics.get("contributed_numbers") or {}
    assert {"accuracy", "segmentation"} <= set(numbers) or name == "cnn_micro"


@every_model
def test_everything_measured_is_there_and_the_manifest_repeats_it(info):
    metrics = read(info, "metrics.json")
    measured = metrics["sets"]["mnist_test"]
    assert measured["rows"] == 10_000
    assert measured["accuracy"] == pytest.approx(1 - measured["errors"] / 10_000)
    assert np.sum(measured["confusion_matrix"]) == 10_000
    assert np.trace(measured["confusion_matrix"]) == 10_000 - measured["errors"]
    assert info.metrics["sets"]["mnist_test"]["accuracy"] == measured["accuracy"]
    assert info.metrics["onnx_bytes"] == metrics["onnx_bytes"] == info.graph.bytes


@every_model
def test_graphs_answered_as_the_native_models(info):
    parity = read(info, "metrics.json")["parity"]
    assert parity["rows"] == 10_000
    assert parity["tolerance"] == 1e-4
    assert parity["same_label"] == 10_000 - len(parity["other_label_rows"])
    # Ties alone may go the other way; a graph that differs in more than one row of a thousand is another model.
    assert parity["same_label"] >= 9_990
    assert parity["largest_gap_within"] <= 1e-4


@every_model
def test_the_configuration_names_the_recipe_the_data_and_the_libraries(info):
    config = read(info, "config.json")
    assert config["recipe"]["name"] == info.name
    assert "seed" in config["recipe"]
    assert config["data"]["source"] == "ylecun/mnist"
    assert config["data"]["rows"] == config["recipe"]["training"].get("rows", 60_000)
    assert config["libraries"]["onnx"]
    assert config["training_seconds"] > 0


@pytest.fixture(scope="module")
def mnist_test():
    """MNIST's 10,000 test rows, where they are at hand."""
    if not MNIST_FOLDER.is_dir():
        pytest.skip(f"MNIST is not at hand: no folder at {MNIST_FOLDER}; name one with MNIST_PATH")
    from datasets import load_dataset

    from training.data.mnist import decode_rows

    return decode_rows(load_dataset(str(MNIST_FOLDER), split="test"), "test")


@pytest.mark.full
@every_model
def test_accuracy_on_mnists_test_rows_is_the_measured_one(recognizer, mnist_test, info):
    answers = recognizer.predict_proba(mnist_test.images, info.name).argmax(axis=1)
    metrics = read(info, "metrics.json")
    other_label = len(metrics["parity"]["other_label_rows"])
    assert abs((answers != mnist_test.labels).sum() - metrics["sets"]["mnist_test"]["errors"]) <= other_label
