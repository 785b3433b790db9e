"""Measures how much ink each pixel of a picture holds, and cuts the digit out."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.marks import BLANK_MESSAGE, select_marks, stroke_width
from digit_recognizer.image.paper import Paper, dominant_colour, estimate_paper
from digit_recognizer.image.ruling import CANVAS_LINES, may_be_ruled, noise_deviation, remove_ruling
from digit_recognizer.image.specks import remove_specks

_CANVAS_SIDE = 1024  # px: drawings are searched at this size …
_PHOTO_SIDE = 640  # … and photos at this one, where averaging has calmed noise and grain
_ENOUGH_SIDE = 160  # px: a digit smaller than this in the reduced copy is cut out of the full picture …
_CROP_SIDE = 480  # … at up to this size

_FINE_SIDE = 112  # px: more than five to each pixel of the digit in the 28x28 image
_FINE_STROKE = 5  # px: a stroke so wide has crisp sides
_MARGIN = 8  # px: blank paper kept around the ink of a clean canvas

_OPAQUE = 128  # levels of alpha
_QUANTUM = 3.5  # levels of colour distance that rounding leaves on paper of one colour
_MIN_CANVAS_CONTRAST = 8.0  # levels of colour distance between ink and a clean canvas
_MIN_PHOTO_CONTRAST = 12.0  # levels in a photo

_FAINT_DEVIATIONS, _SURE_DEVIATIONS = 3.5, 6.0  # in standard deviations of the paper's noise
_FAINT_SHARE = 0.25  # of full ink


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

    def strength(self, along: np.ndarray) -> np.ndarray:
        """Ink in each pixel: float32 `[h, w]`, 0..1, from levels of difference `[h, w]`."""
        strength = np.clip((along - self.floor) / (self.full - self.floor), 0, 1)
        strength[along <= self.cut] = 0
        return strength


@dataclass(frozen=True)
class InkMap:
    """Ink on a whole picture, and where on it.

    Attributes:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink; of bounded size.
        is_photo: Whether to expect what drawings do not have: noise, stains and shadows.
        origin: Left and top of the map in the picture, in pixels.
        pixel: Width and height of one of the map's pixels, in pixels of the picture.
    """

    strength: np.ndarray
    is_photo: bool
    origin: tuple[int, int]
    pixel: tuple[float, float]


def difference(residual: np.ndarray, direction: np.ndarray | None) -> np.ndarray:
    """Distance `[h, w]` of colour differences `[h, w, 3]`, signed along a direction where one is given."""
    if direction is None:
        return cv2.sqrt(cv2.transform(cv2.multiply(residual, residual), np.ones((1, 3), np.float32)))
    return cv2.transform(residual, direction[np.newaxis])


@dataclass(frozen=True)
class FoundDigit:
    """The digit among all ink on a picture.

    Attributes:
        ink_map: Ink on the part of the picture that was looked at.
        keep: bool `[h, w]`, the size of the map, True where ink belongs to the digit.
        rgb: uint8 `[h, w, 3]`, the same part, at full size where the map shows a photo too small.
        paper: Its paper …
        scale: … and how its ink was measured.
    """

    ink_map: InkMap
    keep: np.ndarray
    rgb: np.ndarray
    paper: Paper
    scale: InkScale


def extract_ink(pixels: Pixels) -> np.ndarray:
    """Cuts the digit out of a drawing or photo.

    Args:
        pixels: The whole picture.

    Returns:
        float32 `[h, w]`, 0 = paper, 1 = full ink, holding the digit alone with a narrow margin; of bounded size.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    found = find_digit(pixels)
    return _cut_out(found.rgb, found.paper, found.scale, found.ink_map.strength, found.keep)


def find_digit(pixels: Pixels) -> FoundDigit:
    """Finds the digit on a drawing or photo.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    rgb, origin = _opaque(pixels)
    view = _reduce(rgb, _CANVAS_SIDE)
    paper = estimate_paper(view)
    if paper.is_clean and view is rgb:
        is_ruled = may_be_ruled(view, paper.colour)
        if is_ruled:
            view = remove_specks(view, paper.colour)
            is_ruled = may_be_ruled(view, paper.colour)
        if not is_ruled:
            return _find_on_canvas(view, paper, origin)
    scale, strength = _measure(view, paper)
    keep = select_marks(strength, is_photo=not paper.is_clean)
    ink_map = InkMap(strength, not paper.is_clean, origin, _pixel(rgb, strength))
    return FoundDigit(ink_map, keep, rgb, paper, scale)


def map_ink(pixels: Pixels) -> InkMap:
    """Measures the ink everywhere on a drawing or photo, whatever it belongs to.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    rgb, origin = _opaque(pixels)
    view = _reduce(rgb, _CANVAS_SIDE)
    paper = estimate_paper(view)
    _, strength = _measure(view, paper)
    return InkMap(strength, not paper.is_clean, origin, _pixel(rgb, strength))


def _opaque(pixels: Pixels) -> tuple[np.ndarray, tuple[int, int]]:
    """The picture without transparency, and where on the one received its left and top lie."""
    flat = pixels.rgb if pixels.alpha is None else flatten_alpha(pixels).rgb
    if flat.shape == pixels.rgb.shape:
        return flat, (0, 0)
    left, top, _, _ = box_of(pixels.alpha >= _OPAQUE)  # the sheet alone is left of a picture with a transparent margin
    return flat, (left, top)


def _pixel(rgb: np.ndarray, reduced: np.ndarray) -> tuple[float, float]:
    """Width and height of a pixel of the reduced copy, in pixels of the picture."""
    return rgb.shape[1] / reduced.shape[1], rgb.shape[0] / reduced.shape[0]


def _measure(view: np.ndarray, paper: Paper) -> tuple[InkScale, np.ndarray]:
    """The scale that suits the picture and the ink in each pixel by it; a photo is averaged down further."""
    if paper.is_clean:
        along = difference(paper.residual(view), None)
        if may_be_ruled(view, paper.colour):
            along = remove_ruling(along, CANVAS_LINES)
        scale = canvas_scale(along)
    else:
        residual = paper.residual(_reduce(view, _PHOTO_SIDE))
        direction = _ink_direction(residual, paper.ink_sign)
        along = remove_ruling(difference(residual, direction))
        scale = photo_scale(along, direction)
    return scale, scale.strength(along)


def _find_on_canvas(rgb: np.ndarray, paper: Paper, origin: tuple[int, int]) -> FoundDigit:
    """Finds the digit on a clean canvas, looking at no more pixels than its strokes need."""
    left, top, right, bottom = _without_margin(rgb, paper)
    part = rgb[top:bottom, left:right]
    enough = _no_finer_than_needed(part, paper)
    along = difference(paper.residual(enough), None)
    scale = canvas_scale(along)
    strength = scale.strength(along)
    keep = select_marks(strength, is_photo=False)
    ink_map = InkMap(strength, False, (origin[0] + left, origin[1] + top), _pixel(part, strength))
    return FoundDigit(ink_map, keep, enough, paper, scale)


def _no_finer_than_needed(rgb: np.ndarray, paper: Paper) -> np.ndarray:
    """Averages down a large digit of strokes so thick that nothing of them is lost."""
    contrast = cv2.cvtColor(cv2.absdiff(rgb, (*paper.colour.tolist(), 0.0)), cv2.COLOR_RGB2GRAY)
    width = stroke_width(cv2.compare(contrast, int(contrast.max()) // 2, cv2.CMP_GT))
    return _reduce(rgb, max(_FINE_SIDE, round(max(rgb.shape) * _FINE_STROKE / width)))


def flatten_alpha(pixels: Pixels) -> Pixels:
    """Turns transparency into paper: opaque ink on a transparent canvas becomes dark on white, whatever its colour.

    Args:
        pixels: A picture with an alpha channel.

    Returns:
        The same picture without one.
    """
    rgb, alpha = pixels.rgb, pixels.alpha
    opaque = alpha >= _OPAQUE
    if not opaque.any() and alpha.max() < _MIN_CANVAS_CONTRAST:
        raise NoInkError(BLANK_MESSAGE)
    if opaque.any():
        columns, rows = np.flatnonzero(opaque.any(axis=0)), np.flatnonzero(opaque.any(axis=1))
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        spread = np.ptp(rgb[opaque].astype(np.int16), axis=0).max()
        if opaque[box].mean() > 0.85 and spread > _MIN_CANVAS_CONTRAST:
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


def _without_margin(rgb: np.ndarray, paper: Paper) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a clean canvas without its blank margin; what touches an edge still does."""
    low, high = paper.colour - _QUANTUM, paper.colour + _QUANTUM
    left, top, width, height = cv2.boundingRect(cv2.bitwise_not(cv2.inRange(rgb, low, high)))
    if not width:
        raise NoInkError(BLANK_MESSAGE)
    right, bottom = min(rgb.shape[1], left + width + _MARGIN), min(rgb.shape[0], top + height + _MARGIN)
    return max(0, left - _MARGIN), max(0, top - _MARGIN), right, bottom


def canvas_scale(along: np.ndarray) -> InkScale:
    """Scale for a clean canvas: colour distance from the paper, linear, the strongest being full ink."""
    peak = float(along.max())
    if peak < _MIN_CANVAS_CONTRAST:
        raise NoInkError(BLANK_MESSAGE)
    return InkScale(direction=None, cut=_QUANTUM, floor=0.0, full=peak)


def photo_scale(along: np.ndarray, direction: np.ndarray) -> InkScale:
    """Scale for a photo: difference along the ink's colour, above the noise of the paper."""
    level = float(np.median(along))
    deviation = noise_deviation(along)
    marks = along[along > level + max(_SURE_DEVIATIONS * deviation, _MIN_PHOTO_CONTRAST)] - level
    if not marks.size:
        raise NoInkError(BLANK_MESSAGE)
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


def _cut_out(rgb: np.ndarray, paper: Paper, scale: InkScale, strength: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Ink of the kept marks inside their box, from the full picture where the reduced copy shows them too small."""
    left, top, right, bottom = box_of(keep)
    height, width = keep.shape
    inside = keep[top:bottom, left:right]
    if rgb.shape[:2] == keep.shape or max(right - left, bottom - top) >= _ENOUGH_SIDE:
        return np.where(inside, strength[top:bottom, left:right], 0)
    part = paper.crop(left / width, top / height, right / width, bottom / height)
    rows = np.rint(np.array([top, bottom]) * rgb.shape[0] / height).astype(int)
    columns = np.rint(np.array([left, right]) * rgb.shape[1] / width).astype(int)
    closer = _reduce(rgb[slice(*rows), slice(*columns)], _CROP_SIDE)
    along = difference(part.residual(closer), scale.direction)
    if paper.is_clean:
        scale = canvas_scale(along)
    kept = cv2.resize(inside.astype(np.float32), (closer.shape[1], closer.shape[0]), interpolation=cv2.INTER_LINEAR)
    return scale.strength(along) * kept


def box_of(keep: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (exclusive) of the True pixels of bool `[h, w]`."""
    columns, rows = np.flatnonzero(keep.any(axis=0)), np.flatnonzero(keep.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
