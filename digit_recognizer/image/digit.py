"""Finds the digit on a picture: once, for all that is made of it."""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.geometry import box_of, pixel_size, shrink_to
from digit_recognizer.image.ink import CANVAS_SIDE, QUANTUM, InkMap, InkScale, canvas_scale, difference, measure_ink
from digit_recognizer.image.marks import BLANK_MESSAGE, SEEN, select_marks, stroke_width
from digit_recognizer.image.paper import Paper, estimate_paper, picture_edge
from digit_recognizer.image.ruling import may_be_ruled
from digit_recognizer.image.specks import remove_specks
from digit_recognizer.image.transparency import opaque_part

_SHARED = SHARED["digit"]
_FINE_SIDE = _SHARED["fine_side"]  # px: more than five to each pixel of the digit in the 28x28 image
_FINE_STROKE = _SHARED["fine_stroke"]  # px: a stroke so wide has crisp sides
_MAX_LEFT_OUT = _SHARED["max_left_out"]  # of all ink: where more is left out, that may be the digit
_LINE_SHARE = _SHARED["line_share"]  # of the ink's height or width: a line is so long
_MAX_FILL = _SHARED["max_fill"]  # of the box around the ink: strokes fill no more …
_NARROW = _SHARED["narrow"]  # … unless it is so many times higher than wide, as a 1 is
_DOT = _SHARED["dot"]  # stroke widths: the pen's dot is no smaller and no larger, …
_MAX_DOT = _SHARED["max_dot"]  # … unless it is drawn: then it is no longer than this share of the digit's height …
_DOT_ASPECT = _SHARED["dot_aspect"]  # … and less than so many times as long as broad
_MAX_POINT_GAP = _SHARED["max_point_gap"]  # of the digit's height between it and a dot below or above it …
_MAX_POINT_ASIDE = _SHARED["max_point_aside"]  # … which stands beside its box by no more, or by its own width
# Of the picture's shorter side: shadows hold circles of a larger radius, which strokes that fill a picture do not.
_SHADOW = 0.22
_SHEET_BREADTH = 0.08  # of the ink's shorter side: no part of a sheet is narrower
_SHEET_EDGE = 0.1  # of the sheet's shorter side: so near to it, the edge of a sheet …
_SHEET_SIDE = 0.7  # … runs along so much of it; the round side of a ring does not
_PAPER_AND_DIGIT = 2  # components of a drawing of one mark
_MARGIN = _SHARED["margin"]  # px: blank paper kept around the ink of a clean canvas


@dataclass(frozen=True)
class Part:
    """The part of a picture that is looked at.

    Attributes:
        rgb: uint8 `[h, w, 3]`, its pixels.
        origin: Where on the picture its left and top lie.
        shape: Height and width of the whole picture in pixels.
    """

    rgb: np.ndarray
    origin: tuple[int, int]
    shape: tuple[int, int]

    @cached_property
    def view(self) -> np.ndarray:
        """The pixels, averaged down to what is looked at for ink: the same array where there are not many."""
        return shrink_to(self.rgb, CANVAS_SIDE)

    def crop(self, box: tuple[int, int, int, int]) -> "Part":
        """A part of this part: left, top, right and bottom (exclusive) in its pixels."""
        left, top, right, bottom = box
        return Part(self.rgb[top:bottom, left:right], (self.origin[0] + left, self.origin[1] + top), self.shape)


@dataclass(frozen=True)
class FoundDigit:
    """The digit among all ink on a picture.

    Attributes:
        shape: Height and width of the picture in pixels.
        ink_map: Ink on the part of the picture that was looked at.
        keep: bool `[h, w]`, the size of the map, True where ink belongs to the digit.
        rgb: uint8 `[h, w, 3]`, the same part, at full size where the map shows a photo too small.
        paper: Its paper …
        scale: … and how its ink was measured.
        is_cleared: Whether printed lines were taken away.
        is_whole: Whether all ink of the picture is on the map, not only that of a panel.
        is_rimless: Whether marks along the edges were left out.
    """

    shape: tuple[int, int]
    ink_map: InkMap
    keep: np.ndarray
    rgb: np.ndarray
    paper: Paper
    scale: InkScale
    is_cleared: bool = False
    is_whole: bool = True
    is_rimless: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing speaks for taking the picture in another way: the only ink of a drawing, off its edges."""
        if self.ink_map.is_photo:
            return False
        seen, any_ink = self.ink_map.strength > SEEN, self.ink_map.strength > 0
        left_out = np.count_nonzero(any_ink & ~self.keep)
        if left_out > _MAX_LEFT_OUT * np.count_nonzero(seen) or picture_edge(seen).any():
            return False
        # Frames, axes and windows have lines both ways, as long as everything together.
        left, top, right, bottom = box_of(any_ink)
        inked = np.ascontiguousarray(any_ink[top:bottom, left:right])
        if min(_line_share(inked, axis) for axis in (0, 1)) < _LINE_SHARE:
            return True
        # A dark sheet may have a light digit on it.
        if inked.mean() > _MAX_FILL and min(inked.shape) > _NARROW * max(inked.shape):
            return False
        # What lines surround stands apart from them.
        return cv2.connectedComponents(any_ink.view(np.uint8))[0] == _PAPER_AND_DIGIT

    @property
    def has_point(self) -> bool:
        """Whether a drawing has one dot below or above the rest, as ?, ! and i have, and digits hardly ever.

        Of 12,000 digits by the pen strokes' writers, UNIPEN's contributors and MNIST's two have one; of drawn question
        and exclamation marks, all but a twelfth of those whose dot keeps off the rest.
        """
        seen = self.ink_map.strength > SEEN
        if self.ink_map.is_photo:
            return False
        count, labels, stats, centres = cv2.connectedComponentsWithStats(seen.view(np.uint8))
        if count <= _PAPER_AND_DIGIT:
            return False
        left_out = np.setdiff1d(np.arange(1, count), labels[seen & self.keep])
        if len(left_out) > 1:
            return False
        # A dot that is small or far was left out; one that is large and near belongs to what was found.
        dot = left_out[0] if len(left_out) else 1 + int(np.argmin(stats[1:, cv2.CC_STAT_AREA]))
        digit = seen & self.keep & (labels != dot)
        if not digit.any():
            return False
        stroke = stroke_width(digit.view(np.uint8))
        left, top, right, bottom = box_of(digit)
        _, upper, width, height, _ = stats[dot].tolist()
        gap = max(upper - bottom, top - upper - height)
        tall, (short, long) = bottom - top, sorted((width, height))
        is_drawn_dot = long <= _MAX_DOT * tall and long < _DOT_ASPECT * short
        is_dot = _DOT[0] * stroke <= short and (long <= _DOT[1] * stroke or is_drawn_dot)
        aside = max(width, _MAX_POINT_ASIDE * tall)
        is_in_column = left - aside <= centres[dot][0] <= right + aside
        return bool(is_dot and is_in_column and 0 < gap <= _MAX_POINT_GAP * tall)

    @property
    def is_apart(self) -> bool:
        """Whether the digit keeps off the edges of what was looked at, and no printed line was taken from it."""
        return not self.is_cleared and self.is_inside

    @property
    def is_inside(self) -> bool:
        """Whether the digit keeps off the edges of what was looked at."""
        return not picture_edge(self.keep & (self.ink_map.strength > SEEN)).any()

    @property
    def is_broad(self) -> bool:
        """Whether its ink is somewhere as broad as shadows are, and no stroke."""
        seen = (self.keep & (self.ink_map.strength > SEEN)).astype(np.uint8)
        inner = cv2.distanceTransform(seen, cv2.DIST_L2, cv2.DIST_MASK_3).max() * max(self.ink_map.pixel)
        return bool(inner > _SHADOW * min(self.shape))

    @property
    def may_be_sheet(self) -> bool:
        """Whether its ink may be a sheet with a digit in the paper's colour: broad, and along all sides of its box."""
        if self.ink_map.is_photo:
            return True
        any_ink = (self.ink_map.strength > 0).view(np.uint8)
        left, top, right, bottom = box_of(any_ink)
        # Lines, ticks and labels around a sheet are no part of it.
        breadth = max(2, round(_SHEET_BREADTH * min(right - left, bottom - top)))
        broad = cv2.morphologyEx(any_ink, cv2.MORPH_OPEN, np.ones((breadth, breadth), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(broad)
        if count < _PAPER_AND_DIGIT:
            return False
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
        left, top, width, height, _ = stats[largest].tolist()
        inked = labels[top : top + height, left : left + width] == largest
        depth = max(1, round(_SHEET_EDGE * min(inked.shape)))
        sides = (inked[:depth].any(0), inked[-depth:].any(0), inked[:, :depth].any(1), inked[:, -depth:].any(1))
        return min(float(side.mean()) for side in sides) >= _SHEET_SIDE

    @property
    def is_light(self) -> bool:
        """Whether the ink is lighter than its paper."""
        if self.paper.ink_sign:
            return self.paper.ink_sign > 0
        height, width = self.keep.shape
        seen = self.keep & (self.ink_map.strength > SEEN)
        ink = cv2.resize(self.rgb, (width, height), interpolation=cv2.INTER_AREA)[seen if seen.any() else self.keep]
        return float(ink.mean()) > float(self.paper.colour.mean())

    @property
    def area(self) -> float:
        """Area of the box around the digit's ink, in pixels of the picture."""
        kept = self.keep & (self.ink_map.strength > SEEN)
        left, top, right, bottom = box_of(kept if kept.any() else self.keep)
        return (right - left) * (bottom - top) * self.ink_map.pixel[0] * self.ink_map.pixel[1]

    def on_picture(self, box: tuple[int, int, int, int]) -> np.ndarray:
        """Returns a box on the map, left, top, right and bottom, in pixels of the picture: float `[4]`."""
        return np.array(box) * np.tile(self.ink_map.pixel, 2) + np.tile(self.ink_map.origin, 2)


def find_digit(pixels: Pixels) -> FoundDigit:
    """Finds the digit on a drawing or photo, as it is most likely meant; see `interpretations.find_digits`.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    return find_on_part(part_of(pixels))


def part_of(pixels: Pixels) -> Part:
    """The part of a picture that is not transparent.

    Raises:
        NoInkError: All of it is transparent.
    """
    rgb, origin = opaque_part(pixels)
    height, width = pixels.rgb.shape[:2]
    return Part(rgb, origin, (height, width))


def find_on_part(part: Part, has_ruling: bool = True, may_fill: bool = False) -> FoundDigit:
    """Finds the digit on a part of a picture.

    Args:
        part: The part that is looked at.
        has_ruling: Whether to take printed lines away.
        may_fill: Whether marks that reach a photo's edges may be the digit, not only shadows and stains.

    Raises:
        NoInkError: The part is blank or flat.
    """
    view = part.view
    paper = estimate_paper(view)
    if paper.is_clean and view is part.rgb:
        is_ruled = may_be_ruled(view, paper.colour)
        if is_ruled:
            view = remove_specks(view, paper.colour)
            is_ruled = may_be_ruled(view, paper.colour)
        if not is_ruled:
            return _find_on_canvas(view, paper, part)
    scale, strength, is_cleared = measure_ink(view, paper, has_ruling)
    keep = select_marks(strength, is_photo=not paper.is_clean and not may_fill)
    ink_map = InkMap(strength, not paper.is_clean, part.origin, pixel_size(part.rgb, strength))
    return FoundDigit(part.shape, ink_map, keep, part.rgb, paper, scale, is_cleared)


def _find_on_canvas(rgb: np.ndarray, paper: Paper, part: Part) -> FoundDigit:
    """Finds the digit on a clean canvas, looking at no more pixels than its strokes need."""
    inked = replace(part, rgb=rgb).crop(_without_margin(rgb, paper))
    enough = _no_finer_than_needed(inked.rgb, paper)
    along = difference(paper.residual(enough), None)
    scale = canvas_scale(along)
    strength = scale.strength(along)
    keep = select_marks(strength, is_photo=False)
    ink_map = InkMap(strength, False, inked.origin, pixel_size(inked.rgb, strength))
    return FoundDigit(part.shape, ink_map, keep, enough, paper, scale)


def _no_finer_than_needed(rgb: np.ndarray, paper: Paper) -> np.ndarray:
    """Averages down a large digit of strokes so thick that nothing of them is lost."""
    contrast = cv2.cvtColor(cv2.absdiff(rgb, paper.scalar), cv2.COLOR_RGB2GRAY)
    width = stroke_width((contrast > int(contrast.max()) // 2).view(np.uint8))
    return shrink_to(rgb, max(_FINE_SIDE, round(max(rgb.shape) * _FINE_STROKE / width)))


def _without_margin(rgb: np.ndarray, paper: Paper) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a clean canvas without its blank margin; what touches an edge still does."""
    low, high = paper.colour - QUANTUM, paper.colour + QUANTUM
    left, top, width, height = cv2.boundingRect(cv2.bitwise_not(cv2.inRange(rgb, low, high)))
    if not width:
        raise NoInkError(BLANK_MESSAGE)
    right, bottom = min(rgb.shape[1], left + width + _MARGIN), min(rgb.shape[0], top + height + _MARGIN)
    return max(0, left - _MARGIN), max(0, top - _MARGIN), right, bottom


def _line_share(inked: np.ndarray, axis: int) -> float:
    """The largest share of a line along an axis, in bool `[h, w]`, that is True: OpenCV counts faster than NumPy."""
    counts = cv2.reduce(inked.view(np.uint8), axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    return float(counts.max()) / inked.shape[axis]
