"""k nearest neighbours in the graph vote as scikit-learn's do."""

import numpy as np
import onnx
import pytest

from digit_recognizer.model import open_session, run_session
from training.backends import sklearn_backend
from training.zoo.sklearn_models import build_knn


@pytest.mark.parametrize("is_deskewed", [False, True], ids=["as drawn", "deskewed"])
@pytest.mark.parametrize("neighbors", [1, 5])
def test_the_graph_votes_as_scikit_learn(small_data, is_deskewed, neighbors):
    train, images = small_data.train.take(np.arange(600)), small_data.test.images
    model = build_knn(20, neighbors, is_deskewed, seed=0)
    model.fit(train.images.reshape(len(train), -1) / np.float32(255), train.labels)
    graph = sklearn_backend.to_onnx(model)
    onnx.checker.check_model(graph)
    answers = run_session(open_session(graph.SerializeToString()), images)
    expected = sklearn_backend.predict_proba(model, images)
    # Equal distances, and components half way between two steps, may be decided either way.
    assert (np.abs(answers - expected).max(axis=1) > 1e-6).sum() <= 3
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-6)


def test_stored_examples_and_labels_take_a_byte_each(small_data):
    train = small_data.train.take(np.arange(300))
    model = build_knn(20, 3, False, seed=0).fit(train.images.reshape(300, -1) / np.float32(255), train.labels)
    stored = {constant.name: constant for constant in sklearn_backend.to_onnx(model).graph.initializer}
    assert (len(stored["example_bytes"].raw_data), len(stored["labels"].raw_data)) == (300 * 20, 300)


def test_labels_are_the_classes_and_not_their_numbers(small_data):
    """Without zeros among the training rows, scikit-learn numbers the classes 0 to 8."""
    train = small_data.train.take(np.flatnonzero(small_data.train.labels > 0)[:300])
    model = build_knn(20, 1, False, seed=0).fit(train.images.reshape(300, -1) / np.float32(255), train.labels)
    graph = sklearn_backend.to_onnx(model)
    answers = run_session(open_session(graph.SerializeToString()), train.images)
    np.testing.assert_array_equal(answers.argmax(axis=1), train.labels)
