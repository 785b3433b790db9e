"""Linear regressors that take the digit for a number. scikit-learn is imported only when one is built."""

import functools

from training.zoo.spec import ModelSpec


def build_regressor(name: str, seed: int, **hyperparameters):
    """Builds scikit-learn's linear model of that class name on standardised pixels; none of them is random.

    In float64: the pixels' matrix has no full rank, and float32 leaves least squares a rounding direction to follow.
    """
    from sklearn import linear_model
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    return make_pipeline(
        FunctionTransformer(_as_float64), StandardScaler(), getattr(linear_model, name)(**hyperparameters)
    )


def _as_float64(features):
    return features.astype("float64")


_regressor = functools.partial(
    ModelSpec, family="linear", framework="sklearn", build=build_regressor, task="regression", is_deterministic=True
)
_SOURCE = "Report row 21: the digit as a regression target, standardised pixels, scikit-learn's defaults."

REGRESSORS = (
    _regressor(
        name="linear_regression",
        title="Linear regression",
        source=_SOURCE,
        hyperparameters={"name": "LinearRegression"},
    ),
    _regressor(
        name="lasso",
        title="Lasso",
        source=f"{_SOURCE} The Gram matrix is computed first, which changes the time and not the outcome.",
        hyperparameters={"name": "Lasso", "precompute": True},
    ),
    _regressor(name="ridge", title="Ridge", source=_SOURCE, hyperparameters={"name": "Ridge"}),
    _regressor(
        name="elastic_net",
        title="Elastic net",
        source=f"{_SOURCE} The Gram matrix is computed first, which changes the time and not the outcome.",
        hyperparameters={"name": "ElasticNet", "precompute": True},
    ),
)
