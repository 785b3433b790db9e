"""Finds the printed lines of ruled or squared paper, so that they are not taken for ink."""

import cv2
import numpy as np

_SLOPES = np.tan(np.deg2rad(np.linspace(-5, 5, 21)))  # a hand-held camera is never quite level
_COLUMNS = 48  # columns looked at in each direction: lines run through all of them
_LEAST_NOISE = 1.0  # levels: rounding
_LEAST_DEVIATIONS = 2.0  # of the paper's noise: a quantile over a whole line is steady
_QUANTILE = 20  # per cent of a printed line may be missing
_MOST_WIDTH = 9  # px: printed lines are thinner


def noise_deviation(along: np.ndarray) -> float:
    """Standard deviation of the paper's noise, in levels, as long as ink covers less than half of the picture."""
    return max(_LEAST_NOISE, 1.4826 * float(np.median(np.abs(along - np.median(along)))))


def remove_ruling(along: np.ndarray) -> np.ndarray:
    """Takes printed lines away that run through the whole picture, level or upright, within a few degrees.

    A printed line shows in all but a few places along it, and it is thin; of a digit's stroke at least one is not true.

    Args:
        along: float32 `[h, w]`, difference from the paper, positive where there is ink.

    Returns:
        float32 `[h, w]` without the lines.
    """
    deviation = noise_deviation(along)
    for _ in ("level", "upright"):
        slope, profile = _best_ruling(along)
        if profile.max() > _LEAST_DEVIATIONS * deviation:
            along = along - _draw_ruling(np.where(profile > deviation, profile, 0), slope, along.shape)
        along = along.T
    return np.ascontiguousarray(along)


def _best_ruling(along: np.ndarray) -> tuple[float, np.ndarray]:
    """The slope whose lines are the most distinct, and the strength of each of them, by where it crosses the middle."""
    # Half a pixel of slope must not lose a line of one pixel.
    along = cv2.dilate(np.ascontiguousarray(along), np.ones((3, 1), np.uint8))
    height, width = along.shape
    columns = np.unique(np.linspace(0, width - 1, min(width, _COLUMNS)).astype(int))
    rows = np.arange(height)[:, np.newaxis]
    allowed = columns.size * _QUANTILE // 100
    found = []
    for slope in _SLOPES:
        crossing = rows + np.rint(slope * (columns - width / 2)).astype(int)
        values = along[np.clip(crossing, 0, height - 1), columns]
        profile = np.partition(values, allowed, axis=1)[:, allowed]
        broad = cv2.morphologyEx(profile[:, np.newaxis], cv2.MORPH_OPEN, np.ones((_MOST_WIDTH, 1), np.uint8))[:, 0]
        profile = profile - broad
        found.append((float(np.square(np.clip(profile, 0, None)).sum()), float(slope), profile))
    return max(found, key=lambda ruling: ruling[0])[1:]


def _draw_ruling(profile: np.ndarray, slope: float, shape: tuple[int, int]) -> np.ndarray:
    """Spreads the profile along the slope: float32 `[h, w]`; lines get the greatest strength within a pixel."""
    height, width = shape
    padded = np.pad(profile, 1, mode="edge")
    broad = np.max([padded[:-2], padded[1:-1], padded[2:]], axis=0)
    rows = np.arange(height)[:, np.newaxis] - np.rint(slope * (np.arange(width) - width / 2)).astype(int)
    return broad[np.clip(rows, 0, height - 1)].astype(np.float32)
