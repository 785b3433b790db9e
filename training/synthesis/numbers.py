"""Composes whole numbers from the digits of one writer, spaced, drawn and photographed as people write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.line import Line
from digit_recognizer.number.sheet import find_line
from training.data.pen_strokes import PenDigit, group_by_writer, load_pen_strokes
from training.synthesis.pen import BLACK, WHITE, DrawingStyle, draw_strokes
from training.synthesis.photo import photograph

Box = tuple[int, int, int, int]

DEVELOPMENT_WRITERS = range(1, 21)  # the weights in `digit_recognizer.number.scores` are chosen on them
HELDOUT_WRITERS = range(21, 31)
SHORTEST, LONGEST = 2, 6  # digits in a number
MIN_OVERLAP = 0.7  # intersection over union from which on a box is right
_INK_SEEN = 0.2  # of full ink: as serving sees it
_INKS = (BLACK, BLACK, BLACK, (20, 40, 140), (170, 20, 30), (60, 60, 60))
_CHALKS = ((WHITE, BLACK), (WHITE, (20, 70, 50)), ((250, 230, 90), (30, 30, 60)))


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written; lengths are shares of the digits' median height unless stated otherwise.

    Attributes:
        height: smallest and largest median height of the digits in pixels.
        brush: thinnest and thickest brush; drawn log-uniformly.
        touching: share of neighbours that run into each other …
        max_overlap: … by up to so much.
        gap: smallest and largest distance between the ink of other neighbours, row by row …
        max_kerning: … where a digit reaches over its neighbour by no more than this.
        wobble: standard deviation of each digit's height above the line.
        slope: standard deviation of the line's slope.
        size_deviation: standard deviation of the factor by which each digit's size varies.
        margin: narrowest and widest blank margin.
        photographed: share of numbers that are photographed.
        light_on_dark: share of the others that are light on dark.
    """

    height: tuple[float, float] = (50, 170)
    brush: tuple[float, float] = (0.025, 0.14)
    touching: float = 0.125
    max_overlap: float = 0.08
    gap: tuple[float, float] = (0.03, 0.4)
    max_kerning: float = 0.15
    wobble: float = 0.04
    slope: float = 0.03
    size_deviation: float = 0.04
    margin: tuple[float, float] = (0.15, 1.0)
    photographed: float = 0.2
    light_on_dark: float = 0.15


@dataclass(frozen=True)
class ComposedNumber:
    """A written number and what is true of it.

    Attributes:
        canvas: uint8 `[h, w, 3]`, RGB.
        text: the digits, left to right.
        boxes: left, top, right and bottom (exclusive) of each digit's ink, in pixels.
        is_touching: whether any two digits touch.
        is_photo: whether it is photographed.
    """

    canvas: np.ndarray
    text: str
    boxes: tuple[Box, ...]
    is_touching: bool
    is_photo: bool


def compose_number(
    rng: np.random.Generator, digits: Sequence[PenDigit], length: int | None = None, style: NumberStyle | None = None
) -> ComposedNumber:
    """Writes a number with digits of one writer, in one pen, as large as they were written beside each other.

    Args:
        rng: source of chance.
        digits: digits of one writer, from which those of the number are drawn.
        length: how many digits; by default 2 to 6.
        style: how it is written.
    """
    style = style or NumberStyle()
    length = int(rng.integers(SHORTEST, LONGEST + 1)) if length is None else length
    chosen = [digits[index] for index in rng.integers(len(digits), size=length)]
    height = float(rng.uniform(*style.height))
    inks, _ = draw_digits(rng, chosen, height, style)
    sheet, boxes, is_touching = set_digits(rng, inks, height, style)
    picture, is_photo = show_sheet(rng, sheet, style)
    return ComposedNumber(picture, "".join(str(digit.label) for digit in chosen), boxes, is_touching, is_photo)


def find_own_line(number: ComposedNumber) -> Line:
    """Finds a number's line on its picture, as serving does.

    Raises:
        DigitRecognizerError: it is a photo on which nothing is found, or too much.
    """
    return find_line(map_ink(read_pixels(number.canvas)))


def show_sheet(rng: np.random.Generator, sheet: np.ndarray, style: NumberStyle) -> tuple[np.ndarray, bool]:
    """Photographs a sheet of ink, float64 `[h, w]`, 0..1, or draws it on a canvas.

    Returns:
        uint8 `[h, w, 3]`, RGB, and whether it is a photo.
    """
    is_photo = bool(rng.uniform() < style.photographed)
    return (photograph(_in_colour(sheet, BLACK, WHITE), rng) if is_photo else _coloured(rng, sheet, style)), is_photo


def compose_numbers(
    count: int, writers: Iterable[int], seed: int, path: str | Path | None = None
) -> Iterator[ComposedNumber]:
    """Yields numbers, each with digits of one writer.

    Args:
        count: how many.
        writers: whose digits they are made of.
        seed: decides the numbers.
        path: the pen strokes' folder; see `load_pen_strokes`.
    """
    yield from compose_by_hands(count, digits_of(writers, path), seed)


def compose_by_hands(count: int, hands: Sequence[Sequence[PenDigit]], seed: int) -> Iterator[ComposedNumber]:
    """Yields numbers, each with digits of one hand; each hand has its own digits."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        yield compose_number(generator, hands[int(generator.integers(len(hands)))])


def digits_of(writers: Iterable[int], path: str | Path | None = None) -> list[list[PenDigit]]:
    """Returns the digits of each writer; `path` is the pen strokes' folder, see `load_pen_strokes`."""
    digits = group_by_writer(load_pen_strokes(path))
    return [digits.get(writer, []) for writer in writers]


def draw_digits(
    rng: np.random.Generator, digits: Sequence[PenDigit], height: float, style: NumberStyle
) -> tuple[list[np.ndarray], float]:
    """Draws each digit alone, in one pen, and cuts it out.

    Args:
        rng: source of chance.
        digits: what is drawn.
        height: the digits' median height in pixels.
        style: how they are written.

    Returns:
        each digit's ink float64 `[h, w]`, 0..1, and the pen's width in pixels.
    """
    extents = [np.ptp(np.concatenate([np.reshape(s, (-1, 2)) for s in digit.strokes]), axis=0) for digit in digits]
    scale = height / max(float(np.median([extent[1] for extent in extents])), 1.0)
    brush = max(1.5, height * float(np.exp(rng.uniform(*np.log(style.brush)))))
    speed_effect = float(rng.uniform(0, 0.3))
    inks = []
    for digit, extent in zip(digits, extents, strict=True):
        size = np.maximum(extent * scale * rng.normal(1, style.size_deviation), 1)
        canvas = tuple(np.ceil(size + brush + 2).astype(int).tolist())
        drawing = DrawingStyle(canvas, float(size.max()), 0.0, 0.0, brush, speed_effect)
        ink = 1 - draw_strokes(digit.strokes, drawing)[..., 0] / 255
        left, top, width, height_ = cv2.boundingRect((ink > _INK_SEEN).astype(np.uint8))
        inks.append(ink[top : top + height_, left : left + width])
    return inks, brush


def set_digits(
    rng: np.random.Generator,
    inks: list[np.ndarray],
    height: float,
    style: NumberStyle,
    signs: Mapping[int, float] | None = None,
) -> tuple[np.ndarray, tuple[Box, ...], bool]:
    """Sets digits, and signs among them, beside each other on one sheet.

    Args:
        rng: source of chance.
        inks: the ink of each, cut out: float64 `[h, w]`, 0..1.
        height: the digits' median height in pixels.
        style: how they stand.
        signs: for each that is a sign and touches nothing, how far below the line it ends, in pixels.

    Returns:
        the sheet's ink float64 `[h, w]`, 0..1, the digits' boxes on it, and whether any two of them touch.
    """
    return _paste(rng, inks, _place_digits(rng, inks, height, style, signs or {}), height, style)


def _place_digits(
    rng: np.random.Generator, inks: list[np.ndarray], height: float, style: NumberStyle, signs: Mapping[int, float]
) -> list[tuple[int, int]]:
    """Sets the digits on a line, each beside the one before: left and top of each, in pixels."""
    slope = rng.normal(0, style.slope)
    corners: list[tuple[int, int]] = []
    for index, ink in enumerate(inks):
        before = corners[-1][0] + inks[index - 1].shape[1] if corners else 0
        foot = slope * before + rng.normal(0, style.wobble) * height + signs.get(index, 0.0)
        top = round(foot) - ink.shape[0]
        if not corners:
            corners.append((0, top))
            continue
        is_sign = bool({index - 1, index} & signs.keys())
        is_touching = bool(rng.uniform() < style.touching) and not is_sign
        gap = -rng.uniform(0, style.max_overlap) if is_touching else rng.uniform(*style.gap)
        closest = _closest(inks[index - 1], corners[-1], ink, top)
        leftmost = before - (0 if is_sign else style.max_kerning * height)
        left = closest + gap * height if is_touching else max(closest + gap * height, leftmost)
        corners.append((round(left), top))
    return corners


def _closest(before: np.ndarray, corner: tuple[int, int], ink: np.ndarray, top: int) -> float:
    """Left edge at which the ink of the next digit would just reach that of the one before, in some row."""
    first = max(corner[1], top)
    last = max(first, min(corner[1] + before.shape[0], top + ink.shape[0]))
    rows_before = before[first - corner[1] : last - corner[1]] > _INK_SEEN
    rows_after = ink[first - top : last - top] > _INK_SEEN
    both = rows_before.any(axis=1) & rows_after.any(axis=1)
    if not both.any():
        return corner[0] + before.shape[1]
    right = before.shape[1] - rows_before[both][:, ::-1].argmax(axis=1)
    left = rows_after[both].argmax(axis=1)
    return corner[0] + float((right - left).max())


def _paste(
    rng: np.random.Generator,
    inks: list[np.ndarray],
    corners: list[tuple[int, int]],
    height: float,
    style: NumberStyle,
) -> tuple[np.ndarray, tuple[Box, ...], bool]:
    """Puts the digits on one sheet: its ink, their boxes on it, and whether any two of them touch."""
    left, top, right, bottom = np.rint(rng.uniform(*style.margin, size=4) * height).astype(int)
    starts = np.array(corners)
    starts += np.array([left, top]) - starts.min(axis=0)
    ends = starts + [ink.shape[::-1] for ink in inks]
    width, depth = ends.max(axis=0) + np.array([right, bottom])
    sheet = np.zeros((depth, width))
    touches = False
    for ink, start, end in zip(inks, starts, ends, strict=True):
        place = np.s_[start[1] : end[1], start[0] : end[0]]
        around = np.s_[start[1] - 1 : end[1] + 1, start[0] - 1 : end[0] + 1]
        near = cv2.dilate(np.pad((ink > _INK_SEEN).astype(np.uint8), 1), np.ones((3, 3), np.uint8))
        touches |= bool((near.astype(bool) & (sheet[around] > _INK_SEEN)).any())
        sheet[place] = np.maximum(sheet[place], ink)
    boxes = tuple((*start.tolist(), *end.tolist()) for start, end in zip(starts, ends, strict=True))
    return sheet, boxes, touches


def _coloured(rng: np.random.Generator, sheet: np.ndarray, style: NumberStyle) -> np.ndarray:
    """Draws with a dark pen on white or with a light one on a dark canvas."""
    if rng.uniform() < style.light_on_dark:
        return _in_colour(sheet, *_CHALKS[rng.integers(len(_CHALKS))])
    return _in_colour(sheet, _INKS[rng.integers(len(_INKS))], WHITE)


def _in_colour(sheet: np.ndarray, ink: tuple[int, int, int], paper: tuple[int, int, int]) -> np.ndarray:
    coverage = sheet[..., np.newaxis]
    return np.rint(np.array(paper) * (1 - coverage) + np.array(ink) * coverage).astype(np.uint8)


def overlap(box: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    shared = max(0, width) * max(0, height)
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (box, other)]
    return shared / max(1, sum(areas) - shared)
