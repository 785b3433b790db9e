"""What `tune` searches: for each system a recipe, a split and a grid of scikit-learn's own parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.zoo.regressors import REGRESSORS
from training.zoo.sklearn_models import SKLEARN_MODELS, build_neighbours_8x8
from training.zoo.spec import ModelSpec, look_up

SPECS = {spec.name: spec for spec in (*SKLEARN_MODELS, *REGRESSORS)}
ACCURACY, ERROR = "accuracy", "neg_root_mean_squared_error"


@dataclass(frozen=True)
class Tuning:
    """One search.

    Attributes:
        spec: the recipe whose parameters are searched; the search carries its name.
        row: the report's row.
        split: by name; candidates are scored on its validation rows, or else on a tenth of its training rows.
        grid: one or several grids, as GridSearchCV takes them.
        scoring: scikit-learn's name of the figure to make as large as possible.
    """

    spec: ModelSpec
    row: str
    split: str
    grid: Sequence[Mapping[str, Sequence[Any]]]
    scoring: str = ACCURACY


KNN_8X8 = ModelSpec(
    name="knn_digits8x8",
    title="Neighbours on 8 × 8 digits",
    family="neighbours",
    framework="sklearn",
    build=build_neighbours_8x8,
    source="Report row 1: k nearest neighbours on scikit-learn's digits.",
    hyperparameters={"neighbors": 1},
    is_deterministic=True,
)

TUNINGS: dict[str, Tuning] = {
    tuning.spec.name: tuning
    for tuning in (
        Tuning(KNN_8X8, "1", "digits_8x8", [{"kneighborsclassifier__n_neighbors": list(range(1, 30, 2))}]),
        Tuning(SPECS["knn"], "–", "mnist", [{"kneighborsclassifier__n_neighbors": list(range(1, 16, 2))}]),
        Tuning(SPECS["knn_deskewed"], "–", "mnist", [{"kneighborsclassifier__n_neighbors": list(range(1, 16, 2))}]),
        Tuning(SPECS["logistic_regression_liblinear"], "17", "80_20", [{"estimator__C": [0.03, 0.1, 1.0]}]),
        Tuning(SPECS["random_forest"], "18", "80_20", [{"n_estimators": [100, 200], "max_leaf_nodes": [1000, None]}]),
        Tuning(
            SPECS["mlp_sklearn"],
            "19",
            "80_20",
            [
                {"solver": ["adam"], "learning_rate_init": [0.001, 0.1]},
                {"solver": ["sgd"], "learning_rate_init": [0.1]},
            ],
        ),
        Tuning(
            SPECS["linear_regression"], "21", "80_10_10", [{"linearregression__fit_intercept": [True, False]}], ERROR
        ),
        Tuning(SPECS["lasso"], "21", "80_10_10", [{"lasso__alpha": [0.001, 0.003, 0.01, 0.1, 1.0]}], ERROR),
        Tuning(
            SPECS["ridge"],
            "21",
            "80_10_10",
            [{"ridge__alpha": [1.0, 100.0, 1e3, 1e4, 3e4, 1e5]}],
            ERROR,
        ),
        Tuning(
            SPECS["elastic_net"],
            "21",
            "80_10_10",
            [{"elasticnet__alpha": [0.003, 0.01, 0.1, 1.0], "elasticnet__l1_ratio": [0.1, 0.5, 0.9]}],
            ERROR,
        ),
        Tuning(
            SPECS["logistic_regression"],
            "23",
            "80_10_10",
            [{"logisticregression__C": [0.001, 0.01, 0.1, 1.0], "logisticregression__max_iter": [50, 200]}],
        ),
        Tuning(
            SPECS["mlp_sklearn_standardised"],
            "24",
            "80_10_10",
            [
                {
                    "mlpclassifier__hidden_layer_sizes": [[100], [200]],
                    "mlpclassifier__activation": ["relu", "tanh"],
                    "mlpclassifier__alpha": [0.0001, 1.0],
                    "mlpclassifier__max_iter": [30],
                },
                {
                    "mlpclassifier__hidden_layer_sizes": [[200]],
                    "mlpclassifier__alpha": [0.0001, 1.0],
                    "mlpclassifier__max_iter": [200],
                },
            ],
        ),
    )
}


def find_tuning(name: str) -> Tuning:
    """Returns the search of that name.

    Raises:
        UnknownNameError: none has that name; the message lists those that exist.
    """
    return look_up(TUNINGS, name, "search", "searches")
