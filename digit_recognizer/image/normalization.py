"""Turns any drawing or photo of a digit into the 28x28 image that MNIST's makers would have made of it."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import IMAGE_SIZE, PIXEL_MAX
from digit_recognizer.image.cutout import cut_out
from digit_recognizer.image.decoding import ImageInput, read_pixels
from digit_recognizer.image.digit import FoundDigit, find_digit
from digit_recognizer.image.geometry import box_of
from digit_recognizer.image.marks import stroke_width

_SHARED = SHARED["normalization"]
DIGIT_SIZE: int = _SHARED["digit_size"]  # px: longest side of the digit in it
# Pixels, pixel centres at i + 0.5: where MNIST's centre of mass lies on average.
MASS_CENTRE: float = _SHARED["mass_centre"]
MIN_STROKE: float = _SHARED["min_stroke"]  # px in the 28x28 image: hairlines are widened to about this
STROKE_EDGE: float = _SHARED["stroke_edge"]  # of full ink: where strokes begin when their width is measured
FAINT_INK: float = _SHARED["faint_ink"]  # of full ink: less is taken for the canvas

_WORKING_SIDE = _SHARED["working_side"]  # px: strokes are measured and widened where a step of one pixel is small
_PLAINLY_WIDE = _SHARED["plainly_wide"]  # times the least stroke, measured roughly: no finer measure is needed
# Order of the mean of wanted and measured width: the higher, the less wide strokes are touched.
_EVENNESS = _SHARED["evenness"]
_TIE = _SHARED["tie"]  # px
_MIN_GROWTH = _SHARED["min_growth"]  # px in the 28x28 image: less would not show
# Pixels in the 28x28 image: from here on a widened stroke has the widening's crisp edge.
_FULL_GROWTH = _SHARED["full_growth"]


@dataclass(frozen=True)
class Placement:
    """Where an array lies on what it was made of.

    Attributes:
        left: Of its corner, in pixels of the source; it may lie outside.
        top: Likewise.
        width: Of one of its pixels, in pixels of the source.
        height: Likewise.
    """

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0

    def of(self, part: "Placement") -> "Placement":
        """Returns where a part of the array lies on the source."""
        left, top = self.left + part.left * self.width, self.top + part.top * self.height
        return Placement(left, top, part.width * self.width, part.height * self.height)


def normalize_drawing(image: ImageInput) -> np.ndarray:
    """Normalises a drawing or photo of one digit exactly as MNIST was.

    The tight box is averaged down so that its longest side is 20 px and placed in 28x28 by its centre of mass (LeCun,
    Cortes, Burges, The MNIST database; Bottou et al. 1994). Ink may be dark on light or light on dark, of any colour.

    Args:
        image: Encoded bytes, a path, a PIL image of any mode, or an array as `decoding.read_pixels` takes it.

    Returns:
        uint8 `[28, 28]`, 0 = paper, 255 = ink.

    Raises:
        InvalidImageError: What was received cannot be read as a picture.
        ImageTooLargeError: It exceeds the limits in `decoding`.
        ImageTooSmallError: It is smaller than the limit in `decoding`.
        NoInkError: It is blank or flat.
    """
    return normalize_digit(find_digit(read_pixels(image)))


def normalize_digit(found: FoundDigit) -> np.ndarray:
    """Normalises a digit that `find_digit` found, as `normalize_drawing` does: uint8 `[28, 28]`, 255 = ink."""
    return normalize_in_place(found)[0]


def normalize_in_place(found: FoundDigit) -> tuple[np.ndarray, Placement]:
    """Normalises as `normalize_digit` does, and says where on the picture the 28x28 image lies."""
    ink, cut = cut_in_place(found)
    image28, placement = normalize_ink(ink)
    return image28, cut.of(placement)


def cut_in_place(found: FoundDigit) -> tuple[np.ndarray, Placement]:
    """Cuts a digit out as `cut_out` does, and says where on the picture it lay."""
    ink = cut_out(found)
    left, top, right, bottom = (float(edge) for edge in found.on_picture(box_of(found.keep)))
    return ink, Placement(left, top, (right - left) / ink.shape[1], (bottom - top) / ink.shape[0])


def normalize_ink(ink: np.ndarray) -> tuple[np.ndarray, Placement]:
    """Normalises a digit's ink, float32 `[h, w]`, 0..1, and says where on it the 28x28 image lies."""
    wide, widened = widen_strokes(ink)
    image28, placement = place_in_frame(wide)
    return image28, widened.of(placement)


def widen_strokes(ink: np.ndarray) -> tuple[np.ndarray, Placement]:
    """Widens strokes that would be hairlines in the 28x28 image; leaves others as they are.

    Args:
        ink: float32 `[h, w]`, 0..1.

    Returns:
        float32, 0..1, with room for the wider strokes around it, and where it lies on the ink.
    """
    side = max(end - start for start, end in ink_edges(ink))
    wide, unit = ink, side / DIGIT_SIZE
    width = _width_of(wide) / unit
    if width > _PLAINLY_WIDE * MIN_STROKE:
        return ink, Placement()
    if side < _WORKING_SIDE:
        size = np.rint(np.array(ink.shape[::-1]) * _WORKING_SIDE / side).astype(int)
        wide, unit = cv2.resize(ink, size.tolist(), interpolation=cv2.INTER_LINEAR), _WORKING_SIDE / DIGIT_SIZE
        width = _width_of(wide) / unit
    grown = thicken(wide, width, unit)
    if grown is wide:
        return ink, Placement()
    pad = (grown.shape[0] - wide.shape[0]) / 2
    width, height = ink.shape[1] / wide.shape[1], ink.shape[0] / wide.shape[0]
    return grown, Placement(-pad * width, -pad * height, width, height)


def thicken(ink: np.ndarray, width: float, unit: float) -> np.ndarray:
    """Widens strokes evenly, unless they are wide enough.

    Args:
        ink: float32 `[h, w]`, 0..1.
        width: Width of the strokes, in pixels of the 28x28 image.
        unit: Pixels of the ink in one of the 28x28 image's.

    Returns:
        The same array, or float32, 0..1, with as much room on every side as the wider strokes need.
    """
    grow = (float(np.linalg.norm([width, MIN_STROKE], _EVENNESS)) - width) * unit / 2
    if grow < _MIN_GROWTH * unit:
        return ink
    pad = int(grow) + 2
    room = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform((room <= STROKE_EDGE).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    widened = np.maximum(room, np.clip(grow + 1 - distance, 0, 1))
    # A stroke hardly too thin keeps its own soft edges: the change sets in gradually.
    share = min(1.0, grow / (_FULL_GROWTH * unit))
    return room * (1 - share) + widened * share


def _width_of(ink: np.ndarray) -> float:
    return stroke_width((ink > STROKE_EDGE).view(np.uint8))


def fit_frame(ink: np.ndarray) -> np.ndarray:
    """Places ink in the 28x28 frame as MNIST does.

    Args:
        ink: float32 `[h, w]`, 0..1.

    Returns:
        uint8 `[28, 28]`, 0 = paper, 255 = ink.
    """
    return place_in_frame(ink)[0]


def place_in_frame(ink: np.ndarray) -> tuple[np.ndarray, Placement]:
    """Does what `fit_frame` does, and says where on the ink the frame lies."""
    (top, bottom), (left, right) = ink_edges(ink)
    unit = max(bottom - top, right - left) / DIGIT_SIZE
    rows, columns = _target_edges(top, bottom, unit), _target_edges(left, right, unit)
    small = _average(ink, rows, columns) / unit**2
    image28, (down, across) = _centre(small / max(float(small.max()), 1e-6))
    return image28, Placement(float(columns[0]) - across * unit, float(rows[0]) - down * unit, unit, unit)


def _target_edges(start: float, end: float, unit: float) -> np.ndarray:
    """Edges, in source pixels, of target pixels of `unit` source pixels each.

    The span takes a whole number of target pixels, as in MNIST, where edges lie between pixels, and one more
    pixel on each side keeps what faint ink there is outside of it.
    """
    count = round((end - start) / unit) + 2
    return (start + end) / 2 + unit * (np.arange(count + 1) - count / 2)


def _average(ink: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Sums the ink between edges that may cut through pixels, exactly: float64 `[len(rows) - 1, len(columns) - 1]`.

    The integral image, interpolated linearly, is the sum up to any point within a pixel (Crow 1984).
    """
    total = cv2.integral(ink)
    for axis, edges in ((0, rows), (1, columns)):
        inside = np.clip(edges, 0, ink.shape[axis])
        index = np.minimum(inside.astype(int), ink.shape[axis] - 1)
        share = np.expand_dims(inside - index, 1 - axis)
        total = total.take(index, axis) * (1 - share) + total.take(index + 1, axis) * share
    return np.diff(np.diff(total, axis=0), axis=1)


def _centre(small: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Pastes into the frame, by whole pixels, so that the centre of mass lies nearest to MNIST's.

    Returns:
        The frame, and in which of its rows and columns the pasted begins.
    """
    # The pixel of faint ink around the digit may hang over the frame; the digit itself may not.
    frame = np.zeros((IMAGE_SIZE + 2, IMAGE_SIZE + 2), np.uint8)
    offsets = []
    for axis in (0, 1):
        mass = small.sum(axis=1 - axis)
        centre = float(mass @ (np.arange(mass.size) + 0.5)) / max(float(mass.sum()), 1e-6)
        # Symmetric digits lie exactly between two places: MNIST's is the first, and noise must not choose.
        nearest = np.ceil(MASS_CENTRE + 1 - centre - 0.5 - _TIE)
        offsets.append(int(np.clip(nearest, 0, IMAGE_SIZE + 2 - mass.size)))
    top, left = offsets
    frame[top : top + small.shape[0], left : left + small.shape[1]] = np.rint(small * PIXEL_MAX)
    return frame[1:-1, 1:-1].copy(), (top - 1, left - 1)


def ink_edges(ink: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the ink starts and ends, to a fraction of a pixel.

    An edge lies where ink reaches half of what it reaches one target pixel further in: in the image as MNIST has it,
    enlarged with or without blur, or drawn crisply, this is the same place.

    Args:
        ink: float32 `[h, w]`, 0..1.

    Returns:
        (top, bottom) and (left, right) in pixels from the start of the array.
    """
    profiles = cv2.reduce(ink, 1, cv2.REDUCE_MAX).ravel(), cv2.reduce(ink, 0, cv2.REDUCE_MAX).ravel()
    faint = FAINT_INK * float(profiles[0].max())
    unit = max(np.ptp(np.flatnonzero(profile > faint)) + 1 for profile in profiles) / DIGIT_SIZE
    top_bottom, left_right = ((_edge(profile, unit), profile.size - _edge(profile[::-1], unit)) for profile in profiles)
    return top_bottom, left_right


def _edge(profile: np.ndarray, unit: float) -> float:
    """First place where the profile crosses half of its peak within a target pixel of its beginning."""
    first = int(np.argmax(profile > FAINT_INK * profile.max()))
    level = float(profile[first : first + max(1, round(unit))].max()) / 2
    inside = first + int(np.argmax(profile[first:] >= level))
    before = float(profile[inside - 1]) if inside else 0.0
    return inside + 0.5 - (float(profile[inside]) - level) / max(float(profile[inside]) - before, 1e-6)
