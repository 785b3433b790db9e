"""Accuracy by writer: the mean over people, staff against pupils, and the worst who wrote enough."""

import json

import numpy as np
import pytest

from training.data.mnist_writers import PUPILS, RowWriters
from training.evaluation.writers import MIN_DIGITS, measure_writers
from training.store.figures import WriterFigures


def test_people_count_the_same_however_much_they_wrote():
    counts = {1: 40, 2: 20, 3: 5}  # two members of staff and a pupil
    writer = np.repeat(list(counts), list(counts.values()))
    writers = RowWriters(np.zeros(65, int), np.where(writer == 3, PUPILS, 0), writer)
    answers = np.where((writer == 2) & (np.arange(65) % 4 == 0), 1, np.where(writer == 3, 1, 0))
    measured = measure_writers(np.eye(10)[answers], writers.labels, writers)
    assert WriterFigures.from_json(json.loads(json.dumps(measured.as_json())), "here") == measured
    assert (measured.rows, measured.errors, measured.writers, measured.min_digits) == (65, 10, 3, MIN_DIGITS)
    assert measured.accuracy == pytest.approx((1 + 0.75 + 0) / 3)
    assert (measured.staff, measured.pupils) == (pytest.approx(55 / 60), 0.0)
    assert (measured.worst_writer.writer, measured.worst_writer.accuracy) == (2, 0.75)
    assert measured.fifth_percentile == pytest.approx(0.7625)
