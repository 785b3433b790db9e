"""The wide pad, on which a number is read digit by digit while one writes."""

import time
from collections.abc import Callable
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from digit_recognizer.errors import DigitRecognizerError, NoInkError
from digit_recognizer.interface.answers import IDLE, MILLISECOND_DECIMALS, PROBABILITY_DECIMALS
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.inputs import LIVE, drawing_pad, shelf
from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.interface.text import read_asset
from digit_recognizer.number.path import best_path
from digit_recognizer.number.reading import Segmentation, segment
from digit_recognizer.recognizer import Recognizer

NUMBER_WIDTH = 560  # in the pad's units: twice its height
PLACE_DECIMALS = 4


def number_panel(recognizer: Recognizer) -> None:
    """Adds the wide pad and, below it, the number that stands on it."""
    with gr.Column(elem_id="number-panel", elem_classes="way-in"):
        pad = drawing_pad("number", NUMBER_WIDTH, "number_hint")
        reading = Part("number", pad="number", page_style=read_asset("number/panel.css"))
        shelf("number", NUMBER_WIDTH)
    pad.change(reading_with(recognizer), pad, reading, **LIVE)


def reading_with(recognizer: Recognizer) -> Callable[[Any], dict[str, Any]]:
    """Returns the function that the page calls with each update of the wide pad.

    It reads as `Recognizer.read_number` does, and says of each digit whether it is one at all, too.
    """
    threshold = _rejection_threshold(recognizer)

    def read(payload: Any) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            image = read_drawing(payload.get("picture") if isinstance(payload, dict) else None)
            if image is None:
                return IDLE
            answer = _shown(segment(image, recognizer), image, threshold)
        except NoInkError:
            return {"state": "blank"}
        except DigitRecognizerError as error:
            return {"state": "error", "kind": type(error).__name__, "message": str(error)}
        return answer | {"milliseconds": round((time.perf_counter() - started) * 1000, MILLISECOND_DECIMALS)}

    return read


def _rejection_threshold(recognizer: Recognizer) -> float | None:
    """The least probability of what is taken for a digit: the default model's, or the first that judges."""
    by_rank = sorted(recognizer.models, key=lambda info: info.name != recognizer.default_model)
    return next((info.rejection_threshold for info in by_rank if info.rejection_threshold is not None), None)


def _shown(found: Segmentation, image: Image.Image, threshold: float | None) -> dict[str, Any]:
    path = best_path(found.candidates.runs, found.measures, found.weights)
    digits = [_shown_digit(found, index, image, threshold) for index in path.chosen]
    best = found.probabilities[list(path.chosen)].max(axis=1)
    return {
        "state": "number",
        "text": "".join(str(digit["label"]) for digit in digits),
        "probability": round(path.probability * float(np.prod(best)), PROBABILITY_DECIMALS),
        "digits": digits,
    }


def _shown_digit(found: Segmentation, index: int, image: Image.Image, threshold: float | None) -> dict[str, Any]:
    """One digit, with its box in shares of the picture's width and height: pads come in any size on screen."""
    probabilities = found.probabilities[index]
    label, rival = np.argsort(-probabilities, kind="stable")[:2].tolist()
    is_judged = found.digit_probability is not None and threshold is not None
    sides = image.size * 2
    return {
        "label": label,
        "rival": rival,
        "confidence": round(float(probabilities[label]), PROBABILITY_DECIMALS),
        "is_digit": bool(found.digit_probability[index] >= threshold) if is_judged else None,
        "box": [round(edge / side, PLACE_DECIMALS) for edge, side in zip(found.box(index), sides, strict=True)],
    }
