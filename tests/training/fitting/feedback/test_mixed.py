"""Feedback is a small part of what networks learn, and what is held out is no part of it."""

import numpy as np
import pytest

from training.data.images import LabelledImages
from training.fitting.feedback.checked import NO_CLASS, CheckedFeedback, Feedback
from training.fitting.feedback.mixed import MAX_REPEATS, keep_feedback, rows_of, with_feedback
from training.fitting.handwriting.batches import Sources
from training.store.runs import RunFolder


def marked(count: int, mark: int) -> np.ndarray:
    return np.full((count, 28, 28), mark, np.uint8)


@pytest.fixture
def sources() -> Sources:
    drawings = LabelledImages(marked(1900, 1), np.zeros(1900, np.int64))
    return Sources(drawings, drawings, marked(40, 2))


@pytest.fixture
def feedback() -> Feedback:
    labels = np.array([3, 4, NO_CLASS, 5])
    return Feedback(np.concatenate([marked(1, mark) for mark in (3, 4, 5, 6)]), labels, labels == 5)


def test_without_feedback_nothing_changes(sources, tmp_path):
    assert with_feedback(sources, RunFolder(tmp_path)) is sources
    assert rows_of(None) is None


def test_it_is_repeated_to_a_twentieth_and_no_more_than_bearable(sources, feedback, tmp_path):
    keep_feedback(CheckedFeedback("visitors", feedback, ()), RunFolder(tmp_path))
    mixed = with_feedback(sources, RunFolder(tmp_path))
    said = mixed.drawings.images[1900:, 0, 0]
    assert np.bincount(said).tolist() == [0, 0, 0, MAX_REPEATS, MAX_REPEATS]
    assert set(mixed.drawings.labels[1900:].tolist()) == {3, 4}
    assert (mixed.outliers[:, 0, 0] == 5).sum() == 2  # a twentieth of 42
    assert mixed.mnist is sources.mnist
    rows = rows_of(feedback)
    assert rows.learnt == 3
    assert rows_of(feedback.take(np.arange(3))).digest != rows.digest
