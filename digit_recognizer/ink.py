"""Finds the digit's ink: how much of it each pixel holds, and which of the marks belong to the digit."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.decoding import Pixels
from digit_recognizer.errors import NoInkError
from digit_recognizer.paper import Paper, dominant_colour, estimate_paper, picture_edge

_CANVAS_SIDE = 1024  # px: drawings are searched at this size …
_PHOTO_SIDE = 640  # … and photos at this one, where averaging has calmed noise and grain
_ENOUGH_SIDE = 160  # px: a digit smaller than this in the reduced copy is cut out of the full picture …
_CROP_SIDE = 480  # … at up to this size

_QUANTUM = 3.5  # levels of colour distance that rounding leaves on paper of one colour
_LEAST_CANVAS_CONTRAST = 8.0  # levels of colour distance between ink and a clean canvas
_LEAST_PHOTO_CONTRAST = 12.0  # levels in a photo
_SEEN = 0.2  # of full ink: what counts as a mark

_FAINT_DEVIATIONS, _SURE_DEVIATIONS = 3.5, 6.0  # in standard deviations of the paper's noise
_FAINT_SHARE, _SURE_SHARE = 0.25, 0.5  # in shares of full ink

_DOT_WIDTHS = 1.5  # strokes: a mark no longer than this is a dot, not a stroke
_DOT_SHARE = 0.12  # of the main mark's area
_SPECK_LENGTH = 0.06  # of the main mark's length
_INSIDE_SHARE = 0.1  # of the largest mark's weight: a mark inside so large is the digit, what touches the edge is not

_BLANK = "There is nothing written on this picture: it looks blank. Please draw or photograph one digit."


@dataclass(frozen=True)
class InkScale:
    """Measures ink by its difference from the paper.

    Attributes:
        direction: Unit vector in RGB from paper to ink, float32 `[3]`; None takes the distance in any direction.
        cut: Levels of difference up to which there is no ink.
        floor: Levels of difference that mean none of it …
        full: … and full ink; linear in between.
    """

    direction: np.ndarray | None
    cut: float
    floor: float
    full: float

    def strength(self, residual: np.ndarray) -> np.ndarray:
        """Ink in each pixel: float32 `[h, w]`, 0..1, from differences `[h, w, 3]`."""
        along = difference(residual, self.direction)
        strength = np.clip((along - self.floor) / (self.full - self.floor), 0, 1)
        strength[along <= self.cut] = 0
        return strength


def difference(residual: np.ndarray, direction: np.ndarray | None) -> np.ndarray:
    """Distance `[h, w]` of colour differences `[h, w, 3]`, signed along a direction where one is given."""
    red, green, blue = cv2.split(residual)
    if direction is None:
        return cv2.magnitude(cv2.magnitude(red, green), blue)
    return red * direction[0] + green * direction[1] + blue * direction[2]


def extract_ink(pixels: Pixels) -> np.ndarray:
    """Cuts the digit out of a drawing or photo.

    Args:
        pixels: The whole picture.

    Returns:
        float32 `[h, w]`, 0 = paper, 1 = full ink, holding the digit alone with a narrow margin; of bounded size.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    if pixels.alpha is not None:
        pixels = flatten_alpha(pixels)
    view = _reduce(pixels.rgb, _CANVAS_SIDE)
    paper = estimate_paper(view)
    if paper.is_clean:
        scale = canvas_scale(residual := paper.residual(view))
    else:
        view = _reduce(view, _PHOTO_SIDE)
        scale = photo_scale(residual := paper.residual(view), paper.ink_sign)
    strength = scale.strength(residual)
    keep = select_marks(strength, is_photo=not paper.is_clean)
    return _cut_out(pixels.rgb, paper, scale, strength, keep)


def flatten_alpha(pixels: Pixels) -> Pixels:
    """Turns transparency into paper: opaque ink on a transparent canvas becomes dark on white, whatever its colour.

    Args:
        pixels: A picture with an alpha channel.

    Returns:
        The same picture without one.
    """
    rgb, alpha = pixels.rgb, pixels.alpha
    opaque = alpha >= 128  # noqa: PLR2004
    if not opaque.any() and alpha.max() < _LEAST_CANVAS_CONTRAST:
        raise NoInkError(_BLANK)
    if opaque.any():
        columns, rows = np.flatnonzero(opaque.any(axis=0)), np.flatnonzero(opaque.any(axis=1))
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        spread = np.ptp(rgb[opaque].astype(np.int16), axis=0).max()
        if opaque[box].mean() > 0.85 and spread > _LEAST_CANVAS_CONTRAST:  # noqa: PLR2004
            sheet = np.where(opaque[box][..., np.newaxis], rgb[box], 0)
            colour = dominant_colour(sheet)
            share = alpha[box][..., np.newaxis] / np.float32(255)
            return Pixels(np.rint(rgb[box] * share + colour * (1 - share)).astype(np.uint8))
    return Pixels(cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2RGB))


def _reduce(rgb: np.ndarray, side: int) -> np.ndarray:
    """Averages the picture down so that its longest side is at most `side`; a thin line pales but stays."""
    height, width = rgb.shape[:2]
    factor = max(height, width) / side
    if factor <= 1:
        return rgb
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)


def canvas_scale(residual: np.ndarray) -> InkScale:
    """Scale for a clean canvas: colour distance from the paper, linear, the strongest being full ink."""
    peak = float(difference(residual, None).max())
    if peak < _LEAST_CANVAS_CONTRAST:
        raise NoInkError(_BLANK)
    return InkScale(direction=None, cut=_QUANTUM, floor=0.0, full=peak)


def photo_scale(residual: np.ndarray, ink_sign: int) -> InkScale:
    """Scale for a photo: difference along the ink's colour, above the noise of the paper."""
    direction = _ink_direction(residual, ink_sign)
    along = difference(residual, direction)
    level = float(np.median(along))
    deviation = max(1.0, 1.4826 * float(np.median(np.abs(along - level))))
    along -= level
    marks = along[along > max(_SURE_DEVIATIONS * deviation, _LEAST_PHOTO_CONTRAST)]
    if not marks.size:
        raise NoInkError(_BLANK)
    full = float(np.percentile(marks, 75))
    faint = max(_FAINT_DEVIATIONS * deviation, _FAINT_SHARE * full)
    return InkScale(direction, cut=level + faint / 2, floor=level + faint / 2, full=level + full)


def _ink_direction(residual: np.ndarray, ink_sign: int) -> np.ndarray:
    """Unit vector in RGB from paper to ink: the mean of what differs most."""
    values = residual[::2, ::2].reshape(-1, 3)
    brightness = ink_sign * values.sum(axis=1)
    outliers = values[(brightness > 0) & (brightness >= np.percentile(brightness, 95))]
    mean = outliers.sum(axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)


def select_marks(strength: np.ndarray, is_photo: bool) -> np.ndarray:
    """Chooses the marks that make up the digit.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
        is_photo: Whether to drop faint marks without a strong part, and marks touching the picture's edge where others do not.

    Returns:
        bool `[h, w]`, True where ink belongs to the digit.
    """
    mask = (strength > _SEEN).astype(np.uint8)
    width = stroke_width(mask)
    reach = 2 * max(1, round(0.3 * width)) + 1
    joined = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    area = np.bincount(labels[mask > 0], minlength=count).astype(np.float64)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) - (reach - 1)
    weight = extent * np.sqrt(area)
    eligible = weight > 0
    eligible[0] = False
    if is_photo:
        eligible &= np.bincount(labels[strength > _SURE_SHARE], minlength=count) > 0
        inside = eligible & ~_touches_border(labels * mask, count)
        if (weight * inside).max() >= _INSIDE_SHARE * (weight * eligible).max():
            eligible = inside
    main = int(np.argmax(weight * eligible))
    if is_photo:
        eligible &= inside
    dot = (extent <= _DOT_WIDTHS * width) & (area < _DOT_SHARE * area[main])
    speck = extent < _SPECK_LENGTH * extent[main]
    kept = eligible & ~dot & ~speck
    kept[main] = True
    return kept[labels]


def _touches_border(labels: np.ndarray, count: int) -> np.ndarray:
    """Which of `count` labels occur on the picture's edge: bool `[count]`."""
    return np.bincount(picture_edge(labels), minlength=count) > 0


def stroke_width(mask: np.ndarray) -> float:
    """Mean width of the strokes in pixels: in a bar, the mean distance to the nearest edge is a quarter of the width.

    Args:
        mask: uint8 `[h, w]`, nonzero where there is ink.

    Returns:
        The width, at least 1.
    """
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)
    count = cv2.countNonZero(mask)
    # Distances run to the centre of the nearest empty pixel, half a pixel beyond the edge.
    return max(1.0, 4 * (float(distance.sum()) / max(count, 1) - 0.5))


def _cut_out(rgb: np.ndarray, paper: Paper, scale: InkScale, strength: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Ink of the kept marks inside their box, from the full picture where the reduced copy shows them too small."""
    left, top, right, bottom = _box(keep)
    height, width = keep.shape
    inside = keep[top:bottom, left:right]
    if rgb.shape[:2] == keep.shape or max(right - left, bottom - top) >= _ENOUGH_SIDE:
        return np.where(inside, strength[top:bottom, left:right], 0)
    part = paper.crop(left / width, top / height, right / width, bottom / height)
    rows = np.rint(np.array([top, bottom]) * rgb.shape[0] / height).astype(int)
    columns = np.rint(np.array([left, right]) * rgb.shape[1] / width).astype(int)
    closer = _reduce(rgb[slice(*rows), slice(*columns)], _CROP_SIDE)
    residual = part.residual(closer)
    if paper.is_clean:
        scale = canvas_scale(residual)
    kept = cv2.resize(inside.astype(np.float32), (closer.shape[1], closer.shape[0]), interpolation=cv2.INTER_LINEAR)
    return scale.strength(residual) * kept


def _box(keep: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (exclusive) of the True pixels."""
    columns, rows = np.flatnonzero(keep.any(axis=0)), np.flatnonzero(keep.any(axis=1))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
