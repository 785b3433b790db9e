"""The two ways in: drawing on the pad, and a picture from a file, the clipboard or a camera."""

import gradio as gr

from digit_recognizer.interface.answers import answer_with
from digit_recognizer.interface.components import AnswersPanel, DrawingPad, PictureInput
from digit_recognizer.interface.payloads import read_drawing, read_picture
from digit_recognizer.interface.text import fallback_texts
from digit_recognizer.recognizer import Recognizer

LIVE = {
    "trigger_mode": "always_last",
    "show_progress": "hidden",
    "queue": False,
    "preprocess": False,
    "postprocess": False,
    "api_visibility": "private",
}


def input_tabs(recognizer: Recognizer, answers: AnswersPanel) -> None:
    """Adds both tabs; whichever is in front decides what `answers` shows.

    Args:
        recognizer: the models that answer.
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
    for tab, component, read in ((draw_tab, pad, read_drawing), (picture_tab, picture, read_picture)):
        answer = answer_with(recognizer, read)
        component.change(answer, component, answers, **LIVE)
        tab.select(answer, component, answers, **LIVE)
