"""Gradio components of this page: the pad, the answers, and inputs that explain what is wrong with what they got."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.data_classes import ImageData, ListFiles
from PIL import Image
from pydantic import BaseModel

from digit_recognizer.decoding import MAX_BYTES, decode_bytes
from digit_recognizer.errors import DigitRecognizerError, ImageTooLargeError, InvalidImageError
from digit_recognizer.interface.errors import explained
from digit_recognizer.interface.text import fallback_texts, read_asset

# What an image input hands on: the picture, None when nothing was sent, or why it could not be read.
Received = Image.Image | DigitRecognizerError | None
DATA_URL_PREFIX = "data:"
PAD_MAX_CHARACTERS = 400_000
EXPECTED_FILE = (
    'A picture must be sent as a file: gradio_client.handle_file("digit.png") in Python, a Blob in JavaScript, or '
    '{"url": "data:image/png;base64,…", "meta": {"_type": "gradio.FileData"}} over plain HTTP'
)


class Fragment(gr.HTML):
    """A piece of the page that only shows: one HTML file with the texts filled in."""

    def __init__(self, template: str) -> None:
        super().__init__(
            html_template=read_asset(template), js_on_load=None, apply_default_css=False, text=dict(fallback_texts())
        )


class DrawingPad(gr.HTML):
    """The pad; its value is the drawing as a PIL image, or None while nothing is drawn."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            value="",
            html_template=read_asset("pad/pad.html"),
            css_template=read_asset("pad/pad.css"),
            js_on_load=read_asset("pad/pad.js"),
            apply_default_css=False,
            text=dict(fallback_texts()),
            **options,
        )

    def preprocess(self, payload: str | None) -> Image.Image | None:
        """Decodes the PNG data URL that the pad sent."""
        if not payload:
            return None
        with explained():
            if not isinstance(payload, str) or len(payload) > PAD_MAX_CHARACTERS:
                raise ImageTooLargeError(f"The pad sends a PNG data URL of at most {PAD_MAX_CHARACTERS:,} characters.")
            return decode_bytes(bytes_of_data_url(payload))


class AnswersPanel(gr.HTML):
    """The answers of all models; its value is the dictionary that `interface.answers` makes."""

    def __init__(self, models: Sequence[Mapping[str, Any]], default_model: str, **options: Any) -> None:
        super().__init__(
            value=None,
            html_template=read_asset("answers/answers.html"),
            css_template=read_asset("answers/answers.css"),
            js_on_load=read_asset("answers/answers.js"),
            apply_default_css=False,
            text=dict(fallback_texts()),
            models=list(models),
            default_model=default_model,
            **options,
        )

    def api_info(self) -> dict[str, Any]:
        """Describes the value: a JSON object."""
        return {"type": "object"}


class PictureInput(gr.Image):
    """An image input that decodes uploads itself, with limits, and says in a sentence what it could not read.

    Gradio's own decoder fails on damaged files before any of our code runs, with a message that helps nobody.
    """

    is_template = True
    # Without a data model Gradio hands the payload over as it came, and a wrong one gets our sentence, not pydantic's.
    data_model = None

    def api_info(self) -> dict[str, Any]:
        """Describes the value as Gradio's image component does."""
        return schema_of(ImageData)

    def api_info_as_output(self) -> dict[str, Any]:
        """Describes the value where it is an answer."""
        return schema_of(ImageData)

    def preprocess(self, payload: Any) -> Received:
        """Decodes an uploaded file or a data URL; returns an error for the page to show and the endpoints to raise."""
        try:
            return None if payload is None else decode_bytes(bytes_of_file(payload))
        except DigitRecognizerError as error:
            return error


class PicturesInput(gr.File):
    """A list of pictures as bytes; each is decoded later, so that one bad picture does not spoil the rest."""

    is_template = True

    def __init__(self, label: str | None = None, **options: Any) -> None:
        super().__init__(label=label, file_count="multiple", **options)
        # As in PictureInput; gr.File chooses its data model here, by the file count.
        self.data_model = None

    def api_info(self) -> dict[str, Any]:
        """Describes the value: a list of files."""
        return schema_of(ListFiles)

    def preprocess(self, payload: Any) -> list[Any] | None:
        """Returns the files' payloads as they came, in order."""
        if payload is None or isinstance(payload, list):
            return payload
        return [payload]


class RawChoice(gr.Dropdown):
    """A choice whose unknown values reach our code, which names the known ones."""

    is_template = True

    def preprocess(self, payload: Any) -> Any:
        """Returns what was sent."""
        return payload


class RawNumber(gr.Number):
    """A number that is neither rounded nor bounded before our code sees it."""

    is_template = True

    def preprocess(self, payload: Any) -> Any:
        """Returns what was sent; JSON's 3.0 counts as the whole number 3."""
        return int(payload) if isinstance(payload, float) and payload.is_integer() else payload


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Returns a data model's JSON schema in the form that Gradio's components give it.

    Gradio asks every component for it with each call from a caller without a session: made anew each time, the schemas
    would take longer than the answer.
    """
    schema = model.model_json_schema()
    schema["additional_description"] = schema.pop("description", None)
    return schema


def bytes_of_file(payload: Any) -> bytes:
    """Reads the bytes behind one file payload.

    Gradio has checked that a path with FileData's `meta` lies in its upload folder. A path without it was never
    checked, so it is refused: `{"path": "/etc/passwd"}` gets nowhere.

    Raises:
        InvalidImageError: it is no file payload.
        ImageTooLargeError: the file is over the limit.
    """
    if not isinstance(payload, dict):
        raise InvalidImageError(f"{EXPECTED_FILE}. Received {type(payload).__name__}.")
    url = payload.get("url")
    if isinstance(url, str) and url.startswith(DATA_URL_PREFIX):
        return bytes_of_data_url(url)
    path = payload.get("path")
    is_checked = isinstance(payload.get("meta"), dict) and payload["meta"].get("_type") == "gradio.FileData"
    if not isinstance(path, str) or not is_checked:
        raise InvalidImageError(
            f"{EXPECTED_FILE}. Received an object with {', '.join(sorted(payload)) or 'no fields'}."
        )
    if Path(path).stat().st_size > MAX_BYTES:
        raise ImageTooLargeError(
            f"The file has {Path(path).stat().st_size / 2**20:.1f} MB; the limit is {MAX_BYTES // 2**20} MB."
        )
    return Path(path).read_bytes()


def bytes_of_data_url(url: str) -> bytes:
    """Decodes a base64 data URL.

    Raises:
        InvalidImageError: it is not one.
        ImageTooLargeError: it is over the limit.
    """
    header, comma, content = url.partition(",")
    if not comma or not header.endswith(";base64"):
        raise InvalidImageError("The data URL must read data:image/png;base64,… (or jpeg, webp and the like).")
    if len(content) > MAX_BYTES * 4 // 3 + 4:
        raise ImageTooLargeError(f"The data URL holds more than the limit of {MAX_BYTES // 2**20} MB.")
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise InvalidImageError(f"The data URL is not valid base64 ({error}).") from error
