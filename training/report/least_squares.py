"""Why least squares can be wrong by billions on a few digits: row 21's RMSE of 7.9e9, reproduced and taken apart."""

from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from training.data.images import DigitData, features_of
from training.data.splits import SPLITS, SplitRows
from training.evaluation.metrics import measure_regression
from training.store.files import read_json, write_json

FAR_OFF = 100
SPLIT = "80_10_10"
MIN_INKED_ROWS = 2


def least_squares_file(reference: Path) -> Path:
    """Returns where the outcome is kept."""
    return reference / "least_squares.json"


def explain_least_squares(data: DigitData, reference: Path) -> dict[str, Any]:
    """Returns the outcome of `measure_least_squares`, computing and keeping it when it is missing."""
    file = least_squares_file(reference)
    if not file.exists():
        write_json(file, measure_least_squares(SPLITS[SPLIT].divide(data)))
    return read_json(file)


def measure_least_squares(rows: SplitRows) -> dict[str, Any]:
    """Fits least squares with the cut-off that scikit-learn had up to 1.5, with today's, and with two remedies.

    The matrix of standardised pixels lacks full rank: some pixels are blank in every training row, and some pairs at
    the edge are inked by the same one or two rows only. With machine epsilon as the cut-off, rounding errors count as
    directions; their huge coefficients cancel on the training rows and do not on a row that inks one pixel of a pair.
    """
    from sklearn.linear_model import LinearRegression, Ridge
    from sklearn.preprocessing import StandardScaler

    pixels = features_of(rows.train.images).astype(np.float64)
    inked = (pixels > 0).sum(axis=0)
    scaler = StandardScaler().fit(pixels)
    train = scaler.transform(pixels)
    test = scaler.transform(features_of(rows.test.images).astype(np.float64))
    every, inked_twice = np.arange(len(inked)), np.flatnonzero(inked >= MIN_INKED_ROWS)
    epsilon = np.finfo(np.float64).eps
    fits = {
        "epsilon": (LinearRegression(tol=epsilon), every),
        "default": (LinearRegression(), every),
        "inked_twice": (LinearRegression(tol=epsilon), inked_twice),
        "ridge": (Ridge(), every),
    }
    answers = {
        name: _fit_and_predict(model, train[:, kept], rows.train.labels, test[:, kept])
        for name, (model, kept) in fits.items()
    }
    errors = {name: numbers - rows.test.labels for name, numbers in answers.items()}
    old = fits["epsilon"][0]
    return {
        "blank_pixels": int((inked == 0).sum()),
        "pixels_inked_twice": len(inked_twice),
        "fits": {name: _summary(model, answers[name], rows.test.labels) for name, (model, _) in fits.items()},
        "far_off": _far_off(old.coef_ * test, errors["epsilon"], inked),
        "singular_values": _few_digits(np.sort(old.singular_)[::-1]),
        "coefficients": _few_digits(old.coef_),
        "largest_errors": {name: _few_digits(np.sort(np.abs(error))[::-1][:FAR_OFF]) for name, error in errors.items()},
    }


def _fit_and_predict(model, train: np.ndarray, labels: np.ndarray, test: np.ndarray) -> np.ndarray:
    from threadpoolctl import threadpool_limits

    # The huge coefficients are magnified rounding: another number of threads makes others.
    with threadpool_limits(1):
        return model.fit(train, labels).predict(test)


def _summary(model, answers: np.ndarray, labels: np.ndarray) -> dict[str, float | int | None]:
    figures = measure_regression(answers, labels)
    is_near = np.abs(answers - labels) <= FAR_OFF
    return {
        "rmse": figures.rmse,
        "median_error": figures.median_error,
        "largest_error": figures.largest_error,
        "far_off": int((~is_near).sum()),
        "rmse_of_the_rest": measure_regression(answers[is_near], labels[is_near]).rmse,
        "rank": int(model.rank_) if hasattr(model, "rank_") else None,
        "largest_coefficient": float(np.abs(model.coef_).max()),
    }


def _far_off(parts: np.ndarray, errors: np.ndarray, inked: np.ndarray) -> list[dict[str, float | int]]:
    """Names the test rows that are wrong by more than 100, the pixel to blame, and how many training rows ink it."""
    found = []
    for row in np.flatnonzero(np.abs(errors) > FAR_OFF):
        pixel = int(np.argmax(np.abs(parts[row])))
        down, across = divmod(pixel, IMAGE_SIZE)
        found.append(
            {
                "test_row": int(row),
                "error": float(errors[row]),
                "down": down,
                "across": across,
                "training_rows": int(inked[pixel]),
            }
        )
    return found


def _few_digits(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
