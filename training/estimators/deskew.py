"""Straightens slanted digits by a shear along the rows, as the deskewed entries of LeCun's table were."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from digit_recognizer.contract import IMAGE_SIZE

# Less ink than this has no slant to speak of; it keeps blank images from dividing by zero.
MIN_MASS = 1e-3


class Deskewer(TransformerMixin, BaseEstimator):
    """Shears each image so that the principal axis of its ink stands upright (LeCun et al. 1998, section III.A)."""

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, features, labels=None):
        """Learns nothing: every image is straightened by its own moments."""
        return self

    def transform(self, features: np.ndarray) -> np.ndarray:
        """Returns float32 features [n, 784] of the straightened images; 0 to 1 stays 0 to 1."""
        images = np.asarray(features, dtype=np.float32).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
        return sheared(images, row_shifts(images)).reshape(len(images), -1)


def row_shifts(images: np.ndarray) -> np.ndarray:
    """Returns by how many pixels each row of images [n, 28, 28] leans to the right of upright, float32 [n, 28]."""
    places = np.arange(IMAGE_SIZE, dtype=np.float32)
    ink_of_rows, ink_of_columns = images.sum(axis=2), images.sum(axis=1)
    mass = np.maximum(ink_of_rows.sum(axis=1, keepdims=True), MIN_MASS)
    from_row = places - (ink_of_rows @ places)[:, np.newaxis] / mass
    from_column = places - (ink_of_columns @ places)[:, np.newaxis] / mass
    lean_of_rows = (images @ from_column[:, :, np.newaxis])[:, :, 0]
    covariance = (lean_of_rows * from_row).sum(axis=1, keepdims=True)
    variance = np.maximum((ink_of_rows * from_row**2).sum(axis=1, keepdims=True), MIN_MASS)
    return covariance / variance * from_row


def sheared(images: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """Moves each row of images [n, 28, 28] to the left by its shift, interpolating between neighbouring pixels."""
    places = np.arange(IMAGE_SIZE, dtype=np.float32) + shifts[:, :, np.newaxis]
    before = np.floor(places)
    share_after = places - before
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1)))

    def pixels_at(columns: np.ndarray) -> np.ndarray:
        return np.take_along_axis(padded, np.clip(columns + 1, 0, IMAGE_SIZE + 1).astype(np.int64), axis=2)

    return pixels_at(before) * (1 - share_after) + pixels_at(before + 1) * share_after
