"""Makes probabilities honest: a class is right as often as its probability says."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import CLASS_COUNT

BIN_COUNT = 15
SMALLEST_UNIFORM_SHARE = 1e-7


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


def fit_calibration(probabilities: np.ndarray, labels: np.ndarray) -> Calibration:
    """Finds the calibration with the least log loss on held-out probabilities [n, 10] and labels [n]."""
    from scipy.optimize import minimize

    def loss_at(parameters: np.ndarray) -> float:
        return log_loss(calibrate(probabilities, _calibration_at(parameters)), labels)

    starts = ([0.0, -7.0], [0.0, -3.0])
    fits = [minimize(loss_at, start, method="Nelder-Mead", options={"xatol": 1e-3}) for start in starts]
    return _calibration_at(min(fits, key=lambda fit: fit.fun).x)


def _calibration_at(parameters: np.ndarray) -> Calibration:
    log_temperature, log_share = parameters
    share = np.clip(np.exp(log_share), SMALLEST_UNIFORM_SHARE, 0.5)
    return Calibration(float(np.exp(np.clip(log_temperature, -3, 3))), float(share))


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean negative log-probability of the true labels, in nats."""
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.clip(chosen, 1e-12, 1)).mean())


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the gap between confidence and accuracy, averaged over 15 bins of equal width (Guo et al. 2017)."""
    confidence = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BIN_COUNT).astype(int), BIN_COUNT - 1)
    gaps = [
        abs(is_right[bins == number].mean() - confidence[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    ]
    return float(np.sum(gaps))
