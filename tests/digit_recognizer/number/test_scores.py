"""The most likely way to part a line, against counting all ways out."""

from dataclasses import astuple, fields

import numpy as np
import pytest

from digit_recognizer.number.candidates import GEOMETRY
from digit_recognizer.number.scores import PathWeights, best_path, measure_candidates, score_labels

RUNS = np.array([(first, end) for first in range(4) for end in range(first + 1, 5)])
WEIGHTS = PathWeights(1.5, 2.0, 0.5, 1.0, -1.0, -8.0, -4.0, -10.0, -2.0, -6.0, 4.0, -3.0)


def every_way(start: int = 0) -> list[list[int]]:
    if start == 4:
        return [[]]
    return [[index, *rest] for index, (first, end) in enumerate(RUNS) if first == start for rest in every_way(int(end))]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_best_of_all_ways(seed):
    measures = np.random.default_rng(seed).normal(size=(len(RUNS), len(fields(PathWeights)))) / 10
    totals = {tuple(way): float((measures @ np.array(astuple(WEIGHTS)))[way].sum()) for way in every_way()}
    path = best_path(RUNS, measures, WEIGHTS)
    assert path.chosen == max(totals, key=totals.get)
    assert path.probability == pytest.approx(np.exp(totals[path.chosen]) / np.exp(list(totals.values())).sum())


def test_weights_are_named_after_what_is_measured():
    assert tuple(field.name for field in fields(PathWeights))[4:] == GEOMETRY


@pytest.mark.parametrize("whole", [None, np.array([0.0, 0.5, 1.0])])
def test_measures_are_finite_with_and_without_a_judge(whole):
    measures = measure_candidates(np.ones((3, len(GEOMETRY))), np.eye(10)[:3], whole)
    assert measures.shape == (3, len(fields(PathWeights)))
    assert np.isfinite(measures).all()


def test_the_best_label_is_worth_what_its_run_is():
    rng = np.random.default_rng(0)
    geometry, probabilities = rng.uniform(size=(5, len(GEOMETRY))), rng.dirichlet(np.ones(10), 5)
    scores = score_labels(geometry, probabilities, None, WEIGHTS)
    np.testing.assert_allclose(scores.max(axis=1), WEIGHTS.score(measure_candidates(geometry, probabilities, None)))
    assert (scores.argmax(axis=1) == probabilities.argmax(axis=1)).all()
    assert (np.argsort(scores, axis=1) == np.argsort(probabilities, axis=1)).all()
