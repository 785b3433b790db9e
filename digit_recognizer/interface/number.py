"""The wide pad, on which a number is read digit by digit while one writes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import gradio as gr
from PIL import Image

from digit_recognizer.interface.answers import MILLISECOND_DECIMALS, PROBABILITY_DECIMALS, answer_with, answering
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.inputs import PAD_SIDE, drawing_pad, shelf
from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.interface.picture import read_photo
from digit_recognizer.interface.text import read_asset
from digit_recognizer.interface.why import why_part
from digit_recognizer.number.reading import Box, DigitReading, LineReading, NumberReading
from digit_recognizer.recognizer import Recognizer

NUMBER_WIDTH = 560  # in the pad's units: twice its height
PLACE_DECIMALS = 4


def number_panel(recognizer: Recognizer) -> None:
    """Adds the wide pad and, below it, the number that stands on it."""
    with gr.Column(elem_id="number-panel", elem_classes="way-in"):
        read = reading_with(recognizer)
        drawing_pad("number", NUMBER_WIDTH, "number_hint", read, model=recognizer.default_model)
        digit = answer_with(recognizer, read_drawing)
        place = {"pad": "number", "width": NUMBER_WIDTH, "height": PAD_SIDE}
        script = f"<script>{read_asset('number/sentence.js')}</script>"
        why_part(recognizer, "number", read_drawing)
        Part("number", head=script, server_functions=[digit], **place)
        shelf("number", NUMBER_WIDTH)


def number_offer(recognizer: Recognizer) -> Part:
    """Adds the offer to read several digits, drawn or photographed where one was expected, as a number."""
    read_number = answering(read_photo, lambda image, _: _shown(recognizer.read_number(image), image))
    read_number.__name__ = "read_number"  # what the page calls it
    return Part("offer", shift=(NUMBER_WIDTH - PAD_SIDE) / 2, server_functions=[read_number])


def reading_with(recognizer: Recognizer) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `answer` that the page calls with each update of the wide pad; `model` names who reads."""

    def work(image: Image.Image, sent: Mapping[str, Any]) -> dict[str, Any]:
        return _shown(recognizer.read_number(image, sent.get("model")), image)

    return answering(read_drawing, work)


def _shown(number: NumberReading, image: Image.Image) -> dict[str, Any]:
    return {
        "state": "number",
        "text": number.text,
        "probability": round(number.probability, PROBABILITY_DECIMALS),
        "digits": [
            _shown_digit(digit, image) | {"before": before, "line": place}
            for place, line in enumerate(number.lines)
            for before, digit in _with_signs(line)
        ],
        "signs": [{"text": sign.text, "box": _shares(sign.box, image)} for line in number.lines for sign in line.signs],
        "ignored": [_shares(box, image) for box in number.ignored],
        "milliseconds": round(number.milliseconds, MILLISECOND_DECIMALS),
    }


def _shown_digit(digit: DigitReading, image: Image.Image) -> dict[str, Any]:
    """One digit, with its box in shares of the picture's width and height: pads come in any size on screen."""
    best, rival = digit.confidences[:2]
    return {
        "label": best.label,
        "rival": rival.label,
        "confidence": round(best.confidence, PROBABILITY_DECIMALS),
        "is_digit": digit.is_digit,
        "box": _shares(digit.box, image),
    }


def _with_signs(line: LineReading) -> Iterator[tuple[str, DigitReading]]:
    """Yields each digit of a line with the signs before it; none stands after the last."""
    before = ""
    for part in line.parts:
        if isinstance(part, DigitReading):
            yield before, part
            before = ""
        else:
            before += part.text


def _shares(box: Box, image: Image.Image) -> list[float]:
    """Returns a box in shares of the picture's width and height."""
    return [round(edge / side, PLACE_DECIMALS) for edge, side in zip(box, image.size * 2, strict=True)]
