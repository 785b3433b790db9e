"""The network of one fold is served as the shipped one would be, with its own answers."""

import dataclasses
import shutil

import numpy as np
import pytest

from digit_recognizer import Recognizer
from tests.training.conftest import quick
from tests.training.records import made_up_config
from training.backends import keras_backend
from training.estimators.temperature import Calibration, calibrate
from training.evaluation.fold_bundle import fold_bundle
from training.store.config import fitted_calibration
from training.store.runs import RunError, RunFolder
from training.zoo.line_reader import LINE_READER

pytestmark = pytest.mark.slow

CALIBRATION = Calibration(temperature=2.0, uniform_share=0.05)


@pytest.fixture(scope="module")
def networks():
    """The network that ships and fold 1's, as their seeds began them."""
    return {fold: begun("cnn", seed) for fold, seed in ((None, 7), (1, 1))}


def begun(name, seed):
    spec = quick(name)
    return spec.build(**spec.hyperparameters, seed=seed)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)


@pytest.fixture(scope="module")
def run(networks, images, tmp_path_factory):
    """A run whose threshold takes half of the images for digits."""
    run = RunFolder(tmp_path_factory.mktemp("runs") / "cnn")
    for fold, network in networks.items():
        run.fold(fold).mkdir(exist_ok=True, parents=True)
        keras_backend.save(network, run.fold(fold) / keras_backend.WEIGHTS_FILE)
    _, judged = keras_backend.predict_both(networks[1], images)
    threshold = float(np.median(judged))
    config = made_up_config(quick("cnn"), calibration=fitted_calibration(CALIBRATION), rejection_threshold=threshold)
    run.write_config(config)
    line_reader = RunFolder(run.path.with_name("line_reader"))
    line_reader.fold(1).mkdir(parents=True)
    keras_backend.save(begun("line_reader", 3), line_reader.fold(1) / keras_backend.WEIGHTS_FILE)
    line_reader.write_config(made_up_config(quick("line_reader"), calibration=None))
    return run


@pytest.fixture(scope="module")
def served(run, tmp_path_factory):
    return Recognizer(fold_bundle(quick("cnn"), run, 1, tmp_path_factory.mktemp("fold")))


def test_the_fold_answers_with_the_shipped_calibration(served, networks, images):
    native, judged = keras_backend.predict_both(networks[1], images)
    np.testing.assert_allclose(served.predict_proba(images), calibrate(native, CALIBRATION), atol=1e-5)
    np.testing.assert_allclose(served.digit_probability(images), judged, atol=1e-5)
    shipped, _ = keras_backend.predict_both(networks[None], images)
    assert np.abs(served.predict_proba(images) - calibrate(shipped, CALIBRATION)).max() > 1e-3


def test_it_says_whether_a_drawing_is_a_digit(served, run, images):
    threshold = run.read_config().rejection_threshold
    predictions = [served.predict_normalized(image) for image in images]
    assert [prediction.is_digit for prediction in predictions] == [
        prediction.digit_probability >= threshold for prediction in predictions
    ]
    assert {prediction.is_digit for prediction in predictions} == {True, False}
    assert {prediction.model for prediction in predictions} == {"cnn"}


def test_it_reads_lines_by_the_same_fold_s_line_reader(served):
    strip = np.random.default_rng(0).integers(0, 256, (36, 50), dtype=np.uint8)
    native = begun("line_reader", 3).predict(strip[np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(served.read_line(strip), native, atol=1e-4)


def test_a_line_reader_that_never_saw_a_contributor_reads_for_them_as_it_is(run, tmp_path, monkeypatch):
    learnt = {name: value for name, value in LINE_READER.training.items() if name != "contributors"}
    spec = dataclasses.replace(LINE_READER, training=learnt)
    monkeypatch.setattr("training.evaluation.fold_bundle.LINE_READER", spec)
    line_reader = RunFolder(run.path.with_name("line_reader"))
    keras_backend.save(begun("line_reader", 5), line_reader.path / keras_backend.WEIGHTS_FILE)
    served = Recognizer(fold_bundle(quick("cnn"), run, 1, tmp_path, of_contributors=True))
    strip = np.random.default_rng(0).integers(0, 256, (36, 50), dtype=np.uint8)
    native = begun("line_reader", 5).predict(strip[np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(served.read_line(strip), native, atol=1e-4)


def test_a_line_reader_that_has_not_been_fitted_is_named(run, tmp_path):
    (tmp_path / "runs").mkdir()
    shutil.copytree(run.path, tmp_path / "runs" / "cnn")
    with pytest.raises(RunError, match=r"line_reader has not been fitted. Run `python -m training fit line_reader`"):
        fold_bundle(quick("cnn"), RunFolder(tmp_path / "runs" / "cnn"), 1, tmp_path)


def test_a_run_that_has_not_been_fitted_is_named(tmp_path, networks):
    run = RunFolder(tmp_path / "cnn")
    run.fold(1).mkdir(parents=True)
    keras_backend.save(networks[1], run.fold(1) / keras_backend.WEIGHTS_FILE)
    with pytest.raises(RunError, match=r"cnn has not been fitted"):
        fold_bundle(quick("cnn"), run, 1, tmp_path)
