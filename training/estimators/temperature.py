"""Makes probabilities honest: a class is right as often as its probability says."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from training.errors import TrainingError
from training.estimators.reliability import even_weights, log_loss

WRITER_GROUPS = 5
MIN_UNIFORM_SHARE, MAX_UNIFORM_SHARE = 1e-7, 0.5


class CalibrationError(TrainingError):
    """A calibration cannot be fitted, or would change what a model answers; the message says where."""


@dataclass(frozen=True)
class Calibration:
    """Two numbers fitted on rows the model was not trained on.

    Attributes:
        temperature: divides log-probabilities; above 1 it makes answers less sure (Guo et al. 2017).
        uniform_share: the part of every answer spread evenly over the classes. Trees and k-NN answer plain 0 and 1,
            which no temperature can soften.
    """

    temperature: float
    uniform_share: float


def calibrate(probabilities: np.ndarray, calibration: Calibration) -> np.ndarray:
    """Applies `calibration` to probabilities [n, 10]; the order of the classes stays as it was."""
    kept = probabilities.astype(np.float64) * (1 - calibration.uniform_share)
    tempered = np.log(kept + calibration.uniform_share / CLASS_COUNT) / calibration.temperature
    raised = np.exp(tempered - tempered.max(axis=1, keepdims=True))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def fit_calibration(probabilities: np.ndarray, labels: np.ndarray, origins: np.ndarray | None = None) -> Calibration:
    """Finds the calibration with the least log loss on held-out answers.

    Args:
        probabilities: float [n, 10], not calibrated.
        labels: int64 [n].
        origins: from where each row comes; each origin weighs the same. None gives every row the same weight.
    """
    from scipy.optimize import minimize

    weights = None if origins is None else even_weights(origins)

    def loss_at(parameters: np.ndarray) -> float:
        return log_loss(calibrate(probabilities, _calibration_at(parameters)), labels, weights)

    starts = ([0.0, -7.0], [0.0, -3.0])
    fits = [minimize(loss_at, start, method="Nelder-Mead", options={"xatol": 1e-3}) for start in starts]
    return _calibration_at(min(fits, key=lambda fit: fit.fun).x)


def _calibration_at(parameters: np.ndarray) -> Calibration:
    log_temperature, log_share = parameters
    share = np.exp(np.clip(log_share, np.log(MIN_UNIFORM_SHARE), np.log(MAX_UNIFORM_SHARE)))
    return Calibration(float(np.exp(np.clip(log_temperature, -3, 3))), float(share))


def calibrate_across_writers(
    probabilities: np.ndarray,
    labels: np.ndarray,
    writers: np.ndarray,
    origins: np.ndarray | None = None,
    groups: int = WRITER_GROUPS,
) -> np.ndarray:
    """Calibrates each writer's drawings as the drawings of others ask for: what a newcomer may expect.

    Args:
        probabilities: float32 [n, 10], not calibrated.
        labels: int64 [n].
        writers: int64 [n], who drew each.
        origins: see `fit_calibration`.
        groups: how many groups the writers are divided into; each is calibrated with a fit on all others.

    Returns:
        float32 [n, 10].

    Raises:
        CalibrationError: there is only one writer.
    """
    known, numbers = np.unique(writers, return_inverse=True)
    if len(known) < 2:
        raise CalibrationError(
            f"Calibrating across writers needs at least 2 writers; received {len(known)}. Name more people's."
        )
    group = numbers % min(groups, len(known))
    calibrated = np.empty_like(probabilities, dtype=np.float32)
    for number in np.unique(group):
        is_left_out = group == number
        kept_origins = None if origins is None else origins[~is_left_out]
        calibration = fit_calibration(probabilities[~is_left_out], labels[~is_left_out], kept_origins)
        calibrated[is_left_out] = calibrate(probabilities[is_left_out], calibration)
    return calibrated
