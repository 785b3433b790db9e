"""Lines of digits as the line reader takes them: written by the writers of the pen strokes, or set from MNIST."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from digit_recognizer.contract import PIXEL_MAX, STRIP_HEIGHT
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.image.normalization import DIGIT_SIZE
from digit_recognizer.number.sheet import find_line
from digit_recognizer.number.strip import DIGIT_HEIGHT, MAX_INK, frame_strip, make_strip
from training.data.columns import Columns
from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit, group_by_writer
from training.store.cache import cached
from training.synthesis.numbers import NumberStyle, compose_number, set_digits
from training.synthesis.parallel import map_chunks
from training.synthesis.renders import NO_WRITER

MAX_DIGITS = 4  # what is learnt of four holds for more: the network sees no farther
STRIP_WIDTH = 160  # columns; the few lines that are longer are left out
NO_LABEL = -1
# Of many neighbours that touch, more is learnt than of the few that people write.
_STYLES = tuple(
    NumberStyle(touching=touching, max_overlap=0.12, photographed=0.12, wobble=0.05, slope=0.04)
    for touching in (0.1, 0.4, 0.8)
)
_CHUNK = 100
_INK = 40  # of 255: what MNIST's digits are cut out by
_HEIGHT_DEVIATION = 0.06  # of the logarithm of the height of a line's digits …
_DIGIT_DEVIATION = 0.04  # … and of each digit against the others


@dataclass(frozen=True)
class Strips(Columns):
    """Lines of digits.

    Attributes:
        images: uint8 [n, STRIP_HEIGHT, STRIP_WIDTH], 0 = paper, 255 = ink, each line at the left.
        widths: int64 [n], how many columns each takes.
        labels: int64 [n, MAX_DIGITS], left to right, `NO_LABEL` after the last.
        writers: int64 [n]; `NO_WRITER` where each digit is by another.
    """

    images: np.ndarray
    widths: np.ndarray
    labels: np.ndarray
    writers: np.ndarray

    def __len__(self) -> int:
        return len(self.widths)


def load_strips(digits: Sequence[PenDigit], count: int, seed: int = 0, workers: int = 2) -> Strips:
    """Writes numbers of one to four digits and finds their line as serving does, or reads what was written before.

    Args:
        digits: pen digits; each number is written by one of their writers.
        count: how many numbers are written; of a few, no line is found, or one too long.
        seed: decides writers, digits and pens.
        workers: processes that write; with 1, this one does. The numbers do not depend on it.
    """
    return cached(Strips, _write_all, digits, count, seed, workers=workers)


def _write_all(digits: Sequence[PenDigit], count: int, seed: int, workers: int) -> Strips:
    job = partial(_write_chunk, group_by_writer(digits), seed)
    return Strips.joined(map_chunks(job, range(count), _CHUNK, workers, doing="writing lines", unit="lines"))


def _write_chunk(by_writer: dict[int, list[PenDigit]], seed: int, chunk: tuple[int, range]) -> Strips:
    place, lines = chunk
    rng = np.random.default_rng((seed, place))
    authors = list(by_writer)
    drawn = []
    for _ in lines:
        writer = authors[rng.integers(len(authors))]
        style = _STYLES[rng.integers(len(_STYLES))]
        number = compose_number(rng, by_writer[writer], int(rng.integers(1, MAX_DIGITS + 1)), style)
        with suppress(DigitRecognizerError):  # a photo on which nothing is found, or too much
            strip = make_strip(find_line(map_ink(read_pixels(number.canvas))))
            drawn.append((strip, list(map(int, number.text)), writer))
    return _as_strips(drawn)


def set_strips(rows: LabelledImages, count: int, seed: int = 0) -> Strips:
    """Sets MNIST's digits beside each other, each by another hand, as if one had written them.

    Args:
        rows: MNIST's training rows.
        count: how many lines; the few that are too long are left out.
        seed: decides digits and places.
    """
    rng = np.random.default_rng(seed)
    drawn: list[tuple[np.ndarray, list[int], int]] = []
    for _ in range(count):
        chosen = rng.integers(len(rows), size=rng.integers(1, MAX_DIGITS + 1))
        unit = DIGIT_HEIGHT * np.exp(rng.normal(0, _HEIGHT_DEVIATION))
        inks = [_cut_out(image, unit * np.exp(rng.normal(0, _DIGIT_DEVIATION))) for image in rows.images[chosen]]
        sheet, _, _ = set_digits(rng, inks, unit, _STYLES[rng.integers(len(_STYLES))])
        drawn.append((frame_strip(_without_paper(sheet)), rows.labels[chosen].tolist(), NO_WRITER))
    return _as_strips(drawn)


def _cut_out(image: np.ndarray, height: float) -> np.ndarray:
    """Returns one digit's ink without the paper around it, `DIGIT_SIZE` pixels scaled to `height`."""
    left, top, width, tall = cv2.boundingRect((image > _INK).astype(np.uint8))
    scale = height / DIGIT_SIZE
    size = (max(2, round(width * scale)), max(2, round(tall * scale)))
    return cv2.resize(image[top : top + tall, left : left + width], size, interpolation=cv2.INTER_LINEAR) / PIXEL_MAX


def _without_paper(sheet: np.ndarray) -> np.ndarray:
    """Returns the ink alone, scaled down where it is higher than a strip."""
    left, top, width, height = cv2.boundingRect((sheet > 0).astype(np.uint8))
    ink = sheet[top : top + height, left : left + width]
    if height <= MAX_INK:
        return ink
    return cv2.resize(ink, (round(width * MAX_INK / height), MAX_INK), interpolation=cv2.INTER_AREA)


def _as_strips(drawn: Sequence[tuple[np.ndarray, list[int], int]]) -> Strips:
    """Gathers images uint8 [STRIP_HEIGHT, w], labels and writers of those lines that are not too long."""
    kept = [line for line in drawn if line[0].shape[1] <= STRIP_WIDTH]
    images = np.zeros((len(kept), STRIP_HEIGHT, STRIP_WIDTH), np.uint8)
    labels = np.full((len(kept), MAX_DIGITS), NO_LABEL, np.int64)
    for row, (strip, digits, _) in enumerate(kept):
        images[row, :, : strip.shape[1]] = strip
        labels[row, : len(digits)] = digits
    widths, writers = ([line[0].shape[1] for line in kept], [line[2] for line in kept])
    return Strips(images, np.array(widths, np.int64), labels, np.array(writers, np.int64))
