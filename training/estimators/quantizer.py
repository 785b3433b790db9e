"""Rounds features to 8-bit whole numbers, so that k-NN's stored examples take a byte each."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

STEPS_PER_UNIT = 16
MAX_STEP = 127


class Quantizer(TransformerMixin, BaseEstimator):
    """Rounds features to steps of 1/16, clipped to 127 steps: whole numbers that int8 holds.

    Squared distances between such rows are whole numbers below 2**24, which float32 holds exactly.
    """

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, features, labels=None):
        """Learns nothing: the steps are fixed."""
        return self

    def transform(self, features: np.ndarray) -> np.ndarray:
        """Returns float32 whole numbers in -127 to 127, of the same shape."""
        return np.clip(np.rint(features * STEPS_PER_UNIT), -MAX_STEP, MAX_STEP).astype(np.float32)
