"""Every kind of scikit-learn model is counted, or said to be unknown: none has no parameters."""

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import BaggingClassifier, ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import RadiusNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from training.backends.sklearn_backend import count_parameters

FEATURES, LABELS = np.random.default_rng(0).random((40, 3)), np.arange(40) % 2


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (LogisticRegression(), 4),
        (make_pipeline(StandardScaler(with_std=False), LogisticRegression()), 7),
        (make_pipeline(Normalizer(), LogisticRegression()), 4),
        (GaussianNB(), 2 * 2 * 3 + 2),
        (BaggingClassifier(LogisticRegression(), n_estimators=3), 12),
        (RadiusNeighborsClassifier(), None),
        (make_pipeline(StandardScaler(), RadiusNeighborsClassifier()), None),
    ],
)
def test_parameters_are_counted_or_unknown(model, count):
    assert count_parameters(model.fit(FEATURES, LABELS)) == count


@pytest.mark.parametrize("model", [LinearDiscriminantAnalysis(), ExtraTreesClassifier(2), DecisionTreeClassifier()])
def test_no_kind_has_none(model):
    assert count_parameters(model.fit(FEATURES, LABELS)) > 0
