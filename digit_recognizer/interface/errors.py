"""How the library's errors reach a visitor or a caller: as one sentence, never as a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from digit_recognizer.errors import DigitRecognizerError


@contextmanager
def explained() -> Iterator[None]:
    """Turns the library's errors into Gradio's, whose text is shown to visitors and returned to callers."""
    try:
        yield
    except DigitRecognizerError as error:
        raise gr.Error(str(error), print_exception=False, title=type(error).__name__) from error
