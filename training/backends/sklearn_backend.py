"""Fits, saves and exports scikit-learn models on features float32 [n, 784] in 0 to 1."""

from pathlib import Path

import numpy as np
import onnx
import skops.io
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier

from training.data import LabelledImages, features_of
from training.files import write_atomically
from training.graphs.converted import converted_graph
from training.graphs.neighbours import knn_graph
from training.graphs.trees import trees_graph
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.skops"
TRUSTED_TYPES = (
    "training.quantizer.Quantizer",
    "sklearn.tree._tree.Tree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
)
PREDICTION_BATCH = 2_000


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec`; returns the model and, where it learns in epochs, its loss by epoch."""
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    model.fit(features_of(train.images), train.labels)
    losses = getattr(model, "loss_curve_", None)
    return model, {} if losses is None else {"loss": [float(loss) for loss in losses]}


def predict_proba(model, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
    batches = [
        model.predict_proba(features_of(images[start : start + PREDICTION_BATCH]))
        for start in range(0, len(images), PREDICTION_BATCH)
    ]
    return np.concatenate(batches).astype(np.float32)


def save(model, path: Path) -> None:
    """Writes the native weights with skops, which holds no code."""
    write_atomically(path, lambda file: file.write(skops.io.dumps(model)))


def load(path: Path):
    """Reads native weights; any type beyond scikit-learn's own and those listed here is refused.

    A tree's node numbers are not bounds-checked when it predicts: load only what `fit` wrote on this machine.
    """
    return skops.io.load(path, trusted=list(TRUSTED_TYPES))


def count_parameters(model) -> int:
    """Returns how many numbers the trained model keeps to decide with."""
    if isinstance(model, Pipeline):
        return sum(count_parameters(step) for _, step in model.steps)
    if isinstance(model, RandomForestClassifier):
        return sum(count_parameters(tree) for tree in model.estimators_)
    if isinstance(model, DecisionTreeClassifier):
        splits = model.tree_.node_count - model.tree_.n_leaves
        return int(2 * splits + model.tree_.n_leaves * model.n_classes_)
    if isinstance(model, KNeighborsClassifier):
        return int(model._fit_X.size + len(model._y))
    names = ("coefs_", "intercepts_", "coef_", "intercept_", "mean_", "scale_", "components_")
    learnt = [getattr(model, name) for name in names if getattr(model, name, None) is not None]
    return sum(int(np.size(part)) for value in learnt for part in (value if isinstance(value, list) else [value]))


def to_onnx(model) -> onnx.ModelProto:
    """Exports the model as a graph from `images` to uncalibrated `probabilities`."""
    if isinstance(model, DecisionTreeClassifier):
        return trees_graph([model])
    if isinstance(model, RandomForestClassifier):
        return trees_graph(model.estimators_)
    if isinstance(model, Pipeline) and isinstance(model.steps[-1][1], KNeighborsClassifier):
        pca, _, neighbors = (step for _, step in model.steps)
        return knn_graph(pca, neighbors)
    return converted_graph(model)
