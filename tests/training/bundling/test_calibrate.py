"""Graphs that are served are calibrated on drawings, and measured on writers whom the calibration has not seen."""

import onnx
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.errors import BundleError
from digit_recognizer.model import open_session, run_outputs
from tests.training.bundling.served import (
    evaluation_data,
    let_them_learn_from_handwriting,
    make_held_out,
    make_unmeasured,
    metrics_of,
)
from tests.training.publishing.releases import ReleaseFolders
from training.bundling import calibrate as recalibrate
from training.bundling.calibrate import recalibrate_bundle
from training.data.images import LabelledImages
from training.estimators.reliability import expected_calibration_error
from training.estimators.temperature import (
    Calibration,
    CalibrationError,
    calibrate,
    calibrate_across_writers,
    fit_calibration,
)
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, EvaluationData
from training.graphs.contract import UNCALIBRATED, expose_uncalibrated
from training.publishing.native import find_native_weights
from training.store.files import read_json, sha256_of
from training.store.runs import RunFolder


@pytest.fixture
def data(small_data) -> EvaluationData:
    return evaluation_data(small_data)


@pytest.fixture
def release(tmp_path) -> ReleaseFolders:
    return make_unmeasured(tmp_path)


def folder_of(release: ReleaseFolders) -> RunFolder:
    return RunFolder(release.bundle / "models" / "lenet")


def uncalibrated(folder: RunFolder, rows: LabelledImages):
    session = open_session(expose_uncalibrated(onnx.load(folder.onnx)).SerializeToString())
    return run_outputs(session, rows.images, [UNCALIBRATED])[UNCALIBRATED]


def test_what_ships_is_fitted_on_all_drawings(release, data):
    folder = folder_of(release)
    raw = uncalibrated(folder, data.drawings)
    before = Recognizer.load(release.bundle).predict_proba(data.test.images, "lenet")
    changed = recalibrate_bundle(release.bundle, ["lenet"], data, {})
    fitted = fit_calibration(raw, data.drawings.labels)
    assert folder.calibration() == fitted
    written = folder.read_config().calibration
    assert (written.fitted_on, written.rows, written.writers) == ("pen_strokes", 120, 4)
    recognizer = Recognizer.load(release.bundle)
    after = recognizer.predict_proba(data.test.images, "lenet")
    assert (after.argmax(axis=1) == before.argmax(axis=1)).all()
    assert after == pytest.approx(calibrate(uncalibrated(folder, data.test), fitted), abs=1e-5)
    assert changed["lenet"].temperatures[1] == fitted.temperature
    assert read_json(release.bundle / "manifest.json")["models"]["lenet"]["temperature"] == fitted.temperature


def test_figures_on_drawings_are_of_writers_left_out(release, data):
    raw = uncalibrated(folder_of(release), data.drawings)
    changed = recalibrate_bundle(release.bundle, ["lenet"], data, {})
    drawn = metrics_of(release)["sets"][PEN_STROKES]
    crossed = calibrate_across_writers(raw, data.drawings.labels, data.drawings.writers)
    assert drawn["ece"] == expected_calibration_error(crossed, data.drawings.labels)
    assert (drawn["answered_by"], drawn["calibrated"]) == ("served_graph", "across_writers")
    assert changed["lenet"].calibration_errors[PEN_STROKES] == (None, drawn["ece"])
    before, after = changed["lenet"].calibration_errors[MNIST_TEST]
    assert before != after == metrics_of(release)["sets"][MNIST_TEST]["ece"]
    assert f"ECE on {PEN_STROKES} ? → {drawn['ece']:.4f}" in str(changed["lenet"])


def test_the_parity_names_the_calibration_that_it_was_proved_under(release, data):
    first = folder_of(release).calibration()
    proved = metrics_of(release)["parity"]
    proved.pop("calibration", None)
    for _ in range(2):
        recalibrate_bundle(release.bundle, ["lenet"], data, {}, force=True)
    parity = metrics_of(release)["parity"]
    assert {name: parity[name] for name in proved} == proved
    assert parity["calibration"]["temperature"] > 0
    assert "calibration" in parity
    assert folder_of(release).calibration() != first


def test_what_is_calibrated_on_drawings_is_left_alone_unless_forced(release, data, monkeypatch):
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    graph = sha256_of(folder_of(release).onnx)
    monkeypatch.setattr(recalibrate, "recalibrate_model", lambda *_: pytest.fail("calibrated again"))
    assert recalibrate_bundle(release.bundle, ["lenet"], data, {}) == {}
    monkeypatch.undo()
    assert list(recalibrate_bundle(release.bundle, ["lenet"], data, {}, force=True)) == ["lenet"]
    assert sha256_of(folder_of(release).onnx) == graph


def test_a_calibration_that_changes_answers_is_refused(release, data, monkeypatch):
    folder = folder_of(release)
    before = (sha256_of(folder.onnx), folder.read_config(), metrics_of(release))
    # A negative temperature turns the order of the classes round.
    monkeypatch.setattr(recalibrate, "fit_calibration", lambda *_: Calibration(-1.0, 1e-7))
    with pytest.raises(CalibrationError, match=r"of lenet changes its answers to \d+ of MNIST's 120 .* left unchanged"):
        recalibrate_bundle(release.bundle, ["lenet"], data, {})
    assert (sha256_of(folder.onnx), folder.read_config(), metrics_of(release)) == before


def test_an_interruption_before_the_configuration_is_made_good(release, data, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(recalibrate, "_note_calibration", interrupt)
    with pytest.raises(KeyboardInterrupt):
        recalibrate_bundle(release.bundle, ["lenet"], data, {})
    monkeypatch.undo()
    assert list(recalibrate_bundle(release.bundle, ["lenet"], data, {})) == ["lenet"]
    Recognizer.load(release.bundle)


def test_an_interruption_before_the_manifest_is_made_good(release, data, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("training.bundling.measure.write_manifest", interrupt)
    with pytest.raises(KeyboardInterrupt):
        recalibrate_bundle(release.bundle, ["lenet"], data, {})
    monkeypatch.undo()
    with pytest.raises(BundleError, match="run the command again that was writing it"):
        Recognizer.load(release.bundle)
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    Recognizer.load(release.bundle)


def test_who_has_seen_the_writers_is_calibrated_by_held_out_answers(release, data, monkeypatch):
    let_them_learn_from_handwriting(monkeypatch)
    held_out = make_held_out(data)
    recalibrate_bundle(release.bundle, ["lenet"], data, {"lenet": held_out})
    fitted = folder_of(release).calibration()
    # The answers are right three times of four and entirely sure.
    assert calibrate(held_out.probabilities, fitted).max() == pytest.approx(0.75, abs=0.01)
    assert metrics_of(release)["sets"][PEN_STROKES]["answered_by"] == "fold_models"


def test_no_drawings_no_calibration(release, data):
    with pytest.raises(ValueError, match="needs drawings; received none"):
        recalibrate_bundle(release.bundle, ["lenet"], EvaluationData(data.test), {})


def test_native_weights_remain_those_of_the_calibrated_graph(release, data):
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    assert "lenet" in find_native_weights(Bundle.open(release.bundle), release.runs).files
