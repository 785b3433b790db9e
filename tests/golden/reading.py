"""Reads golden pictures and says what was answered: the only place that knows the library's functions."""

import dataclasses
import hashlib
from functools import cache
from typing import Any

import numpy as np

from digit_recognizer import DigitRecognizerError, Recognizer
from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.image.location import locate_digit

MODEL = "cnn"
WITHOUT_DETECTOR = "lenet"  # says nothing of what is no digit

Record = dict[str, Any]


@cache
def recognizer(model: str = MODEL, has_line_reader: bool = True) -> Recognizer:
    """Opens one model alone, which takes a tenth of the time that all take."""
    bundle = Bundle.open()
    manifest = dataclasses.replace(
        bundle.manifest,
        default_model=model,
        models=tuple(info for info in bundle.manifest.models if info.name == model),
        line_reader=bundle.manifest.line_reader if has_line_reader else None,
    )
    return Recognizer(dataclasses.replace(bundle, manifest=manifest))


def read_picture(picture: Any, is_number: bool) -> Record:
    """Returns everything that is answered to one picture, as JSON holds it.

    Args:
        picture: whatever `normalize_drawing` takes.
        is_number: whether to read it by the parts alone, too, as bundles without a judge and a line reader do.
    """
    record = {"digit": _answered(_read_digit, picture), "number": _answered(_read_number, picture, MODEL, True)}
    return record | ({"by parts": _answered(_read_number, picture, WITHOUT_DETECTOR, False)} if is_number else {})


def _answered(read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except DigitRecognizerError as error:
        return type(error).__name__
    except Exception as error:  # what must never happen is an answer, too: a change must not bring it about or move it
        return f"unexpected {type(error).__name__}"


def _read_digit(picture: Any) -> Record:
    chosen = recognizer().find_digit(picture)
    image28, place = chosen.image28, locate_digit(chosen.found)
    [prediction] = recognizer().compare_found(chosen, top_k=CLASS_COUNT)
    return {
        "image": _digest(image28),
        "mask": _digest(place.mask),
        "box": [round(share, 4) for share in place.box],
        "label": prediction.label,
        "is_digit": prediction.is_digit,
        "doubt": round(prediction.digit_probability, 3),
        "probabilities": [round(item.confidence, 3) for item in prediction.confidences],
    }


def _read_number(picture: Any, model: str, has_line_reader: bool) -> Record:
    reading = recognizer(model, has_line_reader).read_number(picture)
    return {
        "text": reading.text,
        "probability": round(reading.probability, 3),
        "digits": [
            {
                "box": list(digit.box),
                "is_digit": digit.is_digit,
                "doubt": None if digit.digit_probability is None else round(digit.digit_probability, 3),
                "confidence": round(digit.confidences[0].confidence, 3),
                "next": [digit.confidences[1].label, round(digit.confidences[1].confidence, 3)],
            }
            for digit in reading.digits
        ],
    }


def _digest(image: np.ndarray) -> str:
    return hashlib.sha256(repr(image.shape).encode() + np.ascontiguousarray(image).tobytes()).hexdigest()[:12]
