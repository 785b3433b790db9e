"""Measures how much ink each pixel of a picture holds."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.boxes import remove_boxes
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.geometry import pixel_size, shrink_to
from digit_recognizer.image.marks import BLANK_MESSAGE
from digit_recognizer.image.paper import Paper, estimate_paper
from digit_recognizer.image.ruling import CANVAS_LINES, may_be_ruled, noise_deviation, remove_ruling
from digit_recognizer.image.transparency import opaque_part

_SHARED = SHARED["ink"]
CANVAS_SIDE: int = _SHARED["canvas_side"]  # px: drawings are searched at this size …
PHOTO_SIDE = 640  # … and photos at this one, where averaging has calmed noise and grain

QUANTUM: float = _SHARED["quantum"]  # levels of colour distance that rounding leaves on paper of one colour
_MIN_CANVAS_CONTRAST = _SHARED["min_canvas_contrast"]  # levels of colour distance between ink and a clean canvas
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

    def on_picture(self, box: np.ndarray) -> tuple[int, int, int, int]:
        """Returns a box of the map, int `[4]`, in pixels of the picture."""
        return tuple(np.rint(box.reshape(2, 2) * self.pixel + self.origin).astype(int).ravel().tolist())


def map_ink(pixels: Pixels) -> InkMap:
    """Measures the ink everywhere on a drawing or photo, whatever it belongs to.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    rgb, origin = opaque_part(pixels)
    view = shrink_to(rgb, CANVAS_SIDE)
    paper = estimate_paper(view)
    _, strength, is_ruled = measure_ink(view, paper)
    # The upper and lower lines of a row of boxes look like ruling: boxes are looked for with all lines in place.
    with_lines = measure_ink(view, paper, has_ruling=False)[1] if is_ruled else strength
    unboxed = remove_boxes(with_lines, not paper.is_clean, may_touch_edges=not is_ruled)
    if unboxed is not with_lines:
        strength = unboxed
    return InkMap(strength, not paper.is_clean, origin, pixel_size(rgb, strength))


def measure_ink(view: np.ndarray, paper: Paper, has_ruling: bool = True) -> tuple[InkScale, np.ndarray, bool]:
    """Measures the ink in each pixel by the scale that suits the picture; a photo is averaged down further.

    Args:
        view: uint8 `[h, w, 3]`, at most about a megapixel.
        paper: Its paper.
        has_ruling: Whether to take printed lines away.

    Returns:
        The scale, the strength float32 `[h, w]`, 0 = paper, 1 = full ink, and whether lines were taken away.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    if paper.is_clean:
        along = difference(paper.residual(view), None)
        is_ruled = has_ruling and may_be_ruled(view, paper.colour)
        cleared = remove_ruling(along, CANVAS_LINES) if is_ruled else along
        scale = canvas_scale(cleared)
    else:
        residual = paper.residual(shrink_to(view, PHOTO_SIDE))
        direction = ink_direction(residual, paper.ink_sign)
        along = difference(residual, direction)
        deviation = noise_deviation(along)
        cleared = remove_ruling(along, deviation=deviation) if has_ruling else along
        scale = _photo_scale(cleared, direction, deviation if cleared is along else noise_deviation(cleared))
    return scale, scale.strength(cleared), cleared is not along


def difference(residual: np.ndarray, direction: np.ndarray | None) -> np.ndarray:
    """Distance `[h, w]` of colour differences `[h, w, 3]`, signed along a direction where one is given."""
    if direction is None:
        return cv2.sqrt(cv2.transform(cv2.multiply(residual, residual), np.ones((1, 3), np.float32)))
    return cv2.transform(residual, direction[np.newaxis])


def canvas_scale(along: np.ndarray) -> InkScale:
    """Scale for a clean canvas: colour distance from the paper, linear, the strongest being full ink."""
    peak = float(along.max())
    if peak < _MIN_CANVAS_CONTRAST:
        raise NoInkError(BLANK_MESSAGE)
    return InkScale(direction=None, cut=QUANTUM, floor=0.0, full=peak)


def _photo_scale(along: np.ndarray, direction: np.ndarray, deviation: float) -> InkScale:
    """Scale for a photo: difference along the ink's colour, above the noise of the paper."""
    level = float(np.median(along))
    marks = along[along > level + max(_SURE_DEVIATIONS * deviation, _MIN_PHOTO_CONTRAST)] - level
    if not marks.size:
        raise NoInkError(BLANK_MESSAGE)
    full = float(np.percentile(marks, 75))
    faint = max(_FAINT_DEVIATIONS * deviation, _FAINT_SHARE * full)
    return InkScale(direction, cut=level + faint / 2, floor=level + faint / 2, full=level + full)


def ink_direction(residual: np.ndarray, ink_sign: int) -> np.ndarray:
    """Unit vector in RGB from paper to ink: the mean of what differs most."""
    values = residual[::2, ::2].reshape(-1, 3)
    brightness = ink_sign * values.sum(axis=1)
    outliers = values[(brightness > 0) & (brightness >= np.percentile(brightness, 95))]
    mean = outliers.sum(axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
