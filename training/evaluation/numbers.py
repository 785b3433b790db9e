"""Measures how well whole numbers are read: composed from the digits of given writers, exactly right or not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer import NumberReading
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.recognizer import Recognizer
from training.store.figures import ContributorAccuracy
from training.store.metrics import ContributedNumbers, NumberFigures, WholeNumbers
from training.synthesis.authors import Author
from training.synthesis.numbers import (
    HELDOUT_WRITERS,
    MIN_OVERLAP,
    ComposedNumber,
    compose_by_hands,
    compose_numbers,
    overlap,
)

ReadNumber = Callable[[np.ndarray], NumberReading]


@dataclass(frozen=True)
class _Outcome:
    """What became of one number; `overlaps` has one figure for each true digit, 0 where none was found."""

    number: ComposedNumber
    is_exact: bool
    is_parted: bool
    overlaps: tuple[float, ...]
    right_digits: int


def measure_numbers(
    recognizer: Recognizer,
    count: int,
    writers: Iterable[int] = HELDOUT_WRITERS,
    seed: int = 0,
    path: str | Path | None = None,
) -> WholeNumbers:
    """Reads composed numbers and counts what is right.

    Args:
        recognizer: whose default model reads.
        count: how many numbers.
        writers: whose digits they are made of.
        seed: decides the numbers.
        path: the pen strokes' folder; see `load_pen_strokes`.

    Returns:
        figures of all numbers, and by length, by touching or not, by drawing or photo; a digit is found when its box
        overlaps the true one by `MIN_OVERLAP` or more.
    """
    return _measure(recognizer.read_number, compose_numbers(count, writers, seed, path), count)


def measure_contributor(read: ReadNumber, count: int, author: Author) -> WholeNumbers:
    """Reads numbers composed from one contributor's digits; see `measure_numbers`."""
    return _measure(read, compose_by_hands(count, [author.digits], author.number), count)


def _measure(read: ReadNumber, composed: Iterable[ComposedNumber], count: int) -> WholeNumbers:
    from tqdm import tqdm

    numbers = tqdm(composed, total=count, desc="reading numbers", unit="number")
    outcomes = [_read(read, number) for number in numbers]
    return WholeNumbers(
        **vars(_figures(outcomes)),
        digit_accuracy=sum(outcome.right_digits for outcome in outcomes)
        / sum(len(outcome.overlaps) for outcome in outcomes),
        box_overlap=float(np.mean([share for outcome in outcomes for share in outcome.overlaps])),
        by_length=_grouped(outcomes, lambda number: str(len(number.text))),
        by_touching=_grouped(outcomes, lambda number: "touching" if number.is_touching else "apart"),
        by_picture=_grouped(outcomes, lambda number: "photo" if number.is_photo else "drawing"),
    )


def _grouped(outcomes: Sequence[_Outcome], group: Callable[[ComposedNumber], str]) -> dict[str, NumberFigures]:
    return {
        value: _figures([outcome for outcome in outcomes if group(outcome.number) == value])
        for value in sorted({group(outcome.number) for outcome in outcomes})
    }


def _figures(outcomes: Sequence[_Outcome]) -> NumberFigures:
    return NumberFigures(
        count=len(outcomes),
        accuracy=float(np.mean([outcome.is_exact for outcome in outcomes])),
        segmentation=float(np.mean([outcome.is_parted for outcome in outcomes])),
    )


def _read(read: ReadNumber, number: ComposedNumber) -> _Outcome:
    try:
        reading = read(number.canvas)
    except DigitRecognizerError:  # nothing found, or too much
        return _Outcome(number, False, False, (0.0,) * len(number.text), 0)
    overlaps, right = [], 0
    for label, box in zip(number.text, number.boxes, strict=True):
        share, found = max((overlap(digit.box, box), str(digit.label)) for digit in reading.digits)
        overlaps.append(share)
        right += share >= MIN_OVERLAP and found == label
    is_parted = len(reading.digits) == len(number.text) and min(overlaps) >= MIN_OVERLAP
    return _Outcome(number, reading.text == number.text, is_parted, tuple(overlaps), right)


def by_contributor(measured: Mapping[str, WholeNumbers], answered_by: str) -> ContributedNumbers:
    """Returns the figures of several contributors as one.

    Args:
        measured: what was measured of each, by name.
        answered_by: who answered; see `ContributedNumbers`.
    """
    accuracies = {name: figures.accuracy for name, figures in measured.items()}
    worst = min(accuracies, key=accuracies.__getitem__)
    return ContributedNumbers(
        **vars(pooled_numbers(list(measured.values()))),
        by_contributor={name: _pooled([figures]) for name, figures in measured.items()},
        contributors_mean=float(np.mean(list(accuracies.values()))),
        worst_contributor=ContributorAccuracy(contributor=worst, accuracy=accuracies[worst]),
        answered_by=answered_by,
    )


def pooled_numbers(parts: Sequence[WholeNumbers]) -> WholeNumbers:
    """Returns the figures of several measurements as one, each weighted by its count."""
    counts = [part.count for part in parts]

    def mean(values: Sequence[float]) -> float:
        return float(np.average(values, weights=counts))

    return WholeNumbers(
        **vars(_pooled(parts)),
        digit_accuracy=mean([part.digit_accuracy for part in parts]),
        box_overlap=mean([part.box_overlap for part in parts]),
        by_length=_pooled_groups([part.by_length for part in parts]),
        by_touching=_pooled_groups([part.by_touching for part in parts]),
        by_picture=_pooled_groups([part.by_picture for part in parts]),
    )


def _pooled_groups(parts: Sequence[Mapping[str, NumberFigures]]) -> dict[str, NumberFigures]:
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: _pooled([part[name] for part in parts if name in part]) for name in names}


def _pooled(parts: Sequence[NumberFigures]) -> NumberFigures:
    counts = [part.count for part in parts]
    return NumberFigures(
        count=sum(counts),
        accuracy=float(np.average([part.accuracy for part in parts], weights=counts)),
        segmentation=float(np.average([part.segmentation for part in parts], weights=counts)),
    )
