"""Small data and quick recipes: every training path end to end in seconds."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from training.data import DigitData, LabelledImages
from training.zoo import ZOO
from training.zoo.spec import ModelSpec

TEST_ROWS = 300
# Averaging over few steps: over the recipe's many, the weights would hardly have left their start.
BRIEF = {"epochs": 2, "batch_size": 32, "learning_rate": 3e-3, "averaging": 0.8}
BRIEF_STEPS = {"steps": 120, "batch_size": 50, "learning_rate": 3e-3}
QUICK = {
    "lenet": {"training": BRIEF},
    "cnn_keras": {"hyperparameters": {"filters": (8, 8, 8), "units": 64}, "training": {**BRIEF, "epochs": 8}},
    "ann_keras": {"hyperparameters": {"units": (16,)}, "training": BRIEF},
    "cnn_tensorflow": {"hyperparameters": {"filters": (8, 8), "units": 64}, "training": BRIEF_STEPS},
    "ann_tensorflow": {"hyperparameters": {"units": (64, 32)}, "training": BRIEF_STEPS},
    "softmax_regression": {"training": {"steps": 60}},
    "mlp_sklearn": {"hyperparameters": {"hidden_layer_sizes": (16,), "learning_rate_init": 0.01, "tol": 1e-2}},
    "mlp_sklearn_standardised": {"hyperparameters": {"hidden_layer_sizes": (16,), "tol": 1e-2}},
    "svm": {"hyperparameters": {"components": 20}},
    "boosted_stumps": {"hyperparameters": {"max_iter": 20}},
    "knn_deskewed": {"hyperparameters": {"components": 20}},
    "logistic_regression": {"hyperparameters": {"max_iter": 200}},
    "decision_tree": {},
    "random_forest": {"hyperparameters": {"n_estimators": 10}},
    "knn": {"hyperparameters": {"components": 20}},
}


def quick(name: str) -> ModelSpec:
    """Returns the zoo's recipe of that name, cut down to seconds."""
    spec = ZOO[name]
    changes = QUICK.get(name, {})
    return dataclasses.replace(
        spec,
        hyperparameters={**spec.hyperparameters, **changes.get("hyperparameters", {})},
        training={**spec.training, **changes.get("training", {})},
    )


@pytest.fixture(scope="session")
def small_data() -> DigitData:
    """scikit-learn's 1,797 digits of 8x8, enlarged to MNIST's size."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    large = np.kron(digits.images * (255 / 16), np.ones((1, 3, 3)))
    images = np.pad(np.rint(large).astype(np.uint8), ((0, 0), (2, 2), (2, 2)))
    rows = LabelledImages(images, digits.target.astype(np.int64))
    order = np.random.default_rng(0).permutation(len(rows))
    return DigitData(rows.take(order[TEST_ROWS:]), rows.take(order[:TEST_ROWS]), "scikit-learn's digits", "none")


@dataclass(frozen=True)
class Trained:
    """Every quick model, fitted, evaluated and exported."""

    specs: tuple[ModelSpec, ...]
    runs: Path
    bundle: Path


@pytest.fixture(scope="session")
def trained(small_data: DigitData, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Takes every model of the zoo through fit, evaluate and export."""
    from training.evaluate import MNIST_TEST, evaluate_models
    from training.export import export_models
    from training.fit import fit_models

    folder = tmp_path_factory.mktemp("trained")
    result = Trained(tuple(quick(name) for name in ZOO), folder / "runs", folder / "bundle")
    fit_models(result.specs, small_data, result.runs)
    evaluate_models(result.specs, {MNIST_TEST: small_data.test}, result.runs)
    export_models(result.specs, small_data.test, result.runs, result.bundle)
    return result
