"""What the page shows for one drawing or picture: every model's ten probabilities, sent once."""

import base64
from collections.abc import Callable
from typing import Any

from PIL import Image

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.errors import DigitRecognizerError, NoInkError
from digit_recognizer.interface.components import AnswersPanel
from digit_recognizer.prediction import Prediction
from digit_recognizer.preprocessing import normalize_drawing
from digit_recognizer.recognizer import Recognizer

PROBABILITY_DECIMALS = 5
MILLISECOND_DECIMALS = 3
MNIST_SET = "mnist_test"
DRAWINGS_SET = "pen_strokes_heldout"


def answers_panel(recognizer: Recognizer) -> AnswersPanel:
    """Builds the panel for the models that `recognizer` holds."""
    models = [
        {
            "name": info.name,
            "title": info.title,
            "family": info.family,
            "mnist": info.metrics["sets"].get(MNIST_SET, {}).get("accuracy"),
            "drawings": info.metrics["sets"].get(DRAWINGS_SET, {}).get("accuracy"),
        }
        for info in recognizer.models
    ]
    return AnswersPanel(models, recognizer.default_model, elem_id="answers")


def answer_with(recognizer: Recognizer, read: Callable[[Any], Image.Image | None]) -> Callable[[Any], dict[str, Any]]:
    """Returns the function that the page calls with each update.

    Args:
        recognizer: the models that answer.
        read: turns what was sent into a picture, or None where nothing was.
    """

    def answer(payload: Any) -> dict[str, Any]:
        try:
            image = read(payload)
            if image is None:
                return {"state": "idle"}
            image28 = normalize_drawing(image)
        except NoInkError:
            return {"state": "blank"}
        except DigitRecognizerError as error:
            return {"state": "error", "message": str(error)}
        predictions = recognizer.compare_normalized(image28, CLASS_COUNT)
        return {
            "state": "answers",
            "image28": base64.b64encode(image28.tobytes()).decode(),
            # One judge speaks for all models.
            "is_digit": predictions[0].is_digit,
            "predictions": [_shown(prediction) for prediction in predictions],
        }

    return answer


def _shown(prediction: Prediction) -> dict[str, Any]:
    shares = {item.label: round(item.confidence, PROBABILITY_DECIMALS) for item in prediction.confidences}
    return {
        "model": prediction.model,
        "probabilities": [shares[label] for label in range(CLASS_COUNT)],
        "milliseconds": round(prediction.milliseconds, MILLISECOND_DECIMALS),
    }
