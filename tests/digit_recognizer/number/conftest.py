"""Hand-made numbers, drawn as a visitor would."""

import numpy as np
import pytest

from tests.handmade import HANDMADE_DIGITS
from training.synthesis.pen import DrawingStyle, draw_strokes


@pytest.fixture
def write():
    """Writes digits beside each other: names and gaps in hundredths of their height; uint8 `[h, w, 3]`."""

    def draw(*names: str, gap: float = 15, side: float = 90, **style: object) -> np.ndarray:
        strokes, right = [], 0.0
        for name in names:
            points = [np.asarray(stroke, float) for stroke in HANDMADE_DIGITS[name]]
            left = min(stroke[:, 0].min() for stroke in points)
            shift = right - left
            strokes += [stroke + np.array([shift, 0]) for stroke in points]
            right = max(stroke[:, 0].max() for stroke in points) + shift + gap
        extent = np.ptp(np.concatenate(strokes), axis=0)
        width = int(extent[0] * side / 90) + 80
        return draw_strokes(strokes, DrawingStyle((width, int(side) + 80), extent.max() * side / 90, brush=7, **style))

    return draw
