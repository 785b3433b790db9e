"""Widens the strokes of a whole line as those of a single digit are widened."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.normalization import DIGIT_SIZE, thicken

_FINE_HEIGHT = 160  # px: strokes are widened where a step of one pixel is small


@dataclass(frozen=True)
class WideStrokes:
    """The ink of a line, its strokes no thinner than models read them best.

    Attributes:
        ink: float32 `[h, w]`, 0..1.
        zoom: How many of its pixels there are to one of the line's.
        pad: How many of its pixels it reaches beyond the line on every side.
    """

    ink: np.ndarray
    zoom: float
    pad: int

    def widen(self, labels: np.ndarray) -> np.ndarray:
        """Returns labels of the line's ink, int32 `[h, w]`, widened with its strokes: int32, as large as `ink`."""
        if not self.pad:
            return labels
        size = tuple(side - 2 * self.pad for side in self.ink.shape[::-1])
        wider = cv2.resize(labels.astype(np.uint16), size, interpolation=cv2.INTER_NEAREST)
        wider = cv2.copyMakeBorder(wider, self.pad, self.pad, self.pad, self.pad, cv2.BORDER_CONSTANT, value=0)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * self.pad + 1, 2 * self.pad + 1))
        return np.where(wider > 0, wider, cv2.dilate(wider, disc)).astype(np.int32)


def widen_strokes(strength: np.ndarray, height: float, stroke: float) -> WideStrokes:
    """Widens the strokes of a line as those of a digit of its height; wide ones are left as they are.

    Args:
        strength: float32 `[h, w]`, 0..1.
        height: Height of a digit in pixels.
        stroke: Mean width of the strokes in pixels.
    """
    zoom = max(1.0, _FINE_HEIGHT / height)
    size = tuple(round(side * zoom) for side in strength.shape[::-1])
    fine = cv2.resize(strength, size, interpolation=cv2.INTER_LINEAR)
    grown = thicken(fine, stroke * DIGIT_SIZE / height, height * zoom / DIGIT_SIZE)
    if grown is fine:
        return WideStrokes(strength, 1.0, 0)
    return WideStrokes(grown, zoom, (len(grown) - len(fine)) // 2)
