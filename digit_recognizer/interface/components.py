"""Gradio components of the page and its API. What is sent reaches our functions as it was; `payloads` reads it."""

from functools import cache
from typing import Any

import gradio as gr
from gradio.components.label import LabelData
from gradio.data_classes import ImageData, ListFiles
from pydantic import BaseModel

from digit_recognizer.interface.text import read_asset

# Gradio puts parts up one after another: those that tell others something at once wait for them.
IS_UP = "\nelement.toggleAttribute('data-is-up', true);\n"


class Part(gr.HTML):
    """A part of the page, whose markup, style and script lie in `assets/<folder>/<folder>.html`, `.css` and `.js`.

    The script runs in the browser with `element`, `props` and `server`, which holds the part's `server_functions`; what
    parts share is in `assets/page/`.
    """

    def __init__(self, folder: str, **options: Any) -> None:
        """Reads the files; those that a part does without need not exist.

        Args:
            folder: the part's folder in `assets/`; its id on the page too, unless `elem_id` says otherwise.
            **options: options of `gr.HTML`, and values for the template and the script, which finds them in `props`.
        """
        super().__init__(
            html_template=read_asset(f"{folder}/{folder}.html"),
            css_template=read_asset(f"{folder}/{folder}.css", ""),
            js_on_load=read_asset(f"{folder}/{folder}.js", "digits.translate(element);") + IS_UP,
            apply_default_css=False,
            **{"elem_id": folder} | options,
        )


class AnswerData(LabelData):
    """What `/predict` answers: a label, and whether the picture is a digit at all; null where no model judges."""

    is_digit: bool | None = None
    digit_probability: float | None = None


class AnswerLabel(gr.Label):
    """An output that describes the answer to API callers."""

    is_template = True
    data_model = AnswerData

    def api_info(self) -> dict[str, Any]:
        """Describes the value: Gradio's label with two more entries."""
        return schema_of(AnswerData)


class PictureInput(gr.Image):
    """An image input whose payload reaches our code unread.

    Gradio's own decoder fails on damaged files, and its data model on wrong ones, with messages that help nobody.
    """

    is_template = True
    data_model = None  # type: ignore[assignment]

    def api_info(self) -> dict[str, Any]:
        """Describes the value as Gradio's image component does."""
        return schema_of(ImageData)


class PicturesInput(gr.File):
    """A list of pictures whose payloads reach our code unread, so that one bad picture does not spoil the rest."""

    is_template = True

    def __init__(self, label: str | None = None, **options: Any) -> None:
        super().__init__(label=label, file_count="multiple", **options)
        # gr.File chooses its data model here, by the file count.
        self.data_model = None

    def api_info(self) -> dict[str, Any]:
        """Describes the value: a list of files."""
        return schema_of(ListFiles)


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Returns a data model's JSON schema in the form that Gradio's components give it.

    Gradio asks every component for it with each call from a caller without a session: made anew each time, the schemas
    would take longer than the answer.
    """
    schema = model.model_json_schema()
    schema["additional_description"] = schema.pop("description", None)
    return schema
