"""The text that candidates and line agree on best, against scoring every text."""

from itertools import product

import numpy as np
import pytest

from digit_recognizer.number import hypotheses
from digit_recognizer.number.ctc import NONE, text_log_likelihoods
from digit_recognizer.number.hypotheses import best_hypothesis
from digit_recognizer.number.lattice import Lattice

SEGMENTS = 4
EDGES = np.array([(first, end) for first in range(SEGMENTS) for end in range(first + 1, SEGMENTS + 1)])
LATTICE = Lattice(EDGES)
FRAMES = 8


def every_path(start: int = 0) -> list[list[int]]:
    if start == SEGMENTS:
        return [[]]
    return [
        [index, *rest] for index, (first, end) in enumerate(EDGES) if first == start for rest in every_path(int(end))
    ]


def answers_of(*digits: int, sure: float = 6.0) -> np.ndarray:
    """A line reader's answers: each digit once, none between them."""
    logits = np.zeros((FRAMES, 11))
    logits[:, NONE] = sure
    for place, digit in enumerate(digits):
        logits[2 * place, digit] = 2 * sure
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_best_of_all_texts_in_reach(seed):
    rng = np.random.default_rng(seed)
    label_scores = rng.normal(-1, 2, (len(EDGES), 10))
    log_probabilities = answers_of(*rng.integers(10, size=rng.integers(1, 5)), sure=1.0)
    found = best_hypothesis(LATTICE, label_scores, log_probabilities)

    def score_of(labels: tuple[int, ...]) -> float:
        paths = [path for path in every_path() if len(path) == len(labels)]
        best = max(sum(label_scores[edge, label] for edge, label in zip(path, labels, strict=True)) for path in paths)
        likelihood = text_log_likelihoods(log_probabilities, np.array([labels]))[0]
        return hypotheses._PATH_SHARE * best + float(likelihood)

    own = score_of(found.labels)
    for place in range(len(found.labels)):
        others = [score_of((*found.labels[:place], label, *found.labels[place + 1 :])) for label in range(10)]
        assert own == pytest.approx(max(others))
        shares = np.exp((np.array(others) - own) / hypotheses._TEMPERATURE)
        np.testing.assert_allclose(found.probabilities[place], shares / shares.sum(), rtol=1e-6)
    assert 0 < found.probability <= found.probabilities.max(axis=1).min() + 1e-9
    best_alone = max(every_path(), key=lambda path: label_scores[path].max(axis=1).sum())
    assert own >= score_of(tuple(label_scores[best_alone].argmax(axis=1).tolist())) - 1e-9


def test_the_path_is_the_best_that_spells_the_text():
    label_scores = np.random.default_rng(0).normal(size=(len(EDGES), 10))
    found = best_hypothesis(LATTICE, label_scores, answers_of(4, 2, 9))
    borders = EDGES[list(found.path)]
    assert (borders[0, 0], borders[-1, 1]) == (0, SEGMENTS)
    assert (borders[1:, 0] == borders[:-1, 1]).all()
    totals = {
        tuple(path): sum(label_scores[edge, label] for edge, label in zip(path, found.labels, strict=True))
        for path in every_path()
        if len(path) == len(found.labels)
    }
    assert found.path == max(totals, key=totals.get)


def test_what_the_line_is_sure_of_outweighs_candidates_that_are_not():
    unsure = np.zeros((len(EDGES), 10))
    assert best_hypothesis(LATTICE, unsure, answers_of(3, 3, 8)).labels == (3, 3, 8)


def test_what_the_candidates_are_sure_of_outweighs_a_line_that_is_not():
    label_scores = np.full((len(EDGES), 10), -30.0)
    for edge, label in ((0, 7), (EDGES.tolist().index([1, SEGMENTS]), 1)):
        label_scores[edge, label] = 0
    assert best_hypothesis(LATTICE, label_scores, answers_of(sure=0.1)).labels == (7, 1)


def test_a_line_without_digits_leaves_the_choice_to_the_candidates():
    label_scores = np.random.default_rng(1).normal(size=(len(EDGES), 10))
    found = best_hypothesis(LATTICE, label_scores, answers_of(sure=30.0))
    assert 1 <= len(found.labels) <= SEGMENTS
    assert np.isfinite(found.probabilities).all()


def test_more_digits_than_segments_are_left_out():
    lattice, label_scores = Lattice(np.array([[0, 1]])), np.zeros((1, 10))
    assert len(best_hypothesis(lattice, label_scores, answers_of(1, 1)).labels) == 1


def test_all_texts_of_two_digits_are_scored_where_only_they_are_likely():
    label_scores = np.where((EDGES[:, 1] - EDGES[:, 0] == SEGMENTS // 2)[:, np.newaxis], 0.0, -1e3) + np.zeros(10)
    log_probabilities = answers_of(5, 6, sure=1.5)
    every = np.array(list(product(range(10), repeat=2)))
    found = best_hypothesis(LATTICE, label_scores, log_probabilities)
    assert found.labels == tuple(every[text_log_likelihoods(log_probabilities, every).argmax()])


def test_more_digits_than_there_is_room_for_have_no_text():
    narrow = Lattice(np.array([(place, place + 1) for place in range(9)]))
    label_scores = np.zeros((9, 10))
    assert best_hypothesis(narrow, label_scores, answers_of()[:4]) is None
