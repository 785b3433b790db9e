"""Fits, saves and exports scikit-learn models on features float32 [n, 784] in 0 to 1."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import skops.io
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from digit_recognizer.files import write_atomically
from training.data.images import LabelledImages, features_of
from training.estimators.decisions import probabilities_of
from training.graphs.converted import converted_graph
from training.graphs.linear import linear_graph
from training.graphs.neighbours import knn_graph
from training.graphs.stumps import stumps_graph
from training.graphs.support_vectors import svm_graph
from training.graphs.trees import trees_graph
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.skops"
TRUSTED_TYPES = (
    "training.estimators.deskew.Deskewer",
    "training.estimators.quantizer.Quantizer",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
)
PREDICTION_BATCH = 2_000


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec`; returns the model and, where it learns in epochs, its loss by epoch."""
    model = spec.build(**spec.hyperparameters, seed=spec.seed).set_params(**spec.tuned)
    model.fit(features_of(train.images), train.labels)
    learner = model.steps[-1][1] if isinstance(model, Pipeline) else model
    losses = getattr(learner, "loss_curve_", None)
    return model, {} if losses is None else {"loss": [float(loss) for loss in losses]}


def predict_proba(model, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
    batches = [
        _probabilities(model, features_of(images[start : start + PREDICTION_BATCH]))
        for start in range(0, len(images), PREDICTION_BATCH)
    ]
    return np.concatenate(batches).astype(np.float32)


def predict_numbers(model, images: np.ndarray) -> np.ndarray:
    """Returns a regressor's answers float64 [n] for images uint8 [n, 28, 28]."""
    return model.predict(features_of(images)).astype(np.float64)


def _probabilities(model, features: np.ndarray) -> np.ndarray:
    if hasattr(model, "predict_proba"):
        return model.predict_proba(features)
    return probabilities_of(model.decision_function(features))


def save(model, path: Path) -> None:
    """Writes the native weights with skops, which holds no code."""
    write_atomically(path, lambda file: file.write(skops.io.dumps(model)))


def load(spec: ModelSpec, path: Path):
    """Reads native weights; any type beyond scikit-learn's own and those listed here is refused.

    A tree's node numbers are not bounds-checked when it predicts: load only what `fit` wrote on this machine.
    """
    return skops.io.load(path, trusted=list(TRUSTED_TYPES))


def restore(spec: ModelSpec, graph: onnx.ModelProto, train: LabelledImages):
    """Fits the model again on all its rows: the seed, and nothing else, decides it."""
    with tempfile.TemporaryDirectory() as folder:
        return fit(spec, train, None, Path(folder))[0]


def count_parameters(model) -> int:
    """Returns how many numbers the trained model keeps to decide with."""
    for kind, count in PARAMETER_COUNTS.items():
        if isinstance(model, kind):
            return int(count(model))
    names = ("coefs_", "intercepts_", "coef_", "intercept_", "mean_", "scale_", "components_")
    learnt = [getattr(model, name) for name in names if getattr(model, name, None) is not None]
    return sum(int(np.size(part)) for value in learnt for part in (value if isinstance(value, list) else [value]))


def _count_in_tree(model: DecisionTreeClassifier) -> int:
    splits = model.tree_.node_count - model.tree_.n_leaves
    return 2 * splits + model.tree_.n_leaves * model.n_classes_


def _count_in_booster(model: HistGradientBoostingClassifier) -> int:
    """Counts a pixel and a threshold per question and a value per leaf."""
    nodes = [len(predictor.nodes) for predictors in model._predictors for predictor in predictors]
    return sum(2 * (count // 2) + count // 2 + 1 for count in nodes)


PARAMETER_COUNTS: dict[type, Callable[[Any], int]] = {
    Pipeline: lambda model: sum(count_parameters(step) for _, step in model.steps),
    OneVsRestClassifier: lambda model: sum(count_parameters(estimator) for estimator in model.estimators_),
    RandomForestClassifier: lambda model: sum(count_parameters(tree) for tree in model.estimators_),
    DecisionTreeClassifier: _count_in_tree,
    HistGradientBoostingClassifier: _count_in_booster,
    KNeighborsClassifier: lambda model: model._fit_X.size + len(model._y),
    SVC: lambda model: model.support_vectors_.size + model.dual_coef_.size + model.intercept_.size,
}


def to_onnx(model) -> onnx.ModelProto:
    """Exports the model as a graph from `images` to uncalibrated `probabilities`."""
    *preparations, classifier = [step for _, step in model.steps] if isinstance(model, Pipeline) else [model]
    for kind, graph in GRAPHS.items():
        if isinstance(classifier, kind):
            return graph(classifier, *preparations)
    return converted_graph(model)


def _knn_graph(classifier: KNeighborsClassifier, *preparations) -> onnx.ModelProto:
    *deskewer, pca, _ = preparations
    return knn_graph(pca, classifier, is_deskewed=bool(deskewer))


# What skl2onnx does not convert, or only to something larger, slower or less exact.
GRAPHS: dict[type, Callable[..., onnx.ModelProto]] = {
    DecisionTreeClassifier: lambda tree: trees_graph([tree]),
    RandomForestClassifier: lambda forest: trees_graph(forest.estimators_),
    HistGradientBoostingClassifier: stumps_graph,
    RidgeClassifier: lambda classifier: linear_graph(classifier.coef_, classifier.intercept_),
    KNeighborsClassifier: _knn_graph,
    SVC: lambda machine, pca, _: svm_graph(pca, machine),
}
