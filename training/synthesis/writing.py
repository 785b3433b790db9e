"""Ways to write on a sheet: lines below each other, signs and separators, one digit alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.data.pen_strokes import PenDigit
from training.synthesis.numbers import NumberStyle, draw_digits, set_digits
from training.synthesis.signs import draw_sign

PLAIN = NumberStyle(touching=0.04, margin=(0.1, 0.1), photographed=0.4)


@dataclass(frozen=True)
class Pen:
    """The digits of one writer and the pen that writes them.

    Attributes:
        rng: source of chance.
        digits: the writer's.
        height: the digits' median height in pixels.
    """

    rng: np.random.Generator
    digits: Sequence[PenDigit]
    height: float

    def chosen(self, count: int) -> list[PenDigit]:
        """Some of the digits, by chance."""
        return [self.digits[index] for index in self.rng.integers(len(self.digits), size=count)]


def several_lines(pen: Pen) -> tuple[np.ndarray, str]:
    """Two to four numbers below each other, no two lines closer than their digits' height allows."""
    rng, height = pen.rng, pen.height
    ends = np.cumsum(rng.integers(1, 6, size=rng.integers(2, 5)))
    chosen = pen.chosen(int(ends[-1]))
    inks, _ = draw_digits(rng, chosen, height, PLAIN)
    spans = [slice(end - count, end) for end, count in zip(ends, np.diff(ends, prepend=0), strict=True)]
    rows = [set_digits(rng, inks[span], height, PLAIN)[0] for span in spans]
    texts = ["".join(str(digit.label) for digit in chosen[span]) for span in spans]
    gaps = rng.uniform(0, 0.7, len(rows)) * height  # and the margins of both lines
    indents = rng.uniform(0, 0.6, len(rows)) * height
    tops = np.cumsum([0, *(len(row) + gap for row, gap in zip(rows, gaps, strict=True))])[:-1]
    sheet = np.zeros((round(tops[-1]) + len(rows[-1]) + 1, max(row.shape[1] for row in rows) + round(0.6 * height) + 1))
    for row, top, left in zip(rows, np.rint(tops).astype(int), np.rint(indents).astype(int), strict=True):
        place = np.s_[top : top + len(row), left : left + row.shape[1]]
        sheet[place] = np.maximum(sheet[place], row)
    return sheet, "\n".join(texts)


def signed(pen: Pen) -> tuple[np.ndarray, str]:
    """A number with a minus, a decimal point, a comma or a colon."""
    rng = pen.rng
    before, after = (pen.chosen(int(rng.integers(1, 4))) for _ in range(2))
    sign = "-.,:"[rng.integers(4)]
    if sign == "-":
        before = []
    inks, brush = draw_digits(rng, [*before, *after], pen.height, PLAIN)
    mark, bottom = draw_sign(rng, sign, pen.height, brush)
    placed = [(ink, 0.0) for ink in inks]
    placed.insert(len(before), (mark, bottom))
    text = "".join(str(digit.label) for digit in before) + sign + "".join(str(digit.label) for digit in after)
    return _row(rng, placed, pen.height), text


def alone(pen: Pen) -> tuple[np.ndarray, str]:
    """One digit."""
    [digit] = pen.chosen(1)
    [ink], _ = draw_digits(pen.rng, [digit], pen.height, PLAIN)
    return ink, str(digit.label)


def _row(rng: np.random.Generator, placed: Sequence[tuple[np.ndarray, float]], height: float) -> np.ndarray:
    """Sets ink beside each other on a line; each comes with how far below the line it ends, in pixels."""
    gaps = rng.uniform(0.06, 0.35, len(placed)) * height
    lefts = np.cumsum([0, *(ink.shape[1] + gap for (ink, _), gap in zip(placed, gaps, strict=True))])[:-1]
    bottoms = np.array([bottom + rng.normal(0, 0.03) * height for _, bottom in placed])
    tops = np.rint(bottoms - [len(ink) for ink, _ in placed]).astype(int)
    tops -= tops.min()
    shape = max(top + len(ink) for top, (ink, _) in zip(tops, placed, strict=True))
    sheet = np.zeros((shape, round(lefts[-1]) + placed[-1][0].shape[1] + 1))
    for top, left, (ink, _) in zip(tops, np.rint(lefts).astype(int), placed, strict=True):
        place = np.s_[top : top + len(ink), left : left + ink.shape[1]]
        sheet[place] = np.maximum(sheet[place], ink)
    return sheet
