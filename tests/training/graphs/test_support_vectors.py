"""A support vector machine in the graph decides as scikit-learn's."""

from functools import partial

import numpy as np
import onnx
import pytest

from digit_recognizer.model import open_session, run_session
from tests.training.graphs.parts import run_part
from training.backends import sklearn_backend
from training.data.images import features_of
from training.graphs.support_vectors import duels, svm_graph
from training.zoo.sklearn_models import build_svm

# Rows of class 0, 1, … 9: every class has another number of support vectors.
CLASS_SIZES = (5, 60, 11, 45, 8, 70, 20, 33, 14, 26)


@pytest.fixture(scope="module")
def fitted(small_data):
    """A machine fitted on classes of very different sizes, in mixed order."""
    rows = small_data.train
    chosen = [np.flatnonzero(rows.labels == label)[:size] for label, size in enumerate(CLASS_SIZES)]
    train = rows.take(np.random.default_rng(0).permutation(np.concatenate(chosen)))
    return build_svm(20, seed=0, C=5, gamma=2e-4).fit(features_of(train.images), train.labels)


@pytest.fixture(scope="module")
def graph(fitted):
    pca, _, machine = (step for _, step in fitted.steps)
    return svm_graph(pca, machine)


def test_the_classes_differ_in_their_support_vectors(fitted):
    assert len(set(fitted["svc"].n_support_)) == 10


def test_duels_are_scikit_learns(fitted, small_data):
    pca, _, machine = (step for _, step in fitted.steps)
    found = run_part(partial(duels, pca=pca, machine=machine), small_data.test.images)
    expected = fitted.decision_function(features_of(small_data.test.images))
    assert found.shape == (300, 45)
    # A component half way between two steps may fall to either side: few rows, and not far.
    gaps = np.abs(found - expected).max(axis=1)
    assert (gaps > 1e-4).sum() <= 3
    assert gaps.max() < 0.05


def test_decisions_and_probabilities_are_the_native_models(fitted, graph, small_data):
    onnx.checker.check_model(graph)
    noise = np.random.default_rng(0).integers(0, 256, (100, 28, 28), dtype=np.uint8)
    for images in (small_data.test.images, noise):
        answers = run_session(open_session(graph.SerializeToString()), images)
        expected = sklearn_backend.predict_proba(fitted, images)
        np.testing.assert_array_equal(answers.argmax(axis=1), expected.argmax(axis=1))
        np.testing.assert_allclose(answers, expected, atol=5e-3)
        assert (np.abs(answers - expected).max(axis=1) > 1e-4).sum() <= 3


def test_the_machine_learns(fitted, small_data):
    answers = sklearn_backend.predict_proba(fitted, small_data.test.images).argmax(axis=1)
    assert (answers == small_data.test.labels).mean() > 0.8
