"""Finds the printed lines of ruled or squared paper, so that they are not taken for ink."""

import cv2
import numpy as np

from digit_recognizer.constants import SHARED

_SHARED = SHARED["ruling"]
_SLOPES = np.tan(np.deg2rad(np.linspace(-5, 5, 21)))  # a hand-held camera is never quite level
_COLUMNS = 48  # columns looked at in each direction: lines run through all of them
_MIN_MARK = _SHARED["min_mark"]  # levels: more than rounding leaves on paper of one colour
_NOISE_SHARE = 1 / 12  # of the picture's longer side: noise is no broader
_ONE_DEVIATION_BELOW = 15.9  # per cent of normal noise
_MIN_NOISE = 1.0  # levels: rounding
_MIN_DEVIATIONS = 2.0  # of the paper's noise: a quantile over a whole line is steady
_FAINT_LINE, _FAINT_DEVIATIONS = 12.0, 4.0  # levels, or deviations of the paper's noise: a line no stronger is faint
_QUANTILE = 20  # per cent of a printed line may be missing
_MAX_LINE, _MIN_INK = 1.2, 1.5  # times a line's strength: what lies between may be either
_MAX_RISE = 1.4  # a line falls between pixels here and on one there: its strength varies by no more
_MIN_INSIDE = 0.1  # of the picture's width: a line of which less is inside is let be
CANVAS_LINES = 3  # parallel lines at least on a clean canvas
_MAX_WIDTH = 11  # px: printed lines are thinner, and so they are when widened by twice the reach
_REACH = 2  # px: a line whose slope lies between two of those tried leaves its place by less …
_DRAWN_REACH = 3  # px: … and fades out within a pixel more


def noise_deviation(along: np.ndarray) -> float:
    """Standard deviation of the paper's noise, in levels, as long as ink covers less than half of the picture."""
    # Along the soft edge of a shadow the paper is misjudged: less what is broad, noise is left. Beside broad strokes it
    # is the other way round: their ink is in the mean of what is around them.
    side = max(3, round(_NOISE_SHARE * max(along.shape)))
    return max(_MIN_NOISE, min(_spread(along), _spread(along - cv2.blur(along, (side, side)))))


def _spread(values: np.ndarray) -> float:
    """The standard deviation of the most of some values, above which the others are."""
    low, level = np.percentile(values, (_ONE_DEVIATION_BELOW, 50))
    # JPEG leaves most of calm paper at one level: the middle says nothing of the rest, and ink is all above.
    return max(1.4826 * float(np.median(np.abs(values - level))), float(level - low))


def may_be_ruled(rgb: np.ndarray, colour: np.ndarray) -> bool:
    """Whether something runs from one edge to the opposite one, as printed lines do and drawn digits hardly ever.

    Args:
        rgb: uint8 `[h, w, 3]`.
        colour: float32 `[3]`, the paper's.
    """

    def is_marked(edge: np.ndarray) -> bool:
        return bool(np.abs(edge - colour).max() > _MIN_MARK)

    return (is_marked(rgb[:, 0]) and is_marked(rgb[:, -1])) or (is_marked(rgb[0]) and is_marked(rgb[-1]))


def remove_ruling(along: np.ndarray, min_lines: int = 1, deviation: float | None = None) -> np.ndarray:
    """Takes printed lines away that run through the whole picture, level or upright, within a few degrees.

    A printed line shows in all but a few places along it, and it is thin; of a digit's stroke at least one is not true.

    Args:
        along: float32 `[h, w]`, difference from the paper, positive where there is ink.
        min_lines: Fewer parallel ones are no ruling: on a clean canvas a long straight stroke looks like one line.
        deviation: of the paper's noise, where `noise_deviation` has measured it already.

    Returns:
        float32 `[h, w]` without the lines.
    """
    deviation = noise_deviation(along) if deviation is None else deviation
    lines = np.zeros_like(along)
    # Both directions are looked for before either is taken away: lines that cross leave no gaps in each other.
    for seen, drawn in ((along, lines), (along.T, lines.T)):
        slope, strength = _find_ruling(seen)
        if _count_lines(strength > _MIN_DEVIATIONS * deviation) >= min_lines:
            ruling = _draw_ruling(np.where(strength > deviation, strength, 0), slope, seen.shape)
            np.maximum(drawn, ruling, out=drawn)
    if not lines.any():
        return along
    # A pen hides the line that it crosses: what is plainly darker than the line is ink, and all of it is.
    share = (along - _MAX_LINE * lines) / np.maximum((_MIN_INK - _MAX_LINE) * lines, deviation)
    cleared = along * np.clip(share, 0, 1)
    # Noise is darker than faint lines here and there.
    return np.where(lines > max(_FAINT_LINE, _FAINT_DEVIATIONS * deviation), cleared, along - lines)


def _find_ruling(along: np.ndarray) -> tuple[float, np.ndarray]:
    """The slope whose lines are the most distinct, and how strong a line is by where it crosses the middle column.

    The places begin and end above and below the picture: a sloping line may leave it before it reaches the middle.
    """
    # Half a step of slope must not lose a line of one pixel.
    along = cv2.dilate(np.ascontiguousarray(along), np.ones((2 * _REACH + 1, 1), np.uint8))
    profiles = [_distinct(_along_lines(along, slope, 0)[0]) for slope in _SLOPES]
    slope = float(_SLOPES[np.argmax([np.square(profile).sum() for profile in profiles])])
    profile, middle = _along_lines(along, slope, _overhang(slope, along.shape[1]))
    distinct = _distinct(profile)
    # As far above the middle as the quantile is below it; ink that hides a long part of a line must not count.
    rise = np.clip(2 * middle - profile, profile, np.maximum(_MAX_RISE * profile, profile))
    return slope, np.where(distinct > 0, distinct + rise - profile, 0)


def _count_lines(is_line: np.ndarray) -> int:
    """How many separate runs of True there are."""
    return int(np.count_nonzero(np.diff(is_line.astype(np.int8), prepend=0) == 1))


def _overhang(slope: float, width: int) -> int:
    """By how many rows a line that just touches the picture passes above or below its middle."""
    return int(np.ceil(abs(slope) * width / 2 * (1 - 2 * _MIN_INSIDE)))


def _along_lines(along: np.ndarray, slope: float, overhang: int) -> tuple[np.ndarray, np.ndarray]:
    """A low quantile and the median of what lies along each line, inside of the picture: two float32 `[lines]`."""
    height, width = along.shape
    columns = np.unique(np.linspace(0, width - 1, min(width, _COLUMNS)).astype(int))
    rows = np.arange(-overhang, height + overhang)[:, np.newaxis]
    crossing = rows + np.rint(slope * (columns - width / 2)).astype(int)
    values = along[np.clip(crossing, 0, height - 1), columns]
    if not overhang:
        low, middle = columns.size * _QUANTILE // 100, columns.size // 2
        return tuple(np.partition(values, (low, middle), axis=1)[:, (low, middle)].T)
    is_inside = (crossing >= 0) & (crossing < height)
    ordered = np.sort(np.where(is_inside, values, np.inf), axis=1)
    ordered[~is_inside.any(axis=1)] = 0
    inside = is_inside.sum(axis=1)
    return tuple(ordered[np.arange(len(rows)), place] for place in (inside * _QUANTILE // 100, inside // 2))


def _distinct(profile: np.ndarray) -> np.ndarray:
    """What of a profile is narrow, as lines are: float32, at least 0."""
    broad = cv2.morphologyEx(profile[:, np.newaxis], cv2.MORPH_OPEN, np.ones((_MAX_WIDTH, 1), np.uint8))[:, 0]
    return np.maximum(profile - broad, 0)


def _draw_ruling(strength: np.ndarray, slope: float, shape: tuple[int, int]) -> np.ndarray:
    """Spreads the lines along the slope: float32 `[h, w]`; each has its greatest strength within reach."""
    height, width = shape
    reach = np.ones((2 * _DRAWN_REACH + 1, 1), np.uint8)
    broad = cv2.dilate(strength.astype(np.float32)[:, np.newaxis], reach)[:, 0]
    rows = np.arange(height)[:, np.newaxis] - np.rint(slope * (np.arange(width) - width / 2)).astype(int)
    return broad[np.clip(rows + _overhang(slope, width), 0, broad.size - 1)]
