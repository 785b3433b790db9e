"""Figures are what they are called."""

import numpy as np
import pytest

from training.evaluate import measure
from training.export import compare_answers
from training.runs import RunError, RunFolder


def test_figures_of_a_model_that_takes_every_seven_for_a_one():
    labels = np.array([1, 7, 7, 3] * 5)
    answers = np.where(labels == 7, 1, labels)
    figures = measure(np.eye(10, dtype=np.float32)[answers], labels)
    assert (figures["rows"], figures["accuracy"], figures["errors"]) == (20, 0.5, 10)
    assert figures["confusion_matrix"][7][1] == 10
    assert figures["per_class"]["recall"][7] == 0
    assert figures["per_class"]["precision"][1] == pytest.approx(1 / 3)
    assert figures["per_class"]["f1"][3] == 1
    assert figures["ece"] == 0.5


def test_parity_names_the_rows_that_differ():
    native = np.full((4, 10), 0.05)
    native[:, 2] = 0.55
    served = native.copy()
    served[1, [2, 3]] = 0.05, 0.55
    served[2, [2, 4]] += (-0.001, 0.001)
    served[3, [2, 4]] += (-0.00005, 0.00005)
    parity = compare_answers(native, served)
    assert (parity["rows"], parity["same_label"], parity["other_label_rows"]) == (4, 3, [1])
    assert (parity["within_tolerance"], parity["beyond_tolerance_rows"]) == (2, [1, 2])
    assert parity["largest_gap_within"] == pytest.approx(0.00005)


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
