"""Ways to write on a sheet: lines below each other, signs and separators, one digit alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from training.data.pen_strokes import PenDigit
from training.synthesis.numbers import NumberStyle, draw_digits, set_digits

PLAIN = NumberStyle(touching=0.04, margin=(0.1, 0.1), photographed=0.4)
_SHIFT = 4  # OpenCV's fixed-point bits: coordinates in sixteenths of a pixel


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
    mark, bottom = _sign(rng, sign, pen.height, brush)
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


def _sign(rng: np.random.Generator, sign: str, height: float, brush: float) -> tuple[np.ndarray, float]:
    """Draws a sign: its ink, cut out, and how far below the line it ends, in pixels."""
    if sign == "-":
        length = height * rng.uniform(0.25, 0.6)
        ink = _stroke([(0, 0), (length, rng.normal(0, 0.06) * length)], brush)
        return ink, -height * rng.uniform(0.38, 0.58) + len(ink) / 2
    dot = brush * rng.uniform(1.0, 1.5)
    if sign == ".":
        ink = _stroke([(0, 0), (brush * rng.uniform(0, 0.4), brush * rng.uniform(0, 0.3))], dot)
        return ink, height * rng.uniform(-0.02, 0.06)
    if sign == ",":
        down = height * rng.uniform(0.13, 0.26)
        ink = _stroke([(down * rng.uniform(0.2, 0.6), 0), (0, down)], brush)
        return ink, height * rng.uniform(0.1, 0.2)
    apart = height * rng.uniform(0.3, 0.5)
    ink = _stroke([(0, 0)], dot, [(rng.normal(0, 0.02) * height, apart)])
    return ink, -height * rng.uniform(0.05, 0.25)


def _stroke(points: Sequence[tuple[float, float]], width: float, *more: Sequence[tuple[float, float]]) -> np.ndarray:
    """Draws lines with a round pen and cuts them out: ink float64 `[h, w]`, 0..1."""
    paths = [np.array(path) for path in (points, *more)]
    every = np.concatenate(paths)
    scale, pad = 4, width / 2 + 1
    size = np.ceil((np.ptp(every, axis=0) + 2 * pad) * scale).astype(int)
    large = np.zeros((size[1], size[0]), np.uint8)
    for path in paths:
        fixed = np.rint(((path - every.min(axis=0) + pad) * scale) * 2**_SHIFT).astype(int)
        for start, end in zip(fixed, [*fixed[1:], fixed[-1]], strict=True):
            cv2.line(large, start.tolist(), end.tolist(), 255, max(1, round(width * scale)), cv2.LINE_8, _SHIFT)
    small = cv2.resize(large, (-(-size[0] // scale), -(-size[1] // scale)), interpolation=cv2.INTER_AREA) / 255
    left, top, wide, tall = cv2.boundingRect((small > 0.1).astype(np.uint8))
    return small[top : top + tall, left : left + wide]
