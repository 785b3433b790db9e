"""How good a model is on rows that it has not learnt from."""

import numpy as np

from training.estimators.reliability import expected_calibration_error
from training.store.config import Validation


def validation_figures(probabilities: np.ndarray, calibrated: np.ndarray, labels: np.ndarray) -> Validation:
    """Returns what config.json says of rows that the model has not learnt from, before and after calibration.

    Args:
        probabilities: float32 [n, 10], not calibrated.
        calibrated: float32 [n, 10].
        labels: int64 [n].
    """
    return Validation(
        rows=len(labels),
        accuracy=float((calibrated.argmax(axis=1) == labels).mean()),
        ece_before=expected_calibration_error(probabilities, labels),
        ece=expected_calibration_error(calibrated, labels),
    )
