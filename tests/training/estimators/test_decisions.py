"""Scores become probabilities; a class is as strong as its weakest duel."""

import numpy as np
import pytest
from sklearn.svm import SVC

from training.data.images import features_of
from training.estimators.decisions import PAIRS, duel_table, probabilities_of, softmax, weakest_duels


def test_a_class_finds_its_duels_and_its_side():
    columns, signs = duel_table()
    # (0, 1) (0, 2) … (0, 9) (1, 2) …: class 2 comes second against 0 and 1, then first against 3 to 9.
    assert columns[2].tolist() == [1, 9, 17, 18, 19, 20, 21, 22, 23]
    assert signs[2].tolist() == [-1, -1, 1, 1, 1, 1, 1, 1, 1]
    assert signs[0].tolist() == [1] * 9
    assert signs[9].tolist() == [-1] * 9
    assert np.bincount(columns.reshape(-1)).tolist() == [2] * 45


def test_the_weakest_duel_decides_on_a_hand_example():
    duels = np.zeros((1, 45))
    margins = {(0, 3): -4.0, (1, 3): -2.0, (2, 3): -3.0}
    margins |= {(3, rival): 1.5 for rival in range(4, 10)}
    for pair, margin in margins.items():
        duels[0, PAIRS.index(pair)] = margin
    scores = weakest_duels(duels)[0]
    assert scores.argmax() == 3
    assert scores.tolist() == [-4, -2, -3, 1.5, -1.5, -1.5, -1.5, -1.5, -1.5, -1.5]


def test_whoever_wins_all_duels_is_scikit_learns_answer(small_data):
    # Pixels in noise: some rows have no clear winner.
    noise = np.random.default_rng(0).integers(0, 256, (300, 28, 28), dtype=np.uint8)
    train, rows = small_data.train.take(np.arange(400)), np.concatenate([small_data.test.images, noise])
    machine = SVC(decision_function_shape="ovo", C=5, gamma=0.02).fit(features_of(train.images), train.labels)
    scores = weakest_duels(machine.decision_function(features_of(rows)))
    wins_all = scores.max(axis=1) > 0
    assert wins_all[:300].mean() > 0.9
    np.testing.assert_array_equal(
        scores.argmax(axis=1)[wins_all], machine.predict(features_of(rows))[wins_all].astype(np.int64)
    )


@pytest.mark.parametrize("columns", [10, 45], ids=["one score per class", "duels"])
def test_probabilities_sum_to_1_however_large_the_scores(columns):
    decisions = np.random.default_rng(0).normal(0, 1_000, (50, columns))
    probabilities = probabilities_of(decisions)
    assert (probabilities.shape, probabilities.dtype) == ((50, 10), np.float32)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


def test_scores_of_classes_are_taken_as_they_are_and_duels_are_not():
    scores = np.log([[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 55]])
    np.testing.assert_allclose(softmax(scores), [[0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.55]])
    np.testing.assert_array_equal(probabilities_of(scores), softmax(scores))
    duels = np.arange(45.0)[np.newaxis]
    np.testing.assert_array_equal(probabilities_of(duels), softmax(weakest_duels(duels)))
