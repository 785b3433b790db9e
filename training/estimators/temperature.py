"""Makes probabilities honest: a class is right as often as its probability says."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import CLASS_COUNT

BIN_COUNT = 15
WRITER_GROUPS = 5
FITTED_ON_PEN_STROKES = "pen_strokes"
SMALLEST_UNIFORM_SHARE, LARGEST_UNIFORM_SHARE = 1e-7, 0.5


class CalibrationError(ValueError):
    """A calibration would change what a model answers; the message says where."""


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
    share = np.exp(np.clip(log_share, np.log(SMALLEST_UNIFORM_SHARE), np.log(LARGEST_UNIFORM_SHARE)))
    return Calibration(float(np.exp(np.clip(log_temperature, -3, 3))), float(share))


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean negative log-probability of the true labels, in nats."""
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.clip(chosen, 1e-12, 1)).mean())


@dataclass(frozen=True)
class ReliabilityBins:
    """How sure and how right answers are, in bins of equal width of their confidence (Guo et al. 2017).

    Attributes:
        counts: int64 [15], how many answers a bin holds.
        confidences: float64 [15], their mean confidence; NaN in an empty bin.
        accuracies: float64 [15], the share of them that is right; NaN in an empty bin.
    """

    counts: np.ndarray
    confidences: np.ndarray
    accuracies: np.ndarray

    @property
    def calibration_error(self) -> float:
        """The gap between confidence and accuracy, averaged over the answers."""
        held = self.counts > 0
        gaps = np.abs(self.accuracies[held] - self.confidences[held])
        return float((gaps * self.counts[held]).sum() / self.counts.sum())


def reliability_bins(probabilities: np.ndarray, labels: np.ndarray) -> ReliabilityBins:
    """Sorts answers into 15 bins by confidence.

    Args:
        probabilities: float [n, 10].
        labels: int64 [n].
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    is_right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * BIN_COUNT).astype(int), BIN_COUNT - 1)
    counts = np.bincount(places, minlength=BIN_COUNT)
    divisors = np.where(counts > 0, counts, np.nan)
    return ReliabilityBins(
        counts,
        np.bincount(places, confidence, BIN_COUNT) / divisors,
        np.bincount(places, is_right, BIN_COUNT) / divisors,
    )


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the gap between confidence and accuracy, averaged over 15 bins of equal width (Guo et al. 2017)."""
    return reliability_bins(probabilities, labels).calibration_error


def validation_figures(probabilities: np.ndarray, calibrated: np.ndarray, labels: np.ndarray) -> dict[str, float | int]:
    """Returns what config.json says of rows that the model has not learnt from, before and after calibration."""
    return {
        "rows": len(labels),
        "accuracy": float((calibrated.argmax(axis=1) == labels).mean()),
        "ece_before": expected_calibration_error(probabilities, labels),
        "ece": expected_calibration_error(calibrated, labels),
    }


def calibrate_across_writers(
    probabilities: np.ndarray, labels: np.ndarray, writers: np.ndarray, groups: int = WRITER_GROUPS
) -> np.ndarray:
    """Calibrates each writer's drawings as the drawings of others ask for: what a newcomer may expect.

    Args:
        probabilities: float32 [n, 10], not calibrated.
        labels: int64 [n].
        writers: int64 [n], who drew each.
        groups: how many groups the writers are divided into; each is calibrated with a fit on all others.

    Returns:
        float32 [n, 10].

    Raises:
        ValueError: there is only one writer.
    """
    known, numbers = np.unique(writers, return_inverse=True)
    if len(known) < 2:
        raise ValueError(f"Calibrating across writers needs at least 2 writers; received {len(known)}.")
    group = numbers % min(groups, len(known))
    calibrated = np.empty_like(probabilities, dtype=np.float32)
    for number in np.unique(group):
        is_left_out = group == number
        calibration = fit_calibration(probabilities[~is_left_out], labels[~is_left_out])
        calibrated[is_left_out] = calibrate(probabilities[is_left_out], calibration)
    return calibrated
