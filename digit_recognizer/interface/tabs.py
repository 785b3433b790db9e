"""The two ways in: drawing on the pad, and a picture from a file, the clipboard or a camera."""

from collections.abc import Callable

import gradio as gr

from digit_recognizer.interface.components import AnswersPanel, DrawingPad, PictureInput
from digit_recognizer.interface.text import fallback_texts

LIVE = {"trigger_mode": "always_last", "show_progress": "hidden", "queue": False, "api_visibility": "private"}


def input_tabs(answer: Callable, answers: AnswersPanel) -> None:
    """Adds both tabs; whichever is in front decides what `answers` shows.

    Args:
        answer: takes a PIL image, None, or the error that a picture gave, and returns the panel's value.
        answers: the panel, rendered elsewhere.
    """
    text = fallback_texts()
    with gr.Tabs(elem_classes="input-tabs"):
        with gr.Tab(text["draw_tab"]) as draw_tab:
            pad = DrawingPad(elem_id="pad")
        with gr.Tab(text["picture_tab"]) as picture_tab:
            picture = PictureInput(
                label=text["picture_label"],
                show_label=False,
                sources=["upload", "clipboard", "webcam"],
                buttons=[],
                elem_id="picture",
            )
    pad.change(answer, pad, answers, **LIVE)
    picture.change(answer, picture, answers, **LIVE)
    draw_tab.select(answer, pad, answers, **LIVE)
    picture_tab.select(answer, picture, answers, **LIVE)
