"""Checks what visitors said: what is damaged, contradicted, or believed by no model at all is listed, not learnt."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.feedback.verdict import NO_DIGIT
from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.recognizer import Recognizer
from training.data.columns import Columns
from training.fitting.feedback.said import SaidPicture
from training.store.records import Record

NO_CLASS = -1
_HELD_OUT = 5  # one in so many, by its content, is not learnt: the effect is measured on it
_CERTAIN = 0.99  # how sure the best model must be before all models together outweigh a visitor
_LABELS = {str(digit): digit for digit in range(CLASS_COUNT)} | {NO_DIGIT: NO_CLASS}


@dataclass(frozen=True, kw_only=True)
class Refusal(Record):
    """A picture that is not learnt, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Feedback(Columns):
    """Pictures that visitors' word can be taken for.

    Attributes:
        images: uint8 [n, 28, 28], normalised.
        labels: int64 [n], 0 to 9, or `NO_CLASS`.
        is_held_out: bool [n], whether it is kept from training; the content decides, so it is the same every time.
    """

    images: np.ndarray
    labels: np.ndarray
    is_held_out: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class CheckedFeedback:
    """What is learnt and measured, what is not, and where it came from."""

    source: str
    feedback: Feedback
    refused: tuple[Refusal, ...]

    def __str__(self) -> str:
        """Says what is learnt, what is held out, and of the rest each file and why."""
        kept, held_out = len(self.feedback), int(self.feedback.is_held_out.sum())
        counted = ", ".join(f"{name}: {count}" for name, count in count_labels(self.feedback).items())
        lines = [
            f"Feedback from {self.source}: {kept - held_out:,} pictures are learnt, {held_out:,} held out to measure on"
            f" ({counted or 'none'}), {len(self.refused):,} not taken."
        ]
        return "\n".join([*lines, *(f"  {refusal.file}: {refusal.reason}" for refusal in self.refused)])


@dataclass(frozen=True)
class _Read:
    """One picture that can be read."""

    file: str
    label: int
    image: np.ndarray

    @property
    def digest(self) -> bytes:
        """The same for pictures that models cannot tell apart."""
        return hashlib.sha256(self.image.tobytes()).digest()


def check_feedback(said: Sequence[SaidPicture], recognizer: Recognizer, source: str) -> CheckedFeedback:
    """Takes over what can be learnt, each picture once, and lists the rest.

    Args:
        said: what visitors said; see `read_feedback`.
        recognizer: models that visitors' words are held against.
        source: where it came from.
    """
    refused: list[Refusal] = []
    agreed = _agreed(list(_readable(said, refused)), refused)
    doubts = _doubts(agreed, recognizer)
    refused += [Refusal(file=agreed[row].file, reason=reason) for row, reason in doubts.items()]
    kept = [read for row, read in enumerate(agreed) if row not in doubts]
    feedback = Feedback(
        np.array([read.image for read in kept], np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE),
        np.array([read.label for read in kept], np.int64),
        np.array([read.digest[0] % _HELD_OUT == 0 for read in kept], bool),
    )
    return CheckedFeedback(source, feedback, tuple(refused))


def _readable(said: Sequence[SaidPicture], refused: list[Refusal]) -> Iterator[_Read]:
    for one in said:
        label = _LABELS.get(one.label) if isinstance(one.label, str) else None
        if label is None:
            reason = f"its label is {one.label!r}, neither a digit nor {NO_DIGIT!r}"
            refused.append(Refusal(file=one.file, reason=reason))
        elif one.content is None:
            refused.append(Refusal(file=one.file, reason="the picture is missing"))
        else:
            try:
                yield _Read(one.file, label, normalize_drawing(one.content))
            except DigitRecognizerError as error:
                refused.append(Refusal(file=one.file, reason=f"the picture cannot be used: {error}"))


def _agreed(read: Sequence[_Read], refused: list[Refusal]) -> list[_Read]:
    """Returns each picture once; of those that visitors called different things, none."""
    alike: dict[bytes, list[_Read]] = defaultdict(list)
    for one in read:
        alike[one.digest].append(one)
    for group in alike.values():
        names = sorted({_name(one.label) for one in group})
        if len(names) > 1:
            reason = f"visitors disagree: it was called {' and '.join(names)}"
            refused.extend(Refusal(file=one.file, reason=reason) for one in group)
    return [group[0] for group in alike.values() if len({one.label for one in group}) == 1]


def _doubts(read: Sequence[_Read], recognizer: Recognizer) -> dict[int, str]:
    """Returns why not to believe it, by row: every model reads one other digit, and the best of them is certain."""
    if not read:
        return {}
    images = np.stack([one.image for one in read])
    answers = np.stack([recognizer.predict_proba(images, info.name).argmax(axis=1) for info in recognizer.models])
    sure = recognizer.predict_proba(images).max(axis=1)
    is_digit = recognizer.digit_probability(images)
    doubts: dict[int, str] = {}
    for row, one in enumerate(read):
        taken_for, *others = np.unique(answers[:, row])
        is_certain = not others and sure[row] > _CERTAIN and (is_digit is None or is_digit[row] > _CERTAIN)
        if is_certain and taken_for != one.label:
            doubts[row] = (
                f"a visitor called it {_name(one.label)}, but all {len(answers)} models read {taken_for}, and "
                f"{recognizer.default_model} is certain"
            )
    return doubts


def _name(label: int) -> str:
    return NO_DIGIT if label == NO_CLASS else str(label)


def count_labels(feedback: Feedback) -> Mapping[str, int]:
    """Returns how many pictures there are of each digit and of what is none, without those that there are none of."""
    labels, counts = np.unique(feedback.labels, return_counts=True)
    return {_name(label): int(count) for label, count in zip(labels, counts, strict=True)}
