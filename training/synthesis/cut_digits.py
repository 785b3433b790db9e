"""Digits cut out of numbers in which they touch: what serving makes of them when it reads a whole number."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.candidates import list_candidates
from digit_recognizer.number.segments import cut_segments
from digit_recognizer.number.sheet import find_line
from training.data.pen_strokes import PenDigit, group_by_writer
from training.store.cache import cached
from training.synthesis.number_labels import find_digits
from training.synthesis.numbers import ComposedNumber, NumberStyle, compose_number, overlap
from training.synthesis.parallel import map_chunks
from training.synthesis.pen_drawings import PenDrawings

_STYLE = NumberStyle(touching=0.8, max_overlap=0.12, photographed=0.05)
_LENGTHS = (2, 3)
_MIN_OVERLAP = 0.85  # of a digit's box: with less, too much of it may be missing to call it one
_CHUNK = 50


def load_cut_digits(digits: Sequence[PenDigit], numbers: int, seed: int = 0, workers: int = 2) -> PenDrawings:
    """Writes numbers, cuts them as serving does and keeps the digits cut off others, or reads what was cut before.

    Args:
        digits: pen digits; each number is written by one of their writers.
        numbers: how many numbers are written; not every one has digits that touch.
        seed: decides writers, digits and pens.
        workers: processes that write; with 1, this one does. The numbers do not depend on it.

    Returns:
        normalised images of the digits, several of each, as `list_candidates` makes them.
    """
    return cached(PenDrawings, _cut_all, digits, numbers, seed, workers=workers)


def _cut_all(digits: Sequence[PenDigit], numbers: int, seed: int, workers: int) -> PenDrawings:
    job = partial(_cut_chunk, group_by_writer(digits), seed)
    return PenDrawings.joined(map_chunks(job, range(numbers), _CHUNK, workers, doing="cutting numbers", unit="numbers"))


def _cut_chunk(by_writer: dict[int, list[PenDigit]], seed: int, chunk: tuple[int, range]) -> PenDrawings:
    place, numbers = chunk
    rng = np.random.default_rng((seed, place))
    writers = list(by_writer)
    images = [np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)]
    labels: list[int] = []
    authors: list[int] = []
    for _ in numbers:
        writer = writers[rng.integers(len(writers))]
        number = compose_number(rng, by_writer[writer], int(rng.choice(_LENGTHS)), _STYLE)
        found, read = cut_digits(number)
        images.append(found)
        labels += read
        authors += [writer] * len(read)
    return PenDrawings(np.concatenate(images), np.array(labels, np.int64), np.array(authors, np.int64))


def cut_digits(number: ComposedNumber) -> tuple[np.ndarray, list[int]]:
    """Returns images uint8 [n, 28, 28] of the digits that had to be cut off others, and the label of each."""
    nothing: tuple[np.ndarray, list[int]] = (np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8), [])
    if not number.is_touching:
        return nothing
    try:
        line = find_line(map_ink(read_pixels(number.canvas)))
        is_whole = np.zeros(len(line.boxes), bool)
        candidates = list_candidates(line, cut_segments(line, is_whole), is_whole)
    except DigitRecognizerError:  # a photo on which nothing is found, or too much
        return nothing
    chosen = find_digits(line, candidates, number.boxes)
    if chosen is None:
        return nothing
    labels = {
        index: int(label)
        for index, label, box in zip(chosen, number.text, number.boxes, strict=True)
        if overlap(line.on_picture(candidates.boxes[index]), box) >= _MIN_OVERLAP
    }
    owners, images_of = candidates.owners.tolist(), np.bincount(candidates.owners)
    rows = [row for row, owner in enumerate(owners) if owner in labels and images_of[owner] > 1]
    return candidates.images28[rows], [labels[owners[row]] for row in rows]
