"""Trees written as tables: exact on every threshold, whatever the float type."""

import numpy as np
import onnx
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from digit_recognizer.model import open_session, run_session
from training.data.images import features_of
from training.graphs.trees import darkest_levels, trees_graph


def served(trees, images):
    graph = trees_graph(trees)
    onnx.checker.check_model(graph)
    return run_session(open_session(graph.SerializeToString()), images)


@pytest.fixture(scope="module")
def noise():
    """Random images and labels: trees grow deep on them and split everywhere."""
    generator = np.random.default_rng(0)
    return generator.integers(0, 256, (200, 28, 28), dtype=np.uint8), generator.integers(0, 10, 200)


def test_a_level_stays_on_its_side_of_every_threshold():
    levels = np.arange(256, dtype=np.float32) / np.float32(255)
    exact = levels.astype(np.float64)
    thresholds = np.concatenate(
        [exact, np.nextafter(exact, 2), np.nextafter(exact, -1)[1:], (exact[1:] + exact[:-1]) / 2]
    )
    found = darkest_levels(thresholds)
    for threshold, level in zip(thresholds, found, strict=True):
        assert levels[level] <= threshold
        assert level == 255 or levels[level + 1] > threshold


def test_a_deep_tree_answers_as_scikit_learn(noise):
    images, labels = noise
    tree = DecisionTreeClassifier(random_state=0).fit(features_of(images), labels)
    assert tree.get_depth() > 5
    others = np.random.default_rng(1).integers(0, 256, (500, 28, 28), dtype=np.uint8)
    np.testing.assert_allclose(served([tree], others), tree.predict_proba(features_of(others)), atol=1e-4)


def test_a_forest_averages_its_trees(noise):
    images, labels = noise
    forest = RandomForestClassifier(7, max_leaf_nodes=20, random_state=0).fit(features_of(images), labels)
    others = np.random.default_rng(1).integers(0, 256, (300, 28, 28), dtype=np.uint8)
    np.testing.assert_allclose(served(forest.estimators_, others), forest.predict_proba(features_of(others)), atol=1e-4)


def test_a_tree_that_is_one_leaf_answers_its_shares(noise):
    images, labels = noise
    stump = DecisionTreeClassifier(max_leaf_nodes=2, min_samples_split=1_000).fit(features_of(images), labels)
    assert stump.get_depth() == 0
    shares = np.bincount(labels, minlength=10) / len(labels)
    np.testing.assert_allclose(served([stump], images[:3]), np.tile(shares, (3, 1)), atol=1e-4)
