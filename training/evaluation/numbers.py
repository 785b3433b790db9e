"""Measures how well whole numbers are read: composed from the digits of given writers, exactly right or not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.recognizer import Recognizer
from training.store.metrics import NumberFigures, WholeNumbers
from training.synthesis.numbers import HELDOUT_WRITERS, MIN_OVERLAP, ComposedNumber, compose_numbers, overlap


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
    from tqdm import tqdm

    numbers = tqdm(compose_numbers(count, writers, seed, path), total=count, desc="reading numbers", unit="number")
    outcomes = [_read(recognizer, number) for number in numbers]
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


def _read(recognizer: Recognizer, number: ComposedNumber) -> _Outcome:
    try:
        reading = recognizer.read_number(number.canvas)
    except DigitRecognizerError:  # nothing found, or too much
        return _Outcome(number, False, False, (0.0,) * len(number.text), 0)
    overlaps, right = [], 0
    for label, box in zip(number.text, number.boxes, strict=True):
        share, found = max((overlap(digit.box, box), str(digit.label)) for digit in reading.digits)
        overlaps.append(share)
        right += share >= MIN_OVERLAP and found == label
    is_parted = len(reading.digits) == len(number.text) and min(overlaps) >= MIN_OVERLAP
    return _Outcome(number, reading.text == number.text, is_parted, tuple(overlaps), right)
