"""A linear map in the graph is the linear map in NumPy."""

import numpy as np
import onnx

from digit_recognizer.model import open_session, run_session
from training.backends import sklearn_backend
from training.data.images import features_of
from training.estimators.decisions import softmax
from training.graphs.linear import linear_graph
from training.zoo.sklearn_models import build_linear_classifier


def served(graph, images):
    onnx.checker.check_model(graph)
    return run_session(open_session(graph.SerializeToString()), images)


def test_scores_are_weights_times_pixels_plus_biases():
    generator = np.random.default_rng(0)
    weights, biases = generator.normal(0, 0.1, (10, 784)), generator.normal(0, 1, 10)
    images = generator.integers(0, 256, (50, 28, 28), dtype=np.uint8)
    expected = softmax(features_of(images) @ weights.T + biases)
    np.testing.assert_allclose(served(linear_graph(weights, biases), images), expected, atol=1e-5)


def test_least_squares_decide_as_scikit_learn(small_data):
    model = build_linear_classifier(seed=0, alpha=1.0)
    model.fit(features_of(small_data.train.images), small_data.train.labels)
    answers = served(sklearn_backend.to_onnx(model), small_data.test.images)
    features = features_of(small_data.test.images)
    np.testing.assert_array_equal(answers.argmax(axis=1), model.predict(features))
    np.testing.assert_allclose(answers, sklearn_backend.predict_proba(model, small_data.test.images), atol=1e-5)
    np.testing.assert_allclose(answers, softmax(model.decision_function(features)), atol=1e-5)
    assert (answers.argmax(axis=1) == small_data.test.labels).mean() > 0.85
