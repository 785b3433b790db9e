"""Finds the signs and separators of a line by where they stand and how they lie: minus, point, comma and colon."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.marks import Marks
from digit_recognizer.number.rows import reached
from digit_recognizer.number.spans import gaps

MINUS, POINT, COMMA, COLON = "-", ".", ",", ":"
DOTTED = (POINT, COLON)  # signs that dirt may look like

Box = tuple[int, int, int, int]

# All lengths are shares of the digits' height; places count from 0 at the digits' top to 1 at their foot.
_MIN_LENGTH = 0.18  # of a minus, …
_DASH_ASPECT = 1.6  # … which is so many times as long as high, …
_DASH_PLACE = (0.22, 0.85)  # … and whose middle is there
_MAX_DOT = 0.3
_DOT_STROKES = 0.6  # stroke widths: a pen's dot is no smaller
_LOW = 0.66  # the middle of a point is below this, and no more than …
_BELOW = 0.25  # … so much below the digits' foot
_COLON_PLACE = (0.05, 0.66)  # of the upper of its dots
_BESIDE = 0.5  # of the wider of a colon's dots: so much do their middles differ at most …
_COLON_HEIGHT = (0.15, 0.8)  # … and so much are they apart
_COMMA_BELOW = 0.09  # a comma is higher than wide and ends so much below the digits' foot, or …
_SHORT_COMMA, _COMMA_ASPECT = 0.36, 1.35  # … is no higher than this, but so many times as high as wide
_EDGE = 0.25  # of a digit's width: what reaches under a dot is the other half of a colon that runs into it
_PIECE = 0.6  # of the narrower of two marks: sharing so much width, they are pieces of one digit
_NEAR = 1.2  # digit heights: a minus is no farther from its number
_LEAN = 0.5  # of a sign's width may be above or below a digit, and …
_DASH_LEAN = 0.25  # … of a minus's


@dataclass(frozen=True)
class SignLimits:
    """How large a mark may be to be a sign.

    Attributes:
        dash: largest height of a minus …
        length: … and its largest length.
        comma: largest height of a comma.
    """

    dash: float = 0.3
    length: float = 1.0
    comma: float = 0.5


PLAIN = SignLimits()  # what is taken for a sign
DOUBTFUL = SignLimits(dash=0.45, length=1.4, comma=0.75)  # what may be one, or a digit


@dataclass(frozen=True)
class Sign:
    """A sign or separator.

    Attributes:
        text: one of "-", ".", "," and ":".
        box: left, top, right and bottom (exclusive) of its ink.
        marks: indices of the marks that it consists of.
    """

    text: str
    box: Box
    marks: tuple[int, ...] = ()

    def on(self, ink_map: InkMap) -> "Sign":
        """Returns the sign with its box in pixels of the picture."""
        return Sign(self.text, ink_map.on_picture(np.array(self.box)), self.marks)


@dataclass(frozen=True)
class _Line:
    """The boxes of a line's digits, int `[n, 4]`, and their height in pixels."""

    digits: np.ndarray
    height: float

    def place(self, box: np.ndarray, at: float) -> float:
        """How far down a row of pixels is between the digits' top, 0, and foot, 1, where a box stands."""
        foot = float(np.mean(self.digits[self._beside(box), 3]))
        return 1 + (at - foot) / self.height

    def is_between(self, box: np.ndarray) -> bool:
        """Whether a digit stands on either side of a box, and none above or below most of it."""
        return self.is_clear(box) and self._is_any(box, -1) and self._is_any(box, 1)

    def is_at_edges(self, box: np.ndarray) -> bool:
        """Whether a box stands between digits, and none is above or below it with more than an edge."""
        edge = _EDGE * (self.digits[:, 2] - self.digits[:, 0])
        is_left, is_right = box[0] >= self.digits[:, 2] - edge, box[2] <= self.digits[:, 0] + edge
        return bool((is_left | is_right).all() and is_left.any() and is_right.any())

    def is_before(self, box: np.ndarray) -> bool:
        """Whether a digit stands close on the right of a box, and none above or below most of it."""
        gap = self.digits[:, 0] - box[2]
        is_clear = self.is_clear(box, _DASH_LEAN)
        return is_clear and bool((gap[gap > -(box[2] - box[0])] <= _NEAR * self.height).any())

    def is_level(self, box: np.ndarray) -> bool:
        """Whether a box is half-way up the digits beside it, where the loose bar of a 5 or a 7 never is."""
        beside = self.digits[self._beside(box)]
        middle = (box[1] + box[3]) / 2
        places = (middle - beside[:, 1]) / (beside[:, 3] - beside[:, 1])
        return bool(((places >= _DASH_PLACE[0]) & (places <= _DASH_PLACE[1])).all())

    def is_clear(self, box: np.ndarray, lean: float = _LEAN) -> bool:
        """Whether no digit is above or below more than a share of the box's width."""
        shared = np.minimum(self.digits[:, 2], box[2]) - np.maximum(self.digits[:, 0], box[0])
        return bool((shared <= lean * (box[2] - box[0])).all())

    def _beside(self, box: np.ndarray) -> list[int]:
        """Indices of the nearest digits on the left and on the right of a box, as far as there are any."""
        middles = (self.digits[:, 0] + self.digits[:, 2]) / 2
        middle = (box[0] + box[2]) / 2
        sides = [np.flatnonzero(side) for side in (middles <= middle, middles > middle)]
        return [int(side[np.abs(middles[side] - middle).argmin()]) for side in sides if side.size]

    def _is_any(self, box: np.ndarray, side: int) -> bool:
        middles = self.digits[:, 0] + self.digits[:, 2]
        return bool((np.sign(middles - (box[0] + box[2])) == side).any())


def find_signs(
    marks: Marks, digits: np.ndarray, loose: np.ndarray, height: float, limits: SignLimits = PLAIN
) -> tuple[Sign, ...]:
    """Finds the signs among the loose marks around a line's digits.

    Args:
        marks: all marks on the sheet.
        digits: indices of the line's marks.
        loose: indices of the marks that are of no line.
        height: the digits' height in pixels.
        limits: how large a sign may be.

    Returns:
        signs from left to right, their boxes in the marks' pixels.
    """
    line = _line(marks, digits, height)
    near = _near(line, marks, loose, limits)
    signs = _find_colons(line, marks, near)
    taken = {index for sign in signs for index in sign.marks}
    for index in near:
        text = None if index in taken else _read_mark(line, marks.boxes[index], limits)
        if text:
            signs.append(Sign(text, _box(marks.boxes[index]), (index,)))
    return tuple(sorted(signs, key=lambda sign: sign.box[0] + sign.box[2]))


def find_dots(marks: Marks, digits: np.ndarray, loose: np.ndarray, height: float) -> tuple[int, ...]:
    """Finds the loose marks that are dots between digits: each may be half of a colon whose other half touches a digit.

    Args:
        marks: all marks on the sheet.
        digits: indices of the line's marks.
        loose: indices of the marks that are of no line.
        height: the digits' height in pixels.

    Returns:
        indices of marks.
    """
    line = _line(marks, digits, height)
    near = _near(line, marks, loose, PLAIN)
    return tuple(index for index in near if _is_dot(line, marks.boxes[index]) and line.is_at_edges(marks.boxes[index]))


def _line(marks: Marks, digits: np.ndarray, height: float) -> _Line:
    """The line of some marks, of which those above each other are pieces of one digit."""
    boxes = marks.boxes[digits]
    widths = boxes[:, 2] - boxes[:, 0]
    is_above = -gaps(boxes[:, 0], boxes[:, 2]) >= _PIECE * np.minimum.outer(widths, widths)
    pieces = [boxes[reached(is_above, place)] for place in range(len(boxes))]
    whole = [[*of_one[:, :2].min(axis=0), *of_one[:, 2:].max(axis=0)] for of_one in pieces]
    return _Line(np.unique(np.array(whole, int), axis=0), height)


def _near(line: _Line, marks: Marks, loose: np.ndarray, limits: SignLimits) -> list[int]:
    """Those of the loose marks that are no smaller than a dot of the pen, and close enough to be of the line."""
    smallest = min(_DOT_STROKES * marks.stroke, _MAX_DOT * line.height)
    seen = loose[marks.extents[loose] >= smallest]
    return [index for index in seen.tolist() if _is_near(line, marks.boxes[index], limits)]


def _is_near(line: _Line, box: np.ndarray, limits: SignLimits) -> bool:
    left, top, right, bottom = box
    digits, height = line.digits, line.height
    is_in_reach = left >= digits[:, 0].min() - (_NEAR + limits.length) * height and right <= digits[:, 2].max()
    return bool(is_in_reach and top >= digits[:, 1].min() and bottom <= digits[:, 3].max() + limits.comma * height)


def _find_colons(line: _Line, marks: Marks, near: list[int]) -> list[Sign]:
    """Two dots above each other between digits."""
    dots = [index for index in near if _is_dot(line, marks.boxes[index]) and line.is_between(marks.boxes[index])]
    signs: list[Sign] = []
    taken: set[int] = set()
    for upper in sorted(dots, key=lambda index: marks.boxes[index, 1]):
        for lower in dots:
            if {upper, lower} & taken or not _is_colon(line, marks.boxes[upper], marks.boxes[lower]):
                continue
            both = marks.boxes[[upper, lower]]
            signs.append(Sign(COLON, _box([*both[:, :2].min(axis=0), *both[:, 2:].max(axis=0)]), (upper, lower)))
            taken |= {upper, lower}
    return signs


def _is_colon(line: _Line, upper: np.ndarray, lower: np.ndarray) -> bool:
    aside = abs(int(upper[0] + upper[2]) - int(lower[0] + lower[2])) / 2
    widest = max(upper[2] - upper[0], lower[2] - lower[0])
    low, high = (line.place(box, (box[1] + box[3]) / 2) for box in (upper, lower))
    is_apart = _COLON_HEIGHT[0] <= high - low <= _COLON_HEIGHT[1]
    is_placed = _COLON_PLACE[0] <= low <= _COLON_PLACE[1] and high <= 1 + _BELOW
    return is_apart and is_placed and aside <= max(_BESIDE * widest, 0.12 * line.height)


def _read_mark(line: _Line, box: np.ndarray, limits: SignLimits) -> str | None:
    """The sign that one mark is; None when it is none."""
    width, height = ((box[2] - box[0]) / line.height, (box[3] - box[1]) / line.height)
    middle, foot = line.place(box, (box[1] + box[3]) / 2), line.place(box, box[3])
    is_dash = height <= limits.dash and _MIN_LENGTH <= width <= limits.length and width >= _DASH_ASPECT * height
    if is_dash and line.is_before(box) and line.is_level(box):
        return MINUS
    if not line.is_between(box) or middle < _LOW or foot > 1 + limits.comma:
        return None
    is_short = height <= _SHORT_COMMA and height >= _COMMA_ASPECT * width
    if is_short or (width < height <= limits.comma and foot >= 1 + _COMMA_BELOW):
        return COMMA
    return POINT if _is_dot(line, box) and middle <= 1 + _BELOW else None


def _is_dot(line: _Line, box: np.ndarray) -> bool:
    return bool(max(box[2] - box[0], box[3] - box[1]) <= _MAX_DOT * line.height)


def _box(edges: np.ndarray | list[int]) -> Box:
    left, top, right, bottom = (int(edge) for edge in edges)
    return left, top, right, bottom
