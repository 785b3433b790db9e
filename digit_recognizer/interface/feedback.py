"""Was it right? Visitors tap the digit they meant, and may take it back."""

from typing import Any

from digit_recognizer.errors import DigitRecognizerError, FeedbackError
from digit_recognizer.feedback import Feedback, kept_picture, verdict_on
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.recognizer import Recognizer


def feedback_part(recognizer: Recognizer, feedback: Feedback | None) -> Part | None:
    """Adds the question; nothing where nothing is kept.

    The page calls its two functions by name. They are no events, of which Gradio would drop one when two come quickly,
    and no part of the API.
    """
    if feedback is None:
        return None

    def keep_verdict(sent: Any) -> dict[str, Any]:
        """Keeps {picture, label}; what the models say to the picture is found out here, not taken from the page."""
        return _answered(_keep, recognizer, feedback, sent)

    def withdraw_verdict(sent: Any) -> dict[str, Any]:
        """Forgets the verdict on {image}, the name that `keep_verdict` answered."""
        return _answered(_withdraw, feedback, sent)

    return Part("feedback", repo=feedback.repo_id, server_functions=[keep_verdict, withdraw_verdict])


def _keep(recognizer: Recognizer, feedback: Feedback, sent: Any) -> dict[str, Any]:
    drawing = read_drawing(sent.get("picture")) if isinstance(sent, dict) and "label" in sent else None
    if drawing is None:
        raise FeedbackError("Send the picture, as a data URL, and its label: 0 to 9, or null for no digit.")
    picture = kept_picture(drawing)
    return {"state": "kept", "image": feedback.keep(picture, verdict_on(recognizer, picture, sent["label"]))}


def _withdraw(feedback: Feedback, sent: Any) -> dict[str, Any]:
    feedback.withdraw(sent.get("image") if isinstance(sent, dict) else None)
    return {"state": "withdrawn"}


def _answered(work: Any, *arguments: Any) -> dict[str, Any]:
    """Returns the outcome, or the refusal as a sentence."""
    try:
        return work(*arguments)
    except DigitRecognizerError as error:
        return {"state": "refused", "kind": type(error).__name__, "message": str(error)}
