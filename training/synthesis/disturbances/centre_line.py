"""Turns an MNIST image back into what a pen did: its centre line and the width of its strokes."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from digit_recognizer.image.marks import stroke_width
from digit_recognizer.image.thinning import thin
from training.synthesis.disturbances.tracing import trace

_ENLARGEMENT = 10
_MARGIN = 2  # px of the small image: thinning needs paper around the ink
_EDGE = 0.5  # of full ink: where strokes begin when their width and size are measured
_LOCAL_EDGE = 0.6  # of the most ink nearby: opens narrow loops, which are grey, and keeps faint strokes
_FAINT = 0.15  # of full ink: less is paper wherever it is
_NEARBY = 3  # px of the small image
_SHORTEST_MARK = 1.0  # stroke widths: what is shorter is a speck of the scanner
_SHORTEST_SPUR = 0.7  # stroke widths: the brush covers what is shorter
_SMOOTHING = 13  # px of the large image: takes the steps of the pixels out of a line
_POINT_STEP = 3  # px of the large image between the points that are kept


@dataclass(frozen=True)
class CentreLine:
    """One digit as pen paths.

    Attributes:
        paths: each float64 `[n, 2]` of x to the right and y downwards, in pixels of the 28x28 image.
        width: mean width of the strokes in the same pixels.
        side: longest side of the inked digit in the same pixels.
    """

    paths: tuple[np.ndarray, ...]
    width: float
    side: float


def find_centre_line(image: np.ndarray) -> CentreLine:
    """Finds the centre line of one digit.

    Args:
        image: uint8 `[28, 28]`, 0 = paper, 255 = ink.

    Raises:
        ValueError: the image holds no ink.
    """
    if not image.any():
        raise ValueError("The image is blank: it has no centre line. Leave such rows out.")
    padded = np.pad(image.astype(np.float32), _MARGIN)
    enlarged = cv2.resize(padded, None, fx=_ENLARGEMENT, fy=_ENLARGEMENT, interpolation=cv2.INTER_CUBIC)
    large = enlarged / min(PIXEL_MAX, float(image.max()))
    mask = (large > _EDGE).astype(np.uint8)
    width = stroke_width(mask)
    lines = thin(_without_specks(_local_mask(large), _SHORTEST_MARK * width))
    paths = [_smooth(path) / _ENLARGEMENT - _MARGIN for path in trace(lines, _SHORTEST_SPUR * width)]
    *_, columns, rows = cv2.boundingRect(mask)
    return CentreLine(tuple(paths), width / _ENLARGEMENT, max(columns, rows) / _ENLARGEMENT)


def _local_mask(ink: np.ndarray) -> np.ndarray:
    """Where there is nearly as much ink as anywhere nearby: bool `[h, w]`."""
    reach = 2 * _NEARBY * _ENLARGEMENT + 1
    peak = cv2.dilate(ink, np.ones((reach, reach), np.uint8))
    return ink > np.maximum(_LOCAL_EDGE * peak, _FAINT)


def _without_specks(mask: np.ndarray, shortest: float) -> np.ndarray:
    """Leaves out marks shorter than so many pixels, except the largest."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    kept = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= shortest
    kept[1 + stats[1:, cv2.CC_STAT_AREA].argmax()] = True
    kept[0] = False
    return kept[labels]


def _smooth(path: np.ndarray) -> np.ndarray:
    """Moving average along the path; its ends stay where they are."""
    reach = min(_SMOOTHING, len(path)) // 2
    if not reach:
        return path
    # Reflected through its end, a line goes on as it comes in, so that the average keeps the end in place.
    before, after = 2 * path[0] - path[reach:0:-1], 2 * path[-1] - path[-2 : -2 - reach : -1]
    extended = np.concatenate([before, path, after])
    window = np.full(2 * reach + 1, 1 / (2 * reach + 1))
    smooth = np.stack([np.convolve(axis, window, mode="valid") for axis in extended.T], axis=1)
    kept = np.unique(np.append(np.arange(0, len(path), _POINT_STEP), len(path) - 1))
    return smooth[kept]
