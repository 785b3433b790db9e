"""Candidates are scored by all that is known of them."""

from dataclasses import fields

import numpy as np
import pytest

from digit_recognizer.number.candidates import GEOMETRY
from digit_recognizer.number.scores import (
    WITH_DIGIT_PROBABILITY,
    WITHOUT_DIGIT_PROBABILITY,
    PathWeights,
    candidate_features,
    score_labels,
    score_parts,
)

WEIGHTS = PathWeights(1.5, 2.0, 0.5, 1.0, -1.0, -8.0, -4.0, -10.0, -2.0, -6.0, 4.0, -3.0)


def test_weights_are_named_after_the_features():
    assert tuple(field.name for field in fields(PathWeights))[4:] == GEOMETRY


@pytest.mark.parametrize("whole", [None, np.array([0.0, 0.5, 1.0])])
def test_features_are_finite_with_and_without_a_detector(whole):
    features = candidate_features(np.ones((3, len(GEOMETRY))), np.eye(10)[:3], whole)
    assert features.shape == (3, len(fields(PathWeights)))
    assert np.isfinite(features).all()


def test_the_best_label_has_its_candidate_s_score():
    rng = np.random.default_rng(0)
    geometry, probabilities = rng.uniform(size=(5, len(GEOMETRY))), rng.dirichlet(np.ones(10), 5)
    scores = score_labels(geometry, probabilities, None, WEIGHTS)
    np.testing.assert_allclose(scores.max(axis=1), WEIGHTS.score(candidate_features(geometry, probabilities, None)))
    assert (scores.argmax(axis=1) == probabilities.argmax(axis=1)).all()
    assert (np.argsort(scores, axis=1) == np.argsort(probabilities, axis=1)).all()


@pytest.mark.parametrize(
    ("weights", "total"),
    [(WITH_DIGIT_PROBABILITY, -221.61), (WITHOUT_DIGIT_PROBABILITY, -249.77)],
    ids=["with", "without"],
)
def test_the_fitted_weights_are_those_whose_scores_were_measured(weights, total):
    """One sum in which each counts differently: fitted anew, they are to be measured anew."""
    assert weights.score(np.arange(1.0, 13.0)[np.newaxis]) == pytest.approx(total)


def test_a_part_that_is_lower_or_less_a_digit_fits_a_known_text_less():
    geometry, probabilities = np.zeros((3, len(GEOMETRY))), np.full((3, 10), 0.1)
    scores = score_parts(geometry, np.array([1.0, 0.5, 1.0]), probabilities, np.array([0.9, 0.9, 0.5]))
    assert scores.shape == (3, 10)
    assert (scores[0] > scores[1:]).all()
