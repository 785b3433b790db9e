"""Refusals as JSON, in the form in which Gradio answers a call: a sentence in `error`, its kind in `title`."""

from starlette.responses import JSONResponse

from digit_recognizer.interface.errors import FAULT, FAULT_TITLE

NOT_FOUND_TITLE = "NotFoundError"


def refusal(status: int, title: str, sentence: str) -> JSONResponse:
    """Returns an answer that says what was wrong, and what to do."""
    return JSONResponse({"error": sentence, "title": title}, status_code=status)


def not_found(sentence: str) -> JSONResponse:
    """Returns the refusal of what does not exist."""
    return refusal(404, NOT_FOUND_TITLE, sentence)


def fault() -> JSONResponse:
    """Returns the answer where the server is at fault; it says nothing of the server's inside."""
    return refusal(500, FAULT_TITLE, FAULT)
