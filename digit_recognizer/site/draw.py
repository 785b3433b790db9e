"""What the site's first page is made of: the parts of the app's page that ask no server, and one of its own."""

from collections.abc import Mapping

import gradio as gr

from digit_recognizer.interface import (
    ROOMS,
    Part,
    answers_panel,
    challenges_part,
    how_it_works,
    jury_panel,
    models_list,
    page_footer,
    share_part,
    visit_part,
    why_part,
)
from digit_recognizer.interface.inputs import PAD_SIDE, WELCOMES, read_examples, shelf
from digit_recognizer.interface.room_pages import AS_FILES
from digit_recognizer.recognizer import Recognizer

LIGHT_MODEL = "cnn_tiny"  # it weighs little, and judges whether a drawing is a digit


async def draw_page(recognizer: Recognizer, links: Mapping[str, str], full_app: str) -> gr.Blocks:
    """Puts the parts together as `app.py` does.

    Within an event loop, or Gradio would open one for its queue, and never close it.

    Args:
        recognizer: the models that the page names.
        links: the footer's addresses by name.
        full_app: address of the app that reads numbers and photos too; '' where there is none.
    """
    with gr.Blocks(analytics_enabled=False) as page:
        Part("skip")
        with gr.Row(elem_classes="first-line"):
            Part("header", rooms=[room.name for room in ROOMS], ending=AS_FILES.ending)
            Part("language")
        with gr.Row(elem_classes="stage"):
            with gr.Column(elem_classes="input-side"), gr.Group(elem_classes="inputs"):
                _draw_panel(recognizer)
            jury_panel(recognizer)
        share_part(recognizer)
        with gr.Row(elem_classes="details"):
            answers_panel(recognizer)
            models_list(recognizer)
        challenges_part(recognizer)
        Part("site", full_app=full_app, models=_loaded_in_turn(recognizer))
        how_it_works(recognizer)
        page_footer(recognizer.bundle, links)
        # Last, for it puts back what the other parts hold.
        visit_part(recognizer, page)
    return page


def _draw_panel(recognizer: Recognizer) -> None:
    """Adds the pad for digits, why its drawing is read as it is, and what can be put on it."""
    with gr.Column(elem_id="draw-panel", elem_classes="way-in"):
        place = {"elem_id": "draw-pad", "name": "draw", "width": PAD_SIDE, "height": PAD_SIDE}
        # Models come one by one, and answer as they come: the pad is not told which there are.
        Part("pad", hint="pad_hint", **place)
        why_part(recognizer, "draw")
        shelf("draw", PAD_SIDE)
        Part("welcome", pad="draw", examples=read_examples("draw")[:WELCOMES])


def _loaded_in_turn(recognizer: Recognizer) -> list[dict[str, str]]:
    """Returns the models in the order in which browsers fetch them.

    A light one answers first; then comes the one in focus, and the others, the lightest first.
    """
    first = {LIGHT_MODEL: -2, recognizer.default_model: -1}
    models = sorted(recognizer.models, key=lambda info: (first.get(info.name, 0), info.graph.bytes))
    return [{"name": info.name, "title": info.title} for info in models]
