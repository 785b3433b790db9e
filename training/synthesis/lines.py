"""Lines of digits as the line reader takes them: written by people with a pen, or set from MNIST."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from digit_recognizer.contract import LINE_ALPHABET, PIXEL_MAX, STRIP_HEIGHT
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.normalization import DIGIT_SIZE
from digit_recognizer.number.strip import DIGIT_HEIGHT, MAX_INK, frame_strip, make_strip
from training.data.columns import Columns
from training.data.images import LabelledImages
from training.store.cache import cached
from training.synthesis.authors import Author
from training.synthesis.numbers import NumberStyle, compose_number, find_own_line, set_digits
from training.synthesis.parallel import map_chunks
from training.synthesis.renders import NO_WRITER
from training.synthesis.signed_lines import (
    SIZES,
    DrawnDigits,
    Marking,
    compose_marked,
    find_whole_line,
    set_with_signs,
)
from training.synthesis.signs import draw_sign

MAX_DIGITS = 4  # what is learnt of four holds for more: the network sees no farther
MAX_CHARACTERS = MAX_DIGITS + 2  # a minus and a separator beside them
STRIP_WIDTH = 160  # columns; the few lines that are longer are left out
NO_LABEL = -1
# Of many neighbours that touch, more is learnt than of the few that people write.
_STYLES = tuple(
    NumberStyle(touching=touching, max_overlap=0.12, photographed=0.12, wobble=0.05, slope=0.04)
    for touching in (0.1, 0.4, 0.8)
)
_CHUNK = 100
_INK = 40  # of 255: what MNIST's digits are cut out by
_MNIST_PEN = (0.1, 0.2)  # of a digit's height: the strokes of MNIST's digits are so wide, and so are signs beside them
_HEIGHT_DEVIATION = 0.06  # of the logarithm of the height of a line's digits …
_DIGIT_DEVIATION = 0.04  # … and of each digit against the others


@dataclass(frozen=True)
class Strips(Columns):
    """Lines of digits, some with signs.

    Attributes:
        images: uint8 [n, STRIP_HEIGHT, STRIP_WIDTH], 0 = paper, 255 = ink, each line at the left.
        widths: int64 [n], how many columns each takes.
        labels: int64 [n, MAX_CHARACTERS], places in `LINE_ALPHABET`, left to right, `NO_LABEL` after the last.
        writers: int64 [n]; `NO_WRITER` where each digit is by another.
    """

    images: np.ndarray
    widths: np.ndarray
    labels: np.ndarray
    writers: np.ndarray

    def __len__(self) -> int:
        return len(self.widths)


def load_strips(
    authors: Sequence[Author], count: int, marking: Marking | None = None, seed: int = 0, workers: int = 2
) -> Strips:
    """Writes numbers of one to four digits and finds their line as serving does, or reads what was written before.

    Args:
        authors: each number is written by one of them, each as often as the others.
        count: how many numbers are written; of a few, no line is found, or one too long.
        marking: how many of them have signs and separators, or dirt beside them; by default none.
        seed: decides authors, digits and pens.
        workers: processes that write; with 1, this one does. The numbers do not depend on it.
    """
    return cached(Strips, _write_all, authors, count, marking or Marking(), seed, workers=workers)


def _write_all(authors: Sequence[Author], count: int, marking: Marking, seed: int, workers: int) -> Strips:
    job = partial(_write_chunk, authors, marking, seed)
    return Strips.joined(map_chunks(job, range(count), _CHUNK, workers, doing="writing lines", unit="lines"))


def _write_chunk(authors: Sequence[Author], marking: Marking, seed: int, chunk: tuple[int, range]) -> Strips:
    place, lines = chunk
    rng = np.random.default_rng((seed, place))
    drawn = []
    for _ in lines:
        author = authors[int(rng.integers(len(authors)))]
        style = _STYLES[rng.integers(len(_STYLES))]
        length = int(rng.integers(1, MAX_DIGITS + 1))
        is_marked = marking.is_marked(rng)
        with suppress(DigitRecognizerError):  # a photo on which nothing is found, or too much
            if is_marked:
                number = compose_marked(rng, author, length, style)
                line = find_whole_line(number)
            else:
                number = compose_number(rng, author.digits, length, style)
                line = find_own_line(number)
            if line is not None:
                drawn.append((make_strip(line), _labels(number.text), author.number))
    return _as_strips(drawn)


def _labels(text: str) -> list[int]:
    return [LINE_ALPHABET.index(character) for character in text]


def set_strips(rows: LabelledImages, count: int, marking: Marking | None = None, seed: int = 0) -> Strips:
    """Sets MNIST's digits beside each other, each by another hand, as if one had written them.

    Args:
        rows: MNIST's training rows.
        count: how many lines; the few that are too long are left out.
        marking: how many of them have signs and separators, or dirt beside them; by default none.
        seed: decides digits and places.
    """
    rng = np.random.default_rng(seed)
    marking = marking or Marking()
    drawn: list[tuple[np.ndarray, list[int], int]] = []
    for _ in range(count):
        chosen = rng.integers(len(rows), size=rng.integers(1, MAX_DIGITS + 1))
        unit = DIGIT_HEIGHT * np.exp(rng.normal(0, _HEIGHT_DEVIATION))
        inks = [_cut_out(image, unit * np.exp(rng.normal(0, _DIGIT_DEVIATION))) for image in rows.images[chosen]]
        style, text = _STYLES[rng.integers(len(_STYLES))], "".join(map(str, rows.labels[chosen].tolist()))
        if marking.is_marked(rng):
            draw = partial(draw_sign, rng, height=unit, brush=unit * rng.uniform(*_MNIST_PEN), sizes=SIZES)
            sheet, text, _ = set_with_signs(rng, DrawnDigits(inks, text, unit, style), draw)
        else:
            sheet, _, _ = set_digits(rng, inks, unit, style)
        drawn.append((frame_strip(_without_paper(sheet)), _labels(text), NO_WRITER))
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
    labels = np.full((len(kept), MAX_CHARACTERS), NO_LABEL, np.int64)
    for row, (strip, characters, _) in enumerate(kept):
        images[row, :, : strip.shape[1]] = strip
        labels[row, : len(characters)] = characters
    widths, writers = ([line[0].shape[1] for line in kept], [line[2] for line in kept])
    return Strips(images, np.array(widths, np.int64), labels, np.array(writers, np.int64))
