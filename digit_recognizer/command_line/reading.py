"""`digits read`: reads picture after picture and goes on when one cannot be read."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tqdm import tqdm

from digit_recognizer.command_line.formats import Format, Layout, percent, printable, write_line
from digit_recognizer.command_line.pictures import STDIN, Picture, list_pictures
from digit_recognizer.errors import DigitRecognizerError, InvalidImageError
from digit_recognizer.number import NumberReading
from digit_recognizer.prediction import Prediction
from digit_recognizer.recognizer import Recognizer

FEW_PICTURES = 5
MAX_NAME_WIDTH = 60
PERCENT_WIDTH = len("100.0%")
PROBABILITY_DECIMALS = 6

Digit: TypeAlias = tuple[str, Prediction]
Number: TypeAlias = tuple[str, NumberReading]


@dataclass(frozen=True)
class Task:
    """What is done with each picture's bytes, and how the answers are laid out."""

    read: Callable[[bytes], Any]
    layout: Layout[Any]


@dataclass(frozen=True)
class Answered:
    """The line of one picture: its answer, or why there is none."""

    line: str
    is_failure: bool = False


def read_pictures(options: argparse.Namespace) -> int:
    """Reads every picture that was named and prints its answer, or why there is none.

    Returns:
        1 when a picture could not be read, else 0.

    Raises:
        UnknownModelError: no model has the name that was given.
        BundleError: the weights are missing or damaged.
    """
    if options.pictures.count(STDIN) > 1:
        options.parser.error(f"standard input ({STDIN}) can be read only once; name it once")
    recognizer = Recognizer.load()
    model = recognizer.model(options.model).name
    pictures = list_pictures(options.pictures)
    task = task_of(
        recognizer,
        model,
        number=options.number,
        digits_only=options.digits_only,
        top_k=options.top_k,
        name_width=_name_width(pictures),
    )
    for line in task.layout.opening(options.format):
        write_line(line, sys.stdout)
    failures = 0
    is_quiet = len(pictures) <= FEW_PICTURES or not sys.stderr.isatty()
    for picture in tqdm(pictures, desc="reading", unit="picture", file=sys.stderr, disable=is_quiet, leave=False):
        answered = answer_of(task, picture.name, content_of(picture), options.format)
        failures += answered.is_failure
        write_line(answered.line, sys.stderr if answered.is_failure else sys.stdout)
    return 1 if failures else 0


def answer_of(task: Task, name: str, content: bytes | str, written_as: Format) -> Answered:
    """Reads one picture.

    Args:
        task: what is done with it.
        name: what it is called.
        content: its bytes, or why there are none.
        written_as: the form of an answer.
    """
    try:
        if isinstance(content, str):
            raise InvalidImageError(content)
        answer = task.read(content)
    except DigitRecognizerError as error:
        return Answered(f"{printable(name)}: {' '.join(str(error).split())}", is_failure=True)
    return Answered(task.layout.line((name, answer), written_as))


def content_of(picture: Picture) -> bytes | str:
    """Returns a picture's bytes, or why there are none."""
    try:
        return picture.read()
    except InvalidImageError as error:
        return str(error)


def task_of(
    recognizer: Recognizer, model: str, *, number: bool, digits_only: bool, top_k: int, name_width: int = 0
) -> Task:
    """Returns what is done with each picture, as the options of the command ask."""
    if number:
        return Task(
            lambda content: recognizer.read_number(content, model, digits_only),
            number_layout(top_k, name_width),
        )
    return Task(lambda content: recognizer.predict(content, model, top_k), digit_layout(top_k, name_width))


def _name_width(pictures: list[Picture]) -> int:
    return min(max(len(printable(picture.name)) for picture in pictures), MAX_NAME_WIDTH)


def digit_layout(top_k: int, name_width: int = 0) -> Layout[Digit]:
    """Returns how single digits are written, each with its `top_k` most probable readings."""
    more = [f"{column}_{rank}" for rank in range(2, top_k + 1) for column in ("digit", "probability")]

    def row(answer: Digit) -> list[Any]:
        name, prediction = answer
        [first, *others] = [
            (item.label, round(item.confidence, PROBABILITY_DECIMALS)) for item in prediction.confidences
        ]
        judged = prediction.digit_probability
        judgement = (prediction.is_digit, None if judged is None else round(judged, PROBABILITY_DECIMALS))
        return [name, *first, *judgement, prediction.model, *[value for pair in others for value in pair]]

    def cells(answer: Digit) -> list[str]:
        name, prediction = answer
        ranked = [(str(item.label), _share(item.confidence)) for item in prediction.confidences]
        doubt = ["not a digit?"] if prediction.is_digit is False else []
        return [printable(name), *[cell for pair in ranked for cell in pair], *doubt]

    return Layout(
        record=lambda answer: {"picture": answer[0], **answer[1].to_dict()},
        columns=["picture", "digit", "probability", "is_digit", "digit_probability", "model", *more],
        row=row,
        cells=cells,
        widths=[name_width],
    )


def number_layout(top_k: int, name_width: int = 0) -> Layout[Number]:
    """Returns how whole numbers are written; in JSON each digit has its `top_k` most probable readings."""

    def record(answer: Number) -> dict[str, Any]:
        name, number = answer
        content = number.to_dict()
        lines = [line | {"digits": _shortened(line["digits"], top_k)} for line in content["lines"]]
        return {"picture": name, **content, "digits": _shortened(content["digits"], top_k), "lines": lines}

    def row(answer: Number) -> list[Any]:
        name, number = answer
        judged = [digit.is_digit for digit in number.digits]
        all_digits = None if None in judged else all(judged)
        return [name, number.text, round(number.probability, PROBABILITY_DECIMALS), all_digits, number.model]

    def cells(answer: Number) -> list[str]:
        name, number = answer
        doubtful = [str(place) for place, digit in enumerate(number.digits, 1) if digit.is_digit is False]
        doubt = [f"not a digit? (place {', '.join(doubtful)})"] if doubtful else []
        return [printable(name), " / ".join(number.text.splitlines()), _share(number.probability), *doubt]

    return Layout(
        record=record,
        columns=["picture", "number", "probability", "all_digits", "model"],
        row=row,
        cells=cells,
        widths=[name_width],
    )


def _shortened(digits: list[dict[str, Any]], top_k: int) -> list[dict[str, Any]]:
    """Returns digits with no more than `top_k` of their readings each."""
    return [digit | {"confidences": digit["confidences"][:top_k]} for digit in digits]


def _share(probability: float) -> str:
    return percent(probability).rjust(PERCENT_WIDTH)
