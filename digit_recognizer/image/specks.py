"""Takes single pixels of dirt off a drawn canvas: what a broken sensor or a fax leaves behind."""

import cv2
import numpy as np

_MAX_AREA = 4  # px: a speck is no larger
_MIN_COUNT = 12  # specks: fewer do no harm, and thin strokes are better left as they are
_MIN_DIFFERENCE = 4  # levels: more than rounding leaves on paper of one colour


def remove_specks(rgb: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """Replaces each pixel by the median around it where a clean canvas is strewn with specks.

    Args:
        rgb: uint8 `[h, w, 3]`.
        colour: float32 `[3]`, the paper's.

    Returns:
        uint8 `[h, w, 3]`; the very same array where there are hardly any specks.
    """
    low, high = colour - _MIN_DIFFERENCE, colour + _MIN_DIFFERENCE
    marks = cv2.bitwise_not(cv2.inRange(rgb, low, high))
    *_, stats, _ = cv2.connectedComponentsWithStats(marks)
    count = np.count_nonzero(stats[1:, cv2.CC_STAT_AREA] <= _MAX_AREA)
    return cv2.medianBlur(rgb, 3) if count >= _MIN_COUNT else rgb
