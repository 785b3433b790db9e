"""How the library's errors reach a visitor or a caller: as one sentence, never as a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from digit_recognizer.errors import DigitRecognizerError, GradioVersionError

FAULT_TITLE = "ServerError"
FAULT = "The server failed on this call; its log says where. Try again, or send another picture."


@contextmanager
def explained() -> Iterator[None]:
    """Turns the library's errors into Gradio's, whose text is shown to visitors and returned to callers."""
    try:
        yield
    except DigitRecognizerError as error:
        raise gr.Error(str(error), print_exception=False, title=type(error).__name__) from error


def require_of_gradio(is_there: bool, what: str) -> None:
    """Stops the app before it starts where Gradio has moved what is replaced in it: it would serve without a word.

    Raises:
        GradioVersionError: it is not there.
    """
    if not is_there:
        raise GradioVersionError(
            f"Gradio {gr.__version__} has no {what}, which this app replaces. Install the Gradio that requirements.txt "
            "names."
        )
