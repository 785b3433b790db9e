"""Calibration makes over-confident answers honest without changing them."""

import numpy as np
import pytest

from training.estimators.reliability import expected_calibration_error, log_loss, reliability_bins
from training.estimators.temperature import Calibration, calibrate, calibrate_across_writers, fit_calibration


@pytest.fixture(scope="module")
def over_confident():
    """Probabilities three times as sharp as they may be, and labels drawn from the honest ones."""
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 1.5, (4_000, 10))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([generator.choice(10, p=row) for row in honest])
    sharp = honest**3 / (honest**3).sum(axis=1, keepdims=True)
    return sharp.astype(np.float32), labels


def test_fitting_finds_the_temperature_that_was_lost(over_confident):
    assert fit_calibration(*over_confident).temperature == pytest.approx(3, rel=0.1)


def test_calibration_lowers_log_loss_and_calibration_error(over_confident):
    probabilities, labels = over_confident
    calibrated = calibrate(probabilities, fit_calibration(probabilities, labels))
    assert log_loss(calibrated, labels) < 0.9 * log_loss(probabilities, labels)
    assert expected_calibration_error(calibrated, labels) < 0.3 * expected_calibration_error(probabilities, labels)


def test_calibration_keeps_every_answer_and_sums_to_one(over_confident):
    probabilities, labels = over_confident
    calibrated = calibrate(probabilities, fit_calibration(probabilities, labels))
    np.testing.assert_array_equal(calibrated.argmax(axis=1), probabilities.argmax(axis=1))
    np.testing.assert_allclose(calibrated.sum(axis=1), 1, atol=1e-6)
    assert calibrated.dtype == np.float32


def test_plain_zeros_and_ones_are_softened_to_how_often_they_are_right():
    labels = np.zeros(100, dtype=np.int64)
    answers = np.eye(10, dtype=np.float32)[[0] * 90 + [1] * 10]
    calibrated = calibrate(answers, fit_calibration(answers, labels))
    assert calibrated[0, 0] == pytest.approx(0.9, abs=0.01)


def test_no_calibration_changes_nothing():
    rows = np.random.default_rng(0).dirichlet(np.ones(10), 20).astype(np.float32)
    np.testing.assert_allclose(calibrate(rows, Calibration(1.0, 1e-7)), rows, atol=1e-5)


def test_log_loss_of_certainty_and_of_chance():
    labels = np.arange(10)
    assert log_loss(np.eye(10), labels) == 0
    assert log_loss(np.full((10, 10), 0.1), labels) == pytest.approx(np.log(10))
    assert np.isfinite(log_loss(1 - np.eye(10), labels))


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    sure_and_half_right = np.tile(np.eye(10)[3], (10, 1))
    assert expected_calibration_error(sure_and_half_right, np.array([3] * 5 + [4] * 5)) == pytest.approx(0.5)
    assert expected_calibration_error(sure_and_half_right, np.array([3] * 10)) == 0


def test_bins_hold_counts_confidence_and_accuracy():
    # Confidences of 0.3, in the bin from 4/15 to 5/15, and of 1, in the last.
    probabilities = np.array([[0.3, 0.25, 0.25, 0.2], [0.3, 0.25, 0.25, 0.2], [1.0, 0, 0, 0]])
    bins = reliability_bins(probabilities, np.array([0, 1, 0]))
    assert bins.counts.tolist() == [0] * 4 + [2] + [0] * 9 + [1]
    assert (bins.confidences[4], bins.accuracies[4]) == (pytest.approx(0.3), 0.5)
    assert (bins.confidences[14], bins.accuracies[14]) == (1, 1)
    assert np.isnan(bins.accuracies[0])
    assert bins.calibration_error == pytest.approx(2 / 3 * 0.2)


def test_a_writer_is_calibrated_by_the_others_alone(over_confident):
    probabilities, labels = over_confident
    writers = np.arange(len(labels)) % 4
    calibrated = calibrate_across_writers(probabilities, labels, writers, groups=2)
    # Two groups: writers 0 and 2 are calibrated by 1 and 3.
    others = writers % 2 == 1
    expected = calibrate(probabilities[~others], fit_calibration(probabilities[others], labels[others]))
    np.testing.assert_array_equal(calibrated[~others], expected)
    scrambled = np.where(others, labels, (labels + 1) % 10)
    again = calibrate_across_writers(probabilities, scrambled, writers, groups=2)
    np.testing.assert_array_equal(again[~others], expected)


def test_few_writers_are_left_out_one_by_one(over_confident):
    probabilities, labels = (part[:400] for part in over_confident)
    calibrated = calibrate_across_writers(probabilities, labels, np.arange(400) % 2)
    np.testing.assert_array_equal(calibrated.argmax(axis=1), probabilities.argmax(axis=1))


def test_one_writer_cannot_be_left_out(over_confident):
    with pytest.raises(ValueError, match="at least 2 writers; received 1"):
        calibrate_across_writers(*over_confident, np.zeros(4_000))
