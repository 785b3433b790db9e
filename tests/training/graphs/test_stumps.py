"""Boosted stumps in the graph score as scikit-learn's; what several ask is asked once."""

import numpy as np
import onnx
import pytest
from threadpoolctl import threadpool_limits

from digit_recognizer.model import open_session, run_session
from training.backends import sklearn_backend
from training.data.images import features_of
from training.graphs.stumps import stump_table, stumps_graph
from training.zoo.sklearn_models import build_boosted_stumps

ROUNDS = 12


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """Many small sums go sooner on one thread, above all where others work on the machine."""
    with threadpool_limits(1):
        yield


def boosted(images, labels, **changes):
    options = {"learning_rate": 0.3, "max_iter": ROUNDS, "l2_regularization": 1.0, **changes}
    return build_boosted_stumps(seed=0, **options).fit(features_of(images), labels)


def served(booster, images):
    graph = stumps_graph(booster)
    onnx.checker.check_model(graph)
    return run_session(open_session(graph.SerializeToString()), images)


@pytest.fixture(scope="module")
def booster(small_data):
    train = small_data.train.take(np.arange(500))
    return boosted(train.images, train.labels)


def test_the_graph_answers_as_scikit_learn(booster, small_data):
    noise = np.random.default_rng(0).integers(0, 256, (300, 28, 28), dtype=np.uint8)
    for images in (small_data.test.images, noise):
        np.testing.assert_allclose(served(booster, images), sklearn_backend.predict_proba(booster, images), atol=1e-5)


def test_scores_of_the_table_are_the_decision_function(booster, small_data):
    questions, weights, biases = stump_table(booster)
    pixels = small_data.test.images.reshape(300, -1)
    passed = pixels[:, questions[:, 0]] > questions[:, 1]
    expected = booster.decision_function(features_of(small_data.test.images))
    np.testing.assert_allclose(passed @ weights + biases, expected, atol=1e-9)


def test_stumps_that_ask_the_same_are_one(booster):
    questions, weights, _ = stump_table(booster)
    assert len(np.unique(questions, axis=0)) == len(questions) < 10 * ROUNDS
    assert weights.shape == (len(questions), 10)
    assert ((weights != 0).sum(axis=1) > 1).any()


def test_one_pixel_that_decides_everything_is_one_question():
    """Every stump can only ask whether the pixel is dark; each class weighs the answer, over all rounds."""
    images = np.zeros((200, 28, 28), dtype=np.uint8)
    labels = np.arange(200) % 10
    images[labels >= 5, 3, 4] = 200
    booster = boosted(images, labels, min_samples_leaf=1)
    questions, weights, _ = stump_table(booster)
    assert questions[:, 0].tolist() == [3 * 28 + 4]
    assert 0 <= questions[0, 1] < 200
    assert (np.sign(weights[0]) == [-1] * 5 + [1] * 5).all()
    np.testing.assert_allclose(served(booster, images), sklearn_backend.predict_proba(booster, images), atol=1e-5)


def test_trees_without_a_question_are_passed_over():
    """Each class has a pixel to itself: once they are told apart, later trees are a single leaf."""
    labels = np.repeat(np.arange(10), 20)
    images = np.zeros((200, 28, 28), dtype=np.uint8)
    images[np.arange(200), labels, labels] = 255
    booster = boosted(images, labels, max_iter=40, learning_rate=1.0, l2_regularization=0.0)
    assert {len(predictor.nodes) for predictors in booster._predictors for predictor in predictors} == {1, 3}
    scores = booster.decision_function(features_of(images))
    questions, weights, biases = stump_table(booster)
    passed = images.reshape(200, -1)[:, questions[:, 0]] > questions[:, 1]
    np.testing.assert_allclose(passed @ weights + biases, scores, atol=1e-9)
