"""Figures on corrupted digits: each corruption counts the same, and pictures without ink are errors."""

import json

import numpy as np
import pytest

from training.data.images import LabelledImages
from training.evaluation.corruptions import measure_corrupted
from training.store.figures import CorruptedFigures
from training.synthesis.corruptions.corrupted_digits import CorruptedDigits


def rows(*values: int) -> LabelledImages:
    """Images of one value each, which is what the model answers, labelled 1."""
    return LabelledImages(np.array(values, np.uint8)[:, None, None] * np.ones((28, 28), np.uint8), np.ones(len(values)))


def answer(images):
    return np.eye(10)[images[:, 0, 0]]


def test_every_corruption_counts_the_same():
    corrupted = {
        "fog": CorruptedDigits(rows(1, 1, 2, 2), rows(1, 1)),
        "stripe": CorruptedDigits(rows(1, 1), rows(1, 3)),
    }
    measured = measure_corrupted(answer, corrupted)
    assert CorruptedFigures.from_json(json.loads(json.dumps(measured.as_json())), "here") == measured
    assert (measured.rows, measured.errors, measured.accuracy) == (6, 2, 0.75)
    assert (measured.rows_through, measured.accuracy_through) == (4, 0.75)
    fog = measured.corruptions["fog"]
    assert (fog.title, fog.accuracy, fog.accuracy_through) == ("Fog", 0.5, 1.0)


def test_a_picture_without_ink_is_an_error_whatever_is_answered():
    blank = rows(0, 1)
    measured = measure_corrupted(
        lambda images: np.eye(10)[np.ones(len(images), int)], {"fog": CorruptedDigits(blank, blank)}
    )
    assert measured.accuracy == measured.accuracy_through == pytest.approx(0.5)
