"""Every kind of picture that is measured: how it is composed, what is asked of it, and which answer is right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit
from training.evaluation.picture_answers import DIGIT, NUMBER, Answer
from training.synthesis.numbers import HELDOUT_WRITERS, NumberStyle, compose_number, digits_of
from training.synthesis.pictures.kinds import KINDS, compose_kind
from training.synthesis.sheets import compose_sheets

Pictures = Iterator[tuple[np.ndarray, str]]

_PHOTO = NumberStyle(photographed=1.0)
_PHOTO_APART = NumberStyle(gap=(0.4, 1.2), touching=0.0, photographed=1.0)
_DRAWING_APART = NumberStyle(gap=(0.4, 2.0), touching=0.0, photographed=0.0)
_SHEETS = {
    "several_lines": "several lines",
    "signed": "sign or separator",
    "boxed": "box for each digit",
    "comb": "comb for digits",
    "scanned": "scanned id or phone number",
    "alone": "one digit, read as a number",
    "pale": "pale thin strokes",
    "slanted": "slanted line",
    "lettered": "letter a or e beside digits",
}
_AS_ONE_DIGIT = {"several_lines": "several lines, read as one digit", "boxed": "boxed digits, read as one digit"}


@dataclass(frozen=True)
class PictureSource:
    """What pictures are composed of.

    Attributes:
        digits: pen digits of the writers that no model has seen.
        images: images as MNIST has them, that nothing was tried out on.
        pen_strokes: the pen strokes' folder; see `load_pen_strokes`.
    """

    digits: Sequence[PenDigit]
    images: LabelledImages
    pen_strokes: Path | None


@dataclass(frozen=True)
class MeasuredKind:
    """One kind of picture.

    Attributes:
        name: in the table.
        task: what the reader is asked: `DIGIT` or `NUMBER`.
        compose: yields as many pictures as asked for, by a seed, and what each shows.
        is_right: whether an answer is, given what the picture shows.
    """

    name: str
    task: str
    compose: Callable[[PictureSource, int, int], Pictures]
    is_right: Callable[[Answer, str], bool]

    def encoded(self, source: PictureSource, count: int, seed: int) -> tuple[list[bytes], list[str]]:
        """Composes pictures, encodes them as PNG, and says what they show."""
        pictures, texts = zip(*self.compose(source, count, seed), strict=True)
        return [cv2.imencode(".png", picture[..., ::-1])[1].tobytes() for picture in pictures], list(texts)


def _spells(answer: Answer, text: str) -> bool:
    return answer["text"] == text


def _spells_in_digits(answer: Answer, text: str) -> bool:
    """Whether what is taken for digits is: letters may be answered, with a doubt."""
    return answer["digits"] == text


def _refuses(answer: Answer, _: str) -> bool:
    return answer["text"] is not None and answer["is_doubted"]


def _single(kind: str, source: PictureSource, count: int, seed: int) -> Pictures:
    for picture in compose_kind(kind, count, seed, source.digits, source.images):
        yield picture.picture, str(picture.label)


def _sheets(kind: str, source: PictureSource, count: int, seed: int) -> Pictures:
    for sheet in compose_sheets(kind, count, HELDOUT_WRITERS, seed, source.pen_strokes):
        yield sheet.canvas, sheet.text


def _numbers(style: NumberStyle, source: PictureSource, count: int, seed: int) -> Pictures:
    rng, by_writer = np.random.default_rng(seed), digits_of(HELDOUT_WRITERS, source.pen_strokes)
    for _ in range(count):
        number = compose_number(rng, by_writer[rng.integers(len(by_writer))], style=style)
        yield number.canvas, number.text


MEASURED = (
    *(MeasuredKind(kind, DIGIT, partial(_single, kind), _spells) for kind in KINDS),
    *(
        MeasuredKind(name, NUMBER, partial(_sheets, kind), _spells_in_digits if kind == "lettered" else _spells)
        for kind, name in _SHEETS.items()
    ),
    *(
        MeasuredKind(f"{name}, read as one digit", DIGIT, partial(_numbers, style), _refuses)
        for name, style in (
            ("photo of a number", _PHOTO),
            ("photo of digits far apart", _PHOTO_APART),
            ("drawing of digits far apart", _DRAWING_APART),
        )
    ),
    *(MeasuredKind(name, DIGIT, partial(_sheets, kind), _refuses) for kind, name in _AS_ONE_DIGIT.items()),
)
