"""The text that the parts and the line agree on best, against weighing every text."""

from itertools import product

import numpy as np
import pytest

from digit_recognizer.number import hypotheses as text
from digit_recognizer.number.ctc import NONE, text_log_likelihoods
from digit_recognizer.number.hypotheses import weigh_texts

PIECES = 4
RUNS = np.array([(first, end) for first in range(PIECES) for end in range(first + 1, PIECES + 1)])
FRAMES = 8


def every_way(start: int = 0) -> list[list[int]]:
    if start == PIECES:
        return [[]]
    return [[index, *rest] for index, (first, end) in enumerate(RUNS) if first == start for rest in every_way(int(end))]


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
    label_scores = rng.normal(-1, 2, (len(RUNS), 10))
    log_probabilities = answers_of(*rng.integers(10, size=rng.integers(1, 5)), sure=1.0)
    weighed = weigh_texts(RUNS, label_scores, log_probabilities)

    def worth(labels: tuple[int, ...]) -> float:
        ways = [way for way in every_way() if len(way) == len(labels)]
        parts = max(sum(label_scores[run, label] for run, label in zip(way, labels, strict=True)) for way in ways)
        likelihood = text_log_likelihoods(log_probabilities, np.array([labels]))[0]
        return text._PARTS_SHARE * parts + float(likelihood)

    own = worth(weighed.labels)
    for place in range(len(weighed.labels)):
        others = [worth((*weighed.labels[:place], label, *weighed.labels[place + 1 :])) for label in range(10)]
        assert own == pytest.approx(max(others))
        shares = np.exp((np.array(others) - own) / text._TEMPERATURE)
        np.testing.assert_allclose(weighed.probabilities[place], shares / shares.sum(), rtol=1e-6)
    assert 0 < weighed.probability <= weighed.probabilities.max(axis=1).min() + 1e-9
    best_alone = max(every_way(), key=lambda way: label_scores[way].max(axis=1).sum())
    assert own >= worth(tuple(label_scores[best_alone].argmax(axis=1).tolist())) - 1e-9


def test_the_runs_part_the_line_and_are_the_best_that_spell_the_text():
    label_scores = np.random.default_rng(0).normal(size=(len(RUNS), 10))
    weighed = weigh_texts(RUNS, label_scores, answers_of(4, 2, 9))
    borders = RUNS[list(weighed.chosen)]
    assert (borders[0, 0], borders[-1, 1]) == (0, PIECES)
    assert (borders[1:, 0] == borders[:-1, 1]).all()
    totals = {
        tuple(way): sum(label_scores[run, label] for run, label in zip(way, weighed.labels, strict=True))
        for way in every_way()
        if len(way) == len(weighed.labels)
    }
    assert weighed.chosen == max(totals, key=totals.get)


def test_what_the_line_is_sure_of_outweighs_parts_that_are_not():
    unsure = np.zeros((len(RUNS), 10))
    assert weigh_texts(RUNS, unsure, answers_of(3, 3, 8)).labels == (3, 3, 8)


def test_what_the_parts_are_sure_of_outweighs_a_line_that_is_not():
    label_scores = np.full((len(RUNS), 10), -30.0)
    for run, label in ((0, 7), (RUNS.tolist().index([1, PIECES]), 1)):
        label_scores[run, label] = 0
    assert weigh_texts(RUNS, label_scores, answers_of(sure=0.1)).labels == (7, 1)


def test_a_line_without_digits_does_not_hinder_the_parts():
    label_scores = np.random.default_rng(1).normal(size=(len(RUNS), 10))
    weighed = weigh_texts(RUNS, label_scores, answers_of(sure=30.0))
    assert 1 <= len(weighed.labels) <= PIECES
    assert np.isfinite(weighed.probabilities).all()


def test_more_digits_than_pieces_are_left_out():
    runs, label_scores = np.array([[0, 1]]), np.zeros((1, 10))
    assert len(weigh_texts(runs, label_scores, answers_of(1, 1)).labels) == 1


def test_all_texts_of_two_digits_are_weighed_where_only_they_are_likely():
    label_scores = np.where((RUNS[:, 1] - RUNS[:, 0] == PIECES // 2)[:, np.newaxis], 0.0, -1e3) + np.zeros(10)
    log_probabilities = answers_of(5, 6, sure=1.5)
    every = np.array(list(product(range(10), repeat=2)))
    weighed = weigh_texts(RUNS, label_scores, log_probabilities)
    assert weighed.labels == tuple(every[text_log_likelihoods(log_probabilities, every).argmax()])
