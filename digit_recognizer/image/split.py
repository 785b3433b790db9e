"""Parts a picture that a digit fills into ink and paper, where there is no rim of paper to go by."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.geometry import shrink_to
from digit_recognizer.image.ink import InkScale, difference, ink_direction
from digit_recognizer.image.paper import Paper

_SIDE = 96  # px: light is smooth, so paper is fitted on a picture of this size
_FLAT_SHARE = 0.5  # of the paper's pixels are of one exact colour: nobody photographed it
_FEW_PIXELS = 48  # px: so small a picture is evenly lit as far as anybody can tell
_ROUNDS = 3  # of fitting paper and parting anew: light that varies misplaces the first border
_MAX_SLOPE_SHARE = 0.35  # of the picture is paper: with less, what bends is the fit, not the light
_MIN_SEPARATION = 0.76  # of the variance lies between ink and paper; of noise alone it is 0.64, of a shade 0.75
_MIN_CONTRAST = 12.0  # levels between ink and paper
_FAINT_DEVIATIONS, _FAINT_SHARE = 3.5, 0.25  # of the paper's noise, and of full ink: where ink begins
_FULL = 60  # percentile of the ink's levels that is full ink: what is paler is the edges of strokes


@dataclass(frozen=True)
class SplitInk:
    """One of the two ways to take a picture of two colours.

    Attributes:
        paper: What is taken for paper.
        scale: How ink is measured on it.
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
    """

    paper: Paper
    scale: InkScale
    strength: np.ndarray


def split_ink(view: np.ndarray) -> list[SplitInk]:
    """Parts the pixels into two groups and takes either for ink, the rarer one first.

    Args:
        view: uint8 `[h, w, 3]`, at most about a megapixel.

    Returns:
        Two ways to take it, or fewer where nothing stands out from the paper.
    """
    small = shrink_to(view, _SIDE).astype(np.float32)
    if np.ptp(small.reshape(-1, 3), axis=0).max() < _MIN_CONTRAST:
        return []
    brightness = small.reshape(-1, 3) @ _brighter(small)
    is_bright = brightness > threshold_of(brightness)[0]
    bright_paper_first = is_bright.mean() >= 0.5
    found = []
    for sign in (-1, 1) if bright_paper_first else (1, -1):
        paper = _fit_paper(small, is_bright if sign < 0 else ~is_bright, sign)
        measured = _measure(view, paper)
        if measured is not None:
            found.append(measured)
    return found


def threshold_of(values: np.ndarray) -> tuple[float, float]:
    """Parts values where the variance between both groups is the largest (Otsu 1979).

    Returns:
        The threshold, and which share of the variance lies between the groups.
    """
    low, high = float(values.min()), float(values.max())
    if high - low < 1:
        return high, 0.0
    levels = np.rint((values - low) * (255 / (high - low))).astype(np.uint8).reshape(-1, 1)
    level, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    above = levels > level
    share = float(above.mean())
    if share in (0.0, 1.0):
        return high, 0.0
    gap = float(levels[above].mean()) - float(levels[~above].mean())
    separation = share * (1 - share) * gap**2 / max(float(levels.var()), 1e-6)
    return low + (level + 0.5) * (high - low) / 255, separation


def _brighter(small: np.ndarray) -> np.ndarray:
    """The direction in RGB in which the picture varies the most, towards white: float32 `[3]`."""
    _, vectors, _ = cv2.PCACompute2(small.reshape(-1, 3), np.empty(0), maxComponents=1)
    return vectors[0] * (1 if vectors[0].sum() >= 0 else -1)


def _fit_paper(small: np.ndarray, is_paper: np.ndarray, sign: int) -> Paper:
    """Paper of one colour where that is plain, else a surface of second order through what is taken for paper."""
    values = small.reshape(-1, 3)
    # The palest of the paper: edges of strokes are between ink and paper.
    colours, counts = np.unique(values[is_paper], axis=0, return_counts=True)
    if max(small.shape[:2]) <= _FEW_PIXELS or counts.max() >= _FLAT_SHARE * is_paper.sum():
        extreme = colours[counts >= max(1, counts.max() // 4)]
        return Paper(extreme[np.argmax(-sign * extreme.sum(axis=1))].astype(np.float32), sign)
    terms = _terms(*small.shape[:2])
    for _ in range(_ROUNDS):
        usable = terms if is_paper.mean() >= _MAX_SLOPE_SHARE else terms[:, :3]
        fitted = usable @ np.linalg.lstsq(usable[is_paper], values[is_paper], rcond=None)[0]
        away = sign * (values - fitted).sum(axis=1)
        is_paper = away <= threshold_of(away)[0]
    return Paper(np.clip(fitted, 0, 255).reshape(small.shape).astype(np.float32), sign)


def _terms(height: int, width: int) -> np.ndarray:
    """1, x, y, and their products, at every pixel: float32 `[h w, 6]`."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].reshape(2, -1).astype(np.float32)
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)


def _measure(view: np.ndarray, paper: Paper) -> SplitInk | None:
    residual = paper.residual(view)
    direction = None if paper.is_clean else ink_direction(residual, paper.ink_sign)
    along = difference(residual, direction)
    border, separation = threshold_of(along)
    is_ink = along > border
    if separation < _MIN_SEPARATION or not is_ink.any():
        return None
    if paper.is_clean:
        level, deviation, full = 0.0, 0.0, float(along.max())
    else:
        level = float(np.median(along[~is_ink]))
        deviation = 1.4826 * float(np.median(np.abs(along[~is_ink] - level)))
        full = float(np.percentile(along[is_ink], _FULL)) - level
    if full < _MIN_CONTRAST:
        return None
    faint = max(_FAINT_DEVIATIONS * deviation, _FAINT_SHARE * full) / 2 if deviation else 0.0
    scale = InkScale(direction, cut=level + max(faint, 1.0), floor=level + faint, full=level + full)
    return SplitInk(paper, scale, scale.strength(along))
