"""A written line: its digits, the signs between them, and the marks of which that cannot be told by their shape."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.line import Line, cut_line
from digit_recognizer.number.marks import Marks
from digit_recognizer.number.signs import COMMA, DOTTED, DOUBTFUL, MINUS, PLAIN, Sign, SignLimits, find_dots, find_signs

_MAX_DOUBTS = 4  # on one line
_LOW_ONE = 0.3  # of the digits' height: a comma no lower may be a 1
_LONG = 0.7  # digit heights: a minus no shorter may be a 1
ALIKE = 1.6  # dots that differ in size by no more than this may be of one kind

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Doubt:
    """A mark, or two, that may be a sign, or else a digit or a part of one; or dirt, where it may be no digit."""

    sign: Sign
    may_be_digit: bool


@dataclass(frozen=True)
class Surroundings:
    """What a line's signs are found among.

    Attributes:
        tall: indices of the marks that are as high as digits.
        loose: indices of the line's lower marks, and of those that are of no line.
        height: the digits' height in the marks' pixels.
        faint: indices of a photo's marks that are as small or as pale as its grain.
    """

    tall: np.ndarray
    loose: np.ndarray
    height: float
    faint: np.ndarray


@dataclass(frozen=True)
class WrittenLine:
    """A line of digits and the signs between them, left to right.

    Attributes:
        ink_map: ink on the whole picture.
        marks: all marks on it.
        digits: indices of those of the line's digits.
        around: what its signs are found among.
        found: its signs, their boxes in the marks' pixels.
    """

    ink_map: InkMap
    marks: Marks
    digits: np.ndarray
    around: Surroundings
    found: tuple[Sign, ...] = ()

    @cached_property
    def line(self) -> Line:
        """The digits alone."""
        return self._cut(self.digits)

    @cached_property
    def whole(self) -> Line:
        """The digits with all that is a sign, or may be one or half of one; `line` itself where there is none."""
        of_signs = [index for sign in (*self.found, *self._possible) for index in sign.marks]
        every = np.union1d(self.digits, np.array([*of_signs, *self.dots], int))
        return self.line if every.size == self.digits.size else self._cut(every)

    @cached_property
    def dots(self) -> tuple[int, ...]:
        """Indices of the loose marks that are dots between digits, those of its signs among them."""
        digits = self.around.tall
        return find_dots(self.marks, digits, self.around.loose, self.around.height) if digits.size else ()

    @property
    def lone_dots(self) -> tuple[Box, ...]:
        """The boxes of the dots between digits that are of no sign, in pixels of the picture."""
        of_signs = {index for sign in self.found for index in sign.marks}
        return tuple(self.ink_map.on_picture(self.marks.boxes[dot]) for dot in self.dots if dot not in of_signs)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The signs, their boxes in pixels of the picture."""
        return tuple(sign.on(self.ink_map) for sign in self.found)

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """What may be a sign or something else, left to right."""
        found = {sign.marks for sign in self.found}
        faint = {*self.around.faint.tolist()}
        doubts = [Doubt(sign, self._may_be_digit(sign)) for sign in self._possible]
        doubts = [
            doubt
            for doubt in doubts
            if doubt.may_be_digit or doubt.sign.marks not in found or self._may_be_dirt(doubt.sign)
        ]
        low = self.marks.heights[self.around.tall] <= DOUBTFUL.comma * self.around.height
        for index in self.around.tall[low].tolist():
            others = np.setdiff1d(self.around.tall, [index])
            doubts += [Doubt(sign, may_be_digit=True) for sign in self._signs(others, np.array([index]), DOUBTFUL)]
        foremost = sorted(doubts, key=lambda doubt: (bool(faint & {*doubt.sign.marks}), doubt.sign.box))[:_MAX_DOUBTS]
        return tuple(sorted(foremost, key=lambda doubt: doubt.sign.box))

    def plain_signs(self) -> tuple[Sign, ...]:
        """Returns what is a sign by its shape and place; dirt may be among it."""
        return self._signs(self.around.tall, self.around.loose, PLAIN)

    def with_signs(self, found: tuple[Sign, ...]) -> "WrittenLine":
        """Returns the line with these signs, whose marks are of no digit."""
        of_signs = [index for sign in found for index in sign.marks]
        return replace(self, digits=np.setdiff1d(self.digits, of_signs), found=found)

    def otherwise(self, doubt: Doubt) -> "WrittenLine | None":
        """Returns the line with the other answer to one of its doubts; None where no digit would be left."""
        others = tuple(sign for sign in self.found if sign.marks != doubt.sign.marks)
        if len(others) < len(self.found):
            digits = np.union1d(self.digits, doubt.sign.marks) if doubt.may_be_digit else self.digits
            return replace(self, digits=digits, found=others)
        apart = (sign for sign in self.found if not {*sign.marks} & {*doubt.sign.marks})
        other = self.with_signs((*apart, doubt.sign))
        return other if other.digits.size else None

    def boxes_of(self, signs: Iterable[Sign]) -> set[Box]:
        """Returns the boxes of the marks of some signs, in pixels of the picture."""
        return {self.ink_map.on_picture(self.marks.boxes[index]) for sign in signs for index in sign.marks}

    @cached_property
    def _possible(self) -> tuple[Sign, ...]:
        """What may be a sign among the loose marks and the faint ones."""
        loose = self._signs(self.around.tall, self.around.loose, DOUBTFUL)
        every = np.union1d(self.around.loose, self.around.faint)
        with_faint = self._signs(self.around.tall, every, DOUBTFUL) if self.around.faint.size else ()
        return (*loose, *(sign for sign in with_faint if not np.isin(sign.marks, self.around.loose).all()))

    def _signs(self, digits: np.ndarray, loose: np.ndarray, limits: SignLimits) -> tuple[Sign, ...]:
        return find_signs(self.marks, digits, loose, self.around.height, limits) if digits.size else ()

    def _cut(self, kept: np.ndarray) -> Line:
        return cut_line(self.ink_map, self.marks, kept, self.around.height)

    def _may_be_digit(self, sign: Sign) -> bool:
        left, top, right, bottom = sign.box
        if sign.text == MINUS:  # a loose bar of a 5 lies between digits, too
            is_inside = bool((self.marks.boxes[self.around.tall, 0] < left).any())
            return is_inside or right - left >= _LONG * self.around.height
        return sign.text == COMMA and bottom - top >= _LOW_ONE * self.around.height

    def _may_be_dirt(self, sign: Sign) -> bool:
        """Whether a dot as large as a sign's lies about, too, and is no sign."""
        if sign.text not in DOTTED:
            return False
        of_signs = [index for possible in self._possible for index in possible.marks]
        elsewhere = self.marks.extents[np.setdiff1d(self.around.loose, of_signs)]
        size = self.marks.extents[list(sign.marks)].mean()
        return bool(((elsewhere >= size / ALIKE) & (elsewhere <= size * ALIKE)).any())
