"""What the page shows for one drawing or picture: every model's ten probabilities and one explanation, sent once."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PIL import Image

from digit_recognizer.contract import CLASS_COUNT, MNIST_TEST, PEN_STROKES
from digit_recognizer.errors import DigitRecognizerError, NoInkError
from digit_recognizer.explanation.explanation import Explanation, Tipping
from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.interface.components import Part
from digit_recognizer.prediction import Prediction
from digit_recognizer.recognizer import Recognizer

PROBABILITY_DECIMALS = 5
MILLISECOND_DECIMALS = 3
IDLE = {"state": "idle"}
_MAX_BYTE = 127


def jury_panel(recognizer: Recognizer) -> Part:
    """Adds the vote of all models: a headline, a tile for each, and the probabilities of the one in focus."""
    return Part("jury", models=_described(recognizer), default_model=recognizer.default_model)


def answers_panel(recognizer: Recognizer) -> Part:
    """Adds the panel that shows two models large and sums up what all of them say."""
    return Part("answers", models=_described(recognizer), default_model=recognizer.default_model)


def models_list(recognizer: Recognizer) -> Part:
    """Adds the list of all models, which follows the panel's answers."""
    return Part("zoo", models=_described(recognizer), default_model=recognizer.default_model)


def _described(recognizer: Recognizer) -> list[dict[str, Any]]:
    return [
        {
            "name": info.name,
            "title": info.title,
            "family": info.family,
            "mnist": info.metrics["sets"].get(MNIST_TEST, {}).get("accuracy"),
            "drawings": info.metrics["sets"].get(PEN_STROKES, {}).get("accuracy"),
        }
        for info in recognizer.models
    ]


def answer_with(recognizer: Recognizer, read: Callable[[Any], Image.Image | None]) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `answer` that the page calls with each update.

    Args:
        recognizer: the models that answer.
        read: turns the `picture` that was sent into an image, or None where nothing was.
    """
    return answering(read, lambda image, sent: answers_to(recognizer, normalize_drawing(image), sent))


def answering(
    read: Callable[[Any], Image.Image | None], work: Callable[[Image.Image, Mapping[str, Any]], dict[str, Any]]
) -> Callable[[Any], dict[str, Any]]:
    """Returns a function `answer`, which a way in asks: it says in a `state` what there is, or why there is nothing.

    Args:
        read: turns the `picture` that was sent into an image, or None where nothing was.
        work: makes the answer of that image and of all that was sent.
    """

    def answer(payload: Any) -> dict[str, Any]:
        sent = payload if isinstance(payload, dict) else {}
        try:
            image = read(sent.get("picture"))
            return IDLE if image is None else work(image, sent)
        except NoInkError:
            return {"state": "blank"}
        except DigitRecognizerError as error:
            return {"state": "error", "kind": type(error).__name__, "message": str(error)}

    return answer


def answers_to(recognizer: Recognizer, image28: np.ndarray, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what every model answers to a normalised image and, where `explain` names one, why that one does."""
    predictions = recognizer.compare_normalized(image28, CLASS_COUNT)
    answers: dict[str, Any] = {
        "state": "answers",
        "image28": base64.b64encode(image28.tobytes()).decode(),
        # One detector speaks for all models.
        "is_digit": predictions[0].is_digit,
        "predictions": [_shown(prediction) for prediction in predictions],
    }
    if explained := sent.get("explain"):
        answers["explanation"] = _shown_explanation(recognizer.explain_normalized(image28, explained))
    return answers


def _shown(prediction: Prediction) -> dict[str, Any]:
    shares = {item.label: round(item.confidence, PROBABILITY_DECIMALS) for item in prediction.confidences}
    return {
        "model": prediction.model,
        "probabilities": [shares[label] for label in range(CLASS_COUNT)],
        "milliseconds": round(prediction.milliseconds, MILLISECOND_DECIMALS),
    }


def _shown_explanation(explanation: Explanation) -> dict[str, Any]:
    """Contributions as signed bytes, the largest of either sign as 127: a picture needs no more."""
    contributions = explanation.contributions
    scaled = np.rint(contributions / max(float(np.abs(contributions).max()), 1e-9) * _MAX_BYTE).astype(np.int8)
    return {
        "model": explanation.model,
        "label": explanation.label,
        "rival": explanation.rival,
        "contributions": base64.b64encode(scaled.tobytes()).decode(),
        "tipping": [_shown_tipping(tipping) for tipping in explanation.tipping],
    }


def _shown_tipping(tipping: Tipping) -> dict[str, Any]:
    box = tipping.box
    return {
        "kind": tipping.kind,
        "box": [box.left, box.top, box.right, box.bottom],
        "is_enough": tipping.is_enough,
    }
