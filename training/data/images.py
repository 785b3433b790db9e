"""Labelled images, and the features they become."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from training.data.columns import Columns


@dataclass(frozen=True)
class LabelledImages(Columns):
    """Images uint8 [n, 28, 28], 0 = paper, 255 = ink, with their labels int64 [n], 0 to 9."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class DigitData:
    """One data set's training and test rows, and where they came from."""

    train: LabelledImages
    test: LabelledImages
    source: str
    revision: str


def features_of(images: np.ndarray) -> np.ndarray:
    """Flattens images uint8 [n, 28, 28] to features float32 [n, 784] in 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(PIXEL_MAX)
