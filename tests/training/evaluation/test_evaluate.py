"""Figures are what they are called."""

import numpy as np
import pytest

from tests.training.conftest import quick
from training.bundling.export_model import compare_answers
from training.data.images import LabelledImages
from training.data.label_errors import LABEL_ERRORS
from training.evaluation.evaluate import evaluate_models
from training.evaluation.folds import FoldFigures
from training.evaluation.measured_sets import measure_sets
from training.evaluation.metrics import measure, measure_drawings, measure_regression
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES, EvaluationData
from training.store.figures import Reliability, WriterAccuracy
from training.store.runs import RunError, RunFolder
from training.synthesis.pen_drawings import PenDrawings
from training.zoo.courses import HANDWRITING, PLAIN


def test_figures_of_a_model_that_takes_every_seven_for_a_one():
    labels = np.array([1, 7, 7, 3] * 5)
    answers = np.where(labels == 7, 1, labels)
    figures = measure(np.eye(10, dtype=np.float32)[answers], labels)
    assert (figures.rows, figures.accuracy, figures.errors) == (20, 0.5, 10)
    assert figures.confusion_matrix[7][1] == 10
    assert figures.per_class.recall[7] == 0
    assert figures.per_class.precision[1] == pytest.approx(1 / 3)
    assert figures.per_class.f1[3] == 1
    assert figures.ece == 0.5
    assert figures.reliability == Reliability(
        count=(*[0] * 14, 20), confidence=(*[None] * 14, 1.0), accuracy=(*[None] * 14, 0.5)
    )


def test_figures_of_a_regressor_are_distances_from_the_digit():
    labels = np.array([0, 3, 5, 8])
    figures = measure_regression(np.array([-3.0, 3.4, 5.6, 8.0]), labels)
    assert figures.rows == 4
    assert figures.rmse == pytest.approx(np.sqrt((9 + 0.16 + 0.36) / 4))
    assert figures.median_error == pytest.approx(0.5)
    assert figures.largest_error == 3
    assert figures.r2 == pytest.approx(1 - 9.52 / 34)
    # -3 is rounded to 0 and 3.4 to 3, which is right; 5.6 to 6, which is not.
    assert figures.rounded_accuracy == 0.75


def test_a_regressor_far_off_is_measured_all_the_same():
    figures = measure_regression(np.array([8e9, -1e30]), np.array([9, 0]))
    assert figures.rounded_accuracy == 1
    assert figures.largest_error == 1e30


def test_parity_names_the_rows_that_differ():
    native = np.full((4, 10), 0.05)
    native[:, 2] = 0.55
    served = native.copy()
    served[1, [2, 3]] = 0.05, 0.55
    served[2, [2, 4]] += (-0.001, 0.001)
    served[3, [2, 4]] += (-0.00005, 0.00005)
    parity = compare_answers(native, served)
    assert (parity.rows, parity.same_label, parity.other_label_rows) == (4, 3, (1,))
    assert (parity.within_tolerance, parity.beyond_tolerance_rows) == (2, (1, 2))
    assert parity.largest_gap_within == pytest.approx(0.00005)


def test_a_run_that_is_not_there_says_which_command_comes_first(tmp_path):
    run = RunFolder(tmp_path / "lenet")
    with pytest.raises(RunError, match=r"lenet has not been fitted\. Run `python -m training fit lenet` first"):
        run.calibration()
    with pytest.raises(RunError, match=r"has not been evaluated on mnist_test\. Run `python -m training evaluate"):
        run.load_probabilities("mnist_test")


def test_probabilities_come_back_as_saved(tmp_path):
    probabilities = np.random.default_rng(0).dirichlet(np.ones(10), 5).astype(np.float32)
    RunFolder(tmp_path).save_probabilities("mnist_test", probabilities)
    np.testing.assert_array_equal(RunFolder(tmp_path).load_probabilities("mnist_test"), probabilities)


def blank(count: int) -> np.ndarray:
    return np.zeros((count, 28, 28), dtype=np.uint8)


def test_figures_on_drawings_say_who_is_read_worst():
    labels = np.zeros(12, dtype=np.int64)
    drawings = PenDrawings(blank(12), labels, np.repeat([3, 7, 21], [6, 4, 2]))
    answers = np.array([0] * 6 + [0, 1, 1, 0] + [0, 0])
    figures = measure_drawings(np.eye(10, dtype=np.float32)[answers], drawings)
    assert figures.by_writer == {"3": 1.0, "7": 0.5, "21": 1.0}
    assert figures.worst_writer == WriterAccuracy(writer=7, accuracy=0.5)
    assert figures.writers_mean == pytest.approx(2.5 / 3)
    assert figures.accuracy == pytest.approx(10 / 12)


def test_rows_with_a_wrong_label_are_left_out_and_stay_in():
    count = LABEL_ERRORS[1] + 1
    test = LabelledImages(blank(count), np.ones(count, dtype=np.int64))
    answers = np.ones(count, dtype=np.int64)
    answers[list(LABEL_ERRORS[:2])] = 2
    answers[5] = 2
    sets = measure_sets(EvaluationData(test), np.eye(10, dtype=np.float32)[answers], None, pytest.fail)
    assert set(sets) == {MNIST_TEST, MNIST_RELABELLED}
    assert (sets[MNIST_TEST].rows, sets[MNIST_TEST].errors) == (count, 3)
    assert (sets[MNIST_RELABELLED].rows, sets[MNIST_RELABELLED].errors) == (count - 2, 1)


@pytest.mark.parametrize(("course", "is_measured"), [(PLAIN, True), (HANDWRITING, False)], ids=["plain", "handwriting"])
def test_only_who_has_not_seen_the_writers_is_measured_on_them(small_data, tmp_path, monkeypatch, course, is_measured):
    from dataclasses import replace

    from training.fitting.plain import fit_model

    spec = quick("decision_tree")
    fit_model(spec, small_data, RunFolder(tmp_path / spec.name))
    drawings = PenDrawings(small_data.test.images, small_data.test.labels, np.arange(len(small_data.test)) % 3)
    data = EvaluationData(small_data.test, drawings)
    # A tree has no networks that held writers out.
    monkeypatch.setattr("training.evaluation.courses.measure_folds", lambda *_: FoldFigures(None, None))
    monkeypatch.setattr("training.evaluation.courses.measure_whole_numbers", lambda *_: None)
    evaluate_models([replace(spec, course=course)], data, tmp_path)
    sets = RunFolder(tmp_path / spec.name).read_metrics().sets
    assert (PEN_STROKES in sets) == is_measured
    assert sets[MNIST_TEST].rows == len(small_data.test)


def test_a_line_reader_that_has_seen_everybody_measures_no_numbers_of_theirs(tmp_path, monkeypatch, caplog, small_data):
    from training.evaluation import courses

    monkeypatch.setattr(courses, "measure_whole_numbers", lambda spec, run, count: ("writers", count))
    monkeypatch.setattr(courses, "measure_contributed_numbers", lambda spec, run, count: ("contributors", count))
    drawings = PenDrawings(small_data.test.images, small_data.test.labels, np.ones(len(small_data.test), np.int64))
    data = EvaluationData(small_data.test, drawings, contributors={31: "somebody"})
    run, reader = RunFolder(tmp_path / "cnn"), RunFolder(tmp_path / "line_reader")
    of_each = courses.NUMBERS_PER_FOLD
    assert courses._measure_numbers(quick("cnn"), run, data) == (("writers", of_each), ("contributors", of_each))
    assert courses._measure_numbers(quick("cnn"), run, EvaluationData(small_data.test)) == (None, None)
    reader.path.mkdir()
    reader.restored.touch()
    assert courses._measure_numbers(quick("cnn"), run, data) == (None, None)
    assert "fit --force line_reader" in caplog.text
