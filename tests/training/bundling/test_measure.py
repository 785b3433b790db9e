"""Served graphs are measured on every set, once for each graph."""

import dataclasses

import numpy as np
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import Bundle
from tests.training.bundling.served import (
    NAMES,
    WRITERS,
    evaluation_data,
    let_them_learn_from_handwriting,
    make_held_out,
    make_unmeasured,
    metrics_of,
)
from tests.training.publishing.releases import ReleaseFolders
from training.bundling import measure
from training.bundling.measure import bundled_names, find_held_out, measure_bundle
from training.data.mnist_writers import MNIST_WRITERS, RowWriters
from training.estimators.temperature import calibrate
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, EvaluationData
from training.fitting.folds.held_out import HeldOut
from training.store.files import sha256_of
from training.store.losses import LossError
from training.store.runs import RunError, RunFolder


@pytest.fixture
def data(small_data) -> EvaluationData:
    return evaluation_data(small_data)


@pytest.fixture
def release(tmp_path) -> ReleaseFolders:
    return make_unmeasured(tmp_path)


@pytest.fixture
def held_out(data) -> HeldOut:
    return make_held_out(data)


def test_every_set_is_measured_and_the_manifest_says_so(release, data):
    measure_bundle(release.bundle, NAMES, data, {})
    bundle = Bundle.open(release.bundle)
    recognizer = Recognizer(bundle)
    for info in bundle.manifest.models:
        metrics = metrics_of(release, info.name)
        assert data.sets == set(metrics["sets"]) == set(info.metrics["sets"])
        assert metrics["measured_graph"] == info.graph.sha256
        for file in info.files:
            bundle.read(file)
        answers = recognizer.predict_proba(data.test.images, info.name).argmax(axis=1)
        assert metrics["sets"][MNIST_TEST]["accuracy"] == (answers == data.test.labels).mean()
        drawn = metrics["sets"][PEN_STROKES]
        assert (drawn["answered_by"], drawn["calibrated"]) == ("served_graph", "as_served")
        assert len(drawn["by_writer"]) == WRITERS
        answers = recognizer.predict_proba(data.drawings.images, info.name).argmax(axis=1)
        assert drawn["accuracy"] == (answers == data.drawings.labels).mean()


def test_what_else_was_measured_stays(release, data):
    before = metrics_of(release)
    measure_bundle(release.bundle, ["lenet"], data, {})
    after = metrics_of(release)
    assert all(after[name] == value for name, value in before.items() if name != "sets")


def test_a_measured_graph_is_not_measured_again_unless_forced(release, data, monkeypatch):
    measure_bundle(release.bundle, ["lenet"], data, {})
    asked = []
    monkeypatch.setattr(measure, "measure_model", lambda folder, *_: asked.append(folder.path.name) or {})
    measure_bundle(release.bundle, NAMES, data, {})
    assert asked == ["svm"]
    measure_bundle(release.bundle, ["lenet"], data, {}, force=True)
    assert asked == ["svm", "lenet"]
    graph = release.bundle / "models" / "lenet" / "model.onnx"
    graph.write_bytes((release.bundle / "models" / "svm" / "model.onnx").read_bytes())
    measure_bundle(release.bundle, ["lenet"], data, {})
    assert asked == ["svm", "lenet", "lenet"]


def test_an_interruption_keeps_the_models_that_were_measured(release, data, monkeypatch):
    whole = measure.measure_model

    def interrupted(folder, *rest):
        if folder.path.name == "svm":
            raise KeyboardInterrupt
        return whole(folder, *rest)

    monkeypatch.setattr(measure, "measure_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        measure_bundle(release.bundle, NAMES, data, {})
    assert data.sets == set(metrics_of(release)["sets"])
    measured = {info.name: set(info.metrics["sets"]) for info in Bundle.open(release.bundle).manifest.models}
    assert measured == {"lenet": data.sets, "svm": {MNIST_TEST}}


def test_a_model_that_is_not_in_the_bundle_names_the_command(release, data):
    assert bundled_names(release.bundle) == ["lenet", "svm"]
    with pytest.raises(RunError, match=r"holds no knn\. Run `python -m training make knn` first"):
        measure_bundle(release.bundle, ["knn"], data, {})


def test_who_has_seen_the_writers_answers_through_others(release, data, held_out, monkeypatch):
    let_them_learn_from_handwriting(monkeypatch)
    measure_bundle(release.bundle, ["lenet"], data, {"lenet": held_out})
    drawn = metrics_of(release)["sets"][PEN_STROKES]
    assert (drawn["accuracy"], drawn["answered_by"]) == (0.75, "fold_models")
    calibration = RunFolder(release.bundle / "models" / "lenet").calibration()
    expected = calibrate(held_out.probabilities, calibration).max()
    assert max(value for value in drawn["reliability"]["confidence"] if value) == pytest.approx(expected, abs=1e-4)


def test_who_has_seen_the_writers_is_not_asked_itself(release, data, held_out, monkeypatch):
    let_them_learn_from_handwriting(monkeypatch)
    with pytest.raises(RunError, match="lenet learnt from the people whose drawings are measured"):
        measure_bundle(release.bundle, ["lenet"], data, {})
    measure_bundle(release.bundle, ["lenet"], data, {"lenet": held_out})
    before = metrics_of(release)["sets"][PEN_STROKES]
    measure_bundle(release.bundle, ["lenet"], data, {}, force=True)
    assert metrics_of(release)["sets"][PEN_STROKES] == before


def test_answers_to_other_drawings_are_refused(release, data, held_out):
    other = HeldOut(held_out.probabilities, held_out.digit_probability, held_out.labels[::-1], held_out.writers)
    with pytest.raises(RunError, match="held-out answers of lenet belong to"):
        measure_bundle(release.bundle, ["lenet"], data, {"lenet": other})


def test_held_out_answers_lie_in_the_runs(tmp_path, held_out):
    held_out.save(RunFolder(tmp_path / "lenet").held_out)
    found = find_held_out(tmp_path, NAMES)
    assert list(found) == ["lenet"]
    np.testing.assert_array_equal(found["lenet"].probabilities, held_out.probabilities)


def test_the_checksum_is_the_graphs(release, data):
    measure_bundle(release.bundle, ["lenet"], data, {})
    assert metrics_of(release)["measured_graph"] == sha256_of(release.bundle / "models" / "lenet" / "model.onnx")


class TestByWriter:
    """Figures by writer are measured where writers are at hand, and stay, or are missed, where they are not."""

    @pytest.fixture
    def with_writers(self, data) -> EvaluationData:
        numbers = np.arange(len(data.test))
        return dataclasses.replace(data, writers=RowWriters(data.test.labels, numbers % 2 * 4, numbers % 3))

    def test_they_stay_as_long_as_the_answers_do(self, release, data, with_writers):
        measure_bundle(release.bundle, ["lenet"], with_writers, {})
        measured = metrics_of(release)["sets"][MNIST_WRITERS]
        assert measured["errors"] == metrics_of(release)["sets"][MNIST_TEST]["errors"]
        assert measured["writers"] == 3
        measure_bundle(release.bundle, ["lenet"], data, {}, force=True)
        assert metrics_of(release)["sets"][MNIST_WRITERS] == measured

    def test_another_graph_needs_the_writers(self, release, data, with_writers):
        measure_bundle(release.bundle, ["lenet"], with_writers, {})
        graph = release.bundle / "models" / "lenet" / "model.onnx"
        graph.write_bytes((release.bundle / "models" / "svm" / "model.onnx").read_bytes())
        with pytest.raises(LossError, match="lenet: the figures on mnist_test_by_writer"):
            measure_bundle(release.bundle, ["lenet"], data, {})
        measure_bundle(release.bundle, ["lenet"], data, {}, may_drop=lambda _: True)
        assert MNIST_WRITERS not in metrics_of(release)["sets"]
