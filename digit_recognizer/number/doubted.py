"""Decides by the whole line what its doubtful marks are: a long minus or a 1, a comma or a 1, a point or dirt.

Shape and place decide first (`signs`). Where they leave a doubt, the line is read either way, and the line reader,
which sees all of the ink both times, says which of the two texts is more likely. One that knows no signs is not asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from digit_recognizer.number.ctc import log_likelihoods, reads_signs
from digit_recognizer.number.digit_model import DigitModel
from digit_recognizer.number.sheet import Sheet
from digit_recognizer.number.strip import make_strip
from digit_recognizer.number.written import Box, WrittenLine

# Natural logarithm of how many times as likely a text must be to overrule shape and place.
_OVERRULED = 2.0


class _HasText(Protocol):
    @property
    def text(self) -> str:
        """Digits and signs, left to right."""


Reading = TypeVar("Reading", bound=_HasText)
Read = Callable[[WrittenLine, np.ndarray | None], Reading]


@dataclass(frozen=True)
class Settled(Generic[Reading]):
    """A line whose doubts are settled.

    Attributes:
        written: the line, its marks taken for what they are.
        reading: what it reads.
        answers: float `[frames, answers]`: what the line reader says of all of its ink, natural logarithms; None where
            it knows no signs.
    """

    written: WrittenLine
    reading: Reading
    answers: np.ndarray | None


def settle(written: WrittenLine, read: Read[Reading], model: DigitModel) -> Settled[Reading]:
    """Reads a line, and reads it again with the other answer to each doubt, which stays where the whole line says so.

    Args:
        written: the line, its marks taken for what they are by shape and place.
        read: reads a line whose marks are taken for what they are, and is told what the line reader says of its digits
            where that was asked already.
        model: its line reader says how likely a text is.
    """
    answers = model.read_line(make_strip(written.whole))
    reading = read(written, answers if written.whole is written.line else None)
    if answers is None or not reads_signs(answers):
        return Settled(written, reading, None)
    if not written.doubts:
        return Settled(written, reading, answers)
    [likelihood] = log_likelihoods(answers, [reading.text])
    for doubt in written.doubts:
        other = written.otherwise(doubt)
        if other is None:
            continue
        other_reading = read(other, None)
        [other_likelihood] = log_likelihoods(answers, [other_reading.text])
        if other_likelihood > likelihood + _OVERRULED:
            written, reading, likelihood = other, other_reading, other_likelihood
    return Settled(written, reading, answers)


def still_ignored(sheet: Sheet, settled: Sequence[WrittenLine]) -> list[Box]:
    """Returns the boxes of what is neither a digit nor a sign, once all doubts are settled."""
    ignored = list(sheet.ignored)
    for before, after in zip(sheet.lines, settled, strict=True):
        of_digits = set(after.digits.tolist())
        taken = after.boxes_of(after.found)
        dirt = before.boxes_of(sign for sign in before.found if not of_digits.issuperset(sign.marks)) - taken
        ignored = [box for box in ignored if box not in taken] + sorted(dirt)
    return ignored
