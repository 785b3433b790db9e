"""Composes what people write besides one plain number: several lines, signs and separators, a box for each digit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from training.data.pen_strokes import PenDigit
from training.synthesis.numbers import NumberStyle, digits_of, draw_digits, set_digits, show_sheet

_PLAIN = NumberStyle(touching=0.04, margin=(0.1, 0.1), photographed=0.4)
_HEIGHTS = (36, 120)  # px: of the digits of a sheet
_SHIFT = 4  # OpenCV's fixed-point bits: coordinates in sixteenths of a pixel


@dataclass(frozen=True)
class ComposedSheet:
    """A written sheet and what is true of it.

    Attributes:
        canvas: uint8 `[h, w, 3]`, RGB.
        text: what is written, from left to right, with a newline between lines.
        is_photo: whether it is photographed.
    """

    canvas: np.ndarray
    text: str
    is_photo: bool


@dataclass(frozen=True)
class _Pen:
    """The digits of one writer and the pen that writes them."""

    rng: np.random.Generator
    digits: Sequence[PenDigit]
    height: float

    def chosen(self, count: int) -> list[PenDigit]:
        return [self.digits[index] for index in self.rng.integers(len(self.digits), size=count)]


def several_lines(pen: _Pen) -> tuple[np.ndarray, str]:
    """Two to four numbers below each other, no two lines closer than their digits' height allows."""
    rng, height = pen.rng, pen.height
    ends = np.cumsum(rng.integers(1, 6, size=rng.integers(2, 5)))
    chosen = pen.chosen(int(ends[-1]))
    inks, _ = draw_digits(rng, chosen, height, _PLAIN)
    spans = [slice(end - count, end) for end, count in zip(ends, np.diff(ends, prepend=0), strict=True)]
    rows = [set_digits(rng, inks[span], height, _PLAIN)[0] for span in spans]
    texts = ["".join(str(digit.label) for digit in chosen[span]) for span in spans]
    gaps = rng.uniform(0, 0.7, len(rows)) * height  # and the margins of both lines
    indents = rng.uniform(0, 0.6, len(rows)) * height
    tops = np.cumsum([0, *(len(row) + gap for row, gap in zip(rows, gaps, strict=True))])[:-1]
    sheet = np.zeros((round(tops[-1]) + len(rows[-1]) + 1, max(row.shape[1] for row in rows) + round(0.6 * height) + 1))
    for row, top, left in zip(rows, np.rint(tops).astype(int), np.rint(indents).astype(int), strict=True):
        place = np.s_[top : top + len(row), left : left + row.shape[1]]
        sheet[place] = np.maximum(sheet[place], row)
    return sheet, "\n".join(texts)


def signed(pen: _Pen) -> tuple[np.ndarray, str]:
    """A number with a minus, a decimal point, a comma or a colon."""
    rng = pen.rng
    before, after = (pen.chosen(int(rng.integers(1, 4))) for _ in range(2))
    sign = "-.,:"[rng.integers(4)]
    if sign == "-":
        before = []
    inks, brush = draw_digits(rng, [*before, *after], pen.height, _PLAIN)
    mark, bottom = _sign(rng, sign, pen.height, brush)
    placed = [(ink, 0.0) for ink in inks]
    placed.insert(len(before), (mark, bottom))
    text = "".join(str(digit.label) for digit in before) + sign + "".join(str(digit.label) for digit in after)
    return _row(rng, placed, pen.height), text


def boxed(pen: _Pen) -> tuple[np.ndarray, str]:
    """A box for each digit, one beside the other or apart; here and there a stroke reaches its lines."""
    rng, height = pen.rng, pen.height
    chosen = pen.chosen(int(rng.integers(2, 7)))
    inks, _ = draw_digits(rng, chosen, height, _PLAIN)
    tall = max(height * rng.uniform(1.15, 1.9), max(map(len, inks)) + 2)
    wide = max(tall * rng.uniform(0.7, 1.1), max(ink.shape[1] for ink in inks) * rng.uniform(1.0, 1.2) + 2)
    gap = 0.0 if rng.uniform() < 0.6 else float(rng.uniform(0.08, 0.4) * wide)
    line = max(1, round(height * rng.uniform(0.012, 0.04)))
    strength = float(rng.uniform(0.35, 0.9))
    sheet = np.zeros((round(tall) + 2 * line, round(len(inks) * (wide + gap)) + 2 * line))
    for index in range(len(inks)):
        left = round(index * (wide + gap)) + line // 2
        cv2.rectangle(sheet, (left, line // 2), (left + round(wide), line // 2 + round(tall)), strength, line)
    for index, ink in enumerate(inks):
        room = np.maximum(np.array([tall - len(ink), wide - ink.shape[1]]), 0)
        top, left = np.rint(room * rng.uniform(0.25, 0.75, 2) + [line, index * (wide + gap)]).astype(int)
        place = np.s_[top : top + len(ink), left : left + ink.shape[1]]
        sheet[place] = np.maximum(sheet[place], ink[: sheet[place].shape[0], : sheet[place].shape[1]])
    return sheet, "".join(str(digit.label) for digit in chosen)


def alone(pen: _Pen) -> tuple[np.ndarray, str]:
    """One digit."""
    [digit] = pen.chosen(1)
    [ink], _ = draw_digits(pen.rng, [digit], pen.height, _PLAIN)
    return ink, str(digit.label)


KINDS: Mapping[str, Callable[[_Pen], tuple[np.ndarray, str]]] = MappingProxyType(
    {"several_lines": several_lines, "signed": signed, "boxed": boxed, "alone": alone}
)


def compose_sheets(
    kind: str, count: int, writers: Iterable[int], seed: int, path: str | Path | None = None
) -> Iterator[ComposedSheet]:
    """Yields sheets of one kind, each by one writer, in one pen.

    Args:
        kind: one of `KINDS`.
        count: how many.
        writers: whose digits they are made of.
        seed: decides the sheets.
        path: the pen strokes' folder; see `load_pen_strokes`.
    """
    by_writer = digits_of(writers, path)
    rng = np.random.default_rng(seed)
    for _ in range(count):
        own = by_writer[rng.integers(len(by_writer))]
        height = float(np.exp(rng.uniform(*np.log(_HEIGHTS))))
        ink, text = KINDS[kind](_Pen(rng, own, height))
        margins = np.rint(rng.uniform(0.2, 1.0, (2, 2)) * height).astype(int)
        picture, is_photo = show_sheet(rng, np.pad(ink, margins), _PLAIN)
        yield ComposedSheet(picture, text, is_photo)


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
