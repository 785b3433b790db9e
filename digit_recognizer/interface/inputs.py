"""The ways in: the pad, the wide pad for numbers, and pictures. Each asks for answers with every change."""

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from digit_recognizer.interface.answers import answer_with
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.interface.text import read_asset
from digit_recognizer.interface.why import why_part
from digit_recognizer.recognizer import Recognizer

PAD_SIDE = 280
WELCOMES = 3  # examples that draw themselves for a first visitor


def drawing_pad(name: str, width: int, hint: str, answer: Callable[[Any], dict[str, Any]], **options: Any) -> Part:
    """Adds a pad of the given width in units, as high as the pad for digits.

    Args:
        name: what other parts of the page call it; its id is `<name>-pad`.
        width: in the pad's units; its height is `PAD_SIDE`.
        hint: key of the text that stands on it while it is empty.
        answer: a function of that name, which its script asks. Events would pass through all of the page's state, which
            takes as long as the answer.
        **options: further values for its script.
    """
    place = {"elem_id": f"{name}-pad", "name": name, "width": width, "height": PAD_SIDE, "hint": hint}
    return Part("pad", server_functions=[answer], **place, **options)


def shelf(name: str, width: int) -> Part:
    """Adds what can be put on a pad with one tap, and the link that reopens its drawing.

    Args:
        name: the pad's name; its examples lie in `assets/examples/<name>.json`.
        width: the pad's width in units.
    """
    place = {"elem_id": f"{name}-shelf", "pad": name, "width": width, "height": PAD_SIDE}
    script = f"<script>{read_asset('shelf/drawings.js')}</script>"
    return Part("shelf", head=script, examples=read_examples(name), **place)


def read_examples(name: str) -> list[dict[str, Any]]:
    """Reads drawings made by this project: `name`, brush `width`, and strokes of points [x, y] in the pad's units."""
    return json.loads(read_asset(f"examples/{name}.json"))


def names(recognizer: Recognizer) -> list[str]:
    """Returns the names of the models that answer, by which the page knows whether it was made for them."""
    return [info.name for info in recognizer.models]


def visit_part(recognizer: Recognizer, demo: gr.Blocks) -> Part:
    """Adds what opens links and puts back after a reload what was drawn and chosen, once all parts so far are up."""
    parts = [block.elem_id for block in demo.blocks.values() if isinstance(block, Part)]
    return Part("visit", models=names(recognizer), parts=parts)


def draw_panel(recognizer: Recognizer) -> None:
    """Adds the pad for digits; the answers follow the pen."""
    with gr.Column(elem_id="draw-panel", elem_classes="way-in"):
        answer = answer_with(recognizer, read_drawing)
        drawing_pad("draw", PAD_SIDE, "pad_hint", answer, models=names(recognizer))
        why_part(recognizer, "draw", read_drawing)
        shelf("draw", PAD_SIDE)
        Part("welcome", pad="draw", examples=read_examples("draw")[:WELCOMES])
