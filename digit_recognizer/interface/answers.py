"""What the page shows for one drawing or picture: every model's ten probabilities, sent once."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.choice import ChosenDigit
from digit_recognizer.contract import CLASS_COUNT, MNIST_TEST, PEN_STROKES
from digit_recognizer.errors import DigitRecognizerError, NoInkError
from digit_recognizer.interface.components import Part
from digit_recognizer.prediction import Prediction
from digit_recognizer.recognizer import Recognizer

PROBABILITY_DECIMALS = 5
MILLISECOND_DECIMALS = 3
IDLE = {"state": "idle"}


def jury_panel(recognizer: Recognizer) -> Part:
    """Adds the vote of all models: a headline, a tile for each, and the probabilities of the one in focus."""
    return Part("jury", models=_described(recognizer), default_model=recognizer.default_model)


def answers_panel(recognizer: Recognizer) -> Part:
    """Adds the panel that shows two models large and sums up what all of them say."""
    return Part("answers", models=_described(recognizer), default_model=recognizer.default_model)


def models_list(recognizer: Recognizer) -> Part:
    """Adds the list of all models, which follows the panel's answers."""
    return Part("zoo", models=_described(recognizer), default_model=recognizer.default_model)


def accuracy_shown(info: ModelInfo) -> float:
    """Returns the accuracy by which the page orders its models: on drawings, else on MNIST."""
    return _accuracy(info, PEN_STROKES) or _accuracy(info, MNIST_TEST) or 0


def _accuracy(info: ModelInfo, name: str) -> float | None:
    return info.metrics["sets"].get(name, {}).get("accuracy")


def _described(recognizer: Recognizer) -> list[dict[str, Any]]:
    return [
        {
            "name": info.name,
            "title": info.title,
            "family": info.family,
            "mnist": _accuracy(info, MNIST_TEST),
            "drawings": _accuracy(info, PEN_STROKES),
        }
        for info in recognizer.models
    ]


def answer_with(recognizer: Recognizer, read: Callable[[Any], Image.Image | None]) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `answer` that the page calls with each update.

    Args:
        recognizer: the models that answer.
        read: turns the `picture` that was sent into an image, or None where nothing was.
    """
    return answering(read, lambda image, _: answers_to(recognizer, recognizer.find_digit(image)))


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


def answers_to(recognizer: Recognizer, digit: ChosenDigit) -> dict[str, Any]:
    """Returns what every model answers to a digit that was found."""
    predictions = recognizer.compare_found(digit, CLASS_COUNT)
    return {
        "state": "answers",
        "image28": base64.b64encode(digit.image28.tobytes()).decode(),
        # One detector speaks for all models.
        "is_digit": predictions[0].is_digit,
        "predictions": [_shown(prediction) for prediction in predictions],
    }


def _shown(prediction: Prediction) -> dict[str, Any]:
    shares = {item.label: round(item.confidence, PROBABILITY_DECIMALS) for item in prediction.confidences}
    return {
        "model": prediction.model,
        "probabilities": [shares[label] for label in range(CLASS_COUNT)],
        "milliseconds": round(prediction.milliseconds, MILLISECOND_DECIMALS),
    }
