"""The wide pad, on which a number is read digit by digit while one writes."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from PIL import Image

from digit_recognizer.interface.answers import MILLISECOND_DECIMALS, PROBABILITY_DECIMALS, answering
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.inputs import drawing_pad, shelf
from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.number.reading import DigitReading, NumberReading
from digit_recognizer.recognizer import Recognizer

NUMBER_WIDTH = 560  # in the pad's units: twice its height
PLACE_DECIMALS = 4


def number_panel(recognizer: Recognizer) -> None:
    """Adds the wide pad and, below it, the number that stands on it."""
    with gr.Column(elem_id="number-panel", elem_classes="way-in"):
        drawing_pad("number", NUMBER_WIDTH, "number_hint", reading_with(recognizer))
        Part("number", pad="number")
        shelf("number", NUMBER_WIDTH)


def reading_with(recognizer: Recognizer) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `answer` that the page calls with each update of the wide pad."""
    return answering(read_drawing, lambda image, _: _shown(recognizer.read_number(image), image))


def _shown(number: NumberReading, image: Image.Image) -> dict[str, Any]:
    return {
        "state": "number",
        "text": number.text,
        "probability": round(number.probability, PROBABILITY_DECIMALS),
        "digits": [_shown_digit(digit, image) for digit in number.digits],
        "milliseconds": round(number.milliseconds, MILLISECOND_DECIMALS),
    }


def _shown_digit(digit: DigitReading, image: Image.Image) -> dict[str, Any]:
    """One digit, with its box in shares of the picture's width and height: pads come in any size on screen."""
    best, rival = digit.confidences[:2]
    sides = image.size * 2
    return {
        "label": best.label,
        "rival": rival.label,
        "confidence": round(best.confidence, PROBABILITY_DECIMALS),
        "is_digit": digit.is_digit,
        "box": [round(edge / side, PLACE_DECIMALS) for edge, side in zip(digit.box, sides, strict=True)],
    }
