"""Pictures as a way in: from a file, the clipboard or the camera, with the ink that was found shown on them."""

import base64
import io
from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from digit_recognizer.errors import DigitRecognizerError, ImageTooLargeError
from digit_recognizer.image.decoding import decode_bytes
from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.location import locate_digit
from digit_recognizer.interface.answers import answering, answers_to
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.inputs import names, read_examples
from digit_recognizer.interface.payloads import bytes_of_data_url
from digit_recognizer.interface.text import read_asset
from digit_recognizer.interface.why import why_part
from digit_recognizer.limits import limits
from digit_recognizer.recognizer import Recognizer

MAX_SIDE = 1024  # px: what the page sends is no larger; more is averaged away before ink is looked for
PICTURE_MAX_CHARACTERS = 3_000_000  # such a JPEG of nothing but noise has half as many
PLACE_DECIMALS = 4
DEVELOPED_SIDE = 2048  # px: a part of it may be cropped
DEVELOPED_QUALITY = 90
TOOL_SCRIPTS = [
    f"picture/{name}.js" for name in ("photo", "stage", "crop", "camera", "samples")
]  # the part's script needs them


def picture_panel(recognizer: Recognizer) -> None:
    """Adds the way in for pictures; the answers follow what is cropped."""
    bounds = {"max_side": MAX_SIDE, "max_bytes": limits().picture_bytes}
    tools = "".join(f"<script>{read_asset(name)}</script>" for name in TOOL_SCRIPTS)
    with gr.Column(elem_id="picture-panel", elem_classes="way-in"):
        answer = picture_answer_with(recognizer)
        Part(
            "picture",
            head=tools,
            server_functions=[answer, develop],
            models=names(recognizer),
            examples=read_examples("draw") + read_examples("number"),
            **bounds,
        )
        why_part(recognizer, "picture", read_photo)


def picture_answer_with(recognizer: Recognizer) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `answer` that the page calls with each picture.

    It answers as for a drawing, and adds `ink`: where it is, and the `view` that was sent along, by which the page
    knows the crop and rotation that it belongs to.
    """

    def work(image: Image.Image, sent: Mapping[str, Any]) -> dict[str, Any]:
        chosen = recognizer.find_digit(image)
        return answers_to(recognizer, chosen) | _shown_ink(chosen.found, sent.get("view"))

    return answering(read_photo, work)


def develop(sent: Any) -> dict[str, Any]:
    """Turns a photo that browsers do not read, as HEIC, into `picture`, a JPEG's data URL; None for what is none."""
    try:
        photo = decode_bytes(bytes_of_data_url(str(sent.get("picture")) if isinstance(sent, Mapping) else ""))
    except DigitRecognizerError:
        return {"picture": None}
    photo.thumbnail((DEVELOPED_SIDE, DEVELOPED_SIDE))
    file = io.BytesIO()
    photo.convert("RGB").save(file, "JPEG", quality=DEVELOPED_QUALITY)
    return {"picture": f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"}


def read_photo(data_url: Any) -> Image.Image | None:
    """Decodes what the picture tab sent; None while there is no picture.

    Raises:
        InvalidImageError: it is no data URL of a picture, or a longer one than the page sends.
    """
    if not data_url:
        return None
    if not isinstance(data_url, str) or len(data_url) > PICTURE_MAX_CHARACTERS:
        raise ImageTooLargeError(
            f"The page sends pictures as data URLs of at most {PICTURE_MAX_CHARACTERS:,} characters, scaled to "
            f"{MAX_SIDE} pixels on the longer side."
        )
    return decode_bytes(bytes_of_data_url(data_url))


def _shown_ink(found: FoundDigit, view: Any) -> dict[str, Any]:
    place = locate_digit(found)
    return {
        "ink": {
            "mask": base64.b64encode(_alpha_png(place.mask)).decode(),
            "box": [round(edge, PLACE_DECIMALS) for edge in place.box],
            "view": view if isinstance(view, int) else None,
        }
    }


def _alpha_png(mask: np.ndarray) -> bytes:
    """Returns a mask as the alpha channel of a PNG, which browsers tint."""
    file = io.BytesIO()
    Image.fromarray(np.dstack([np.zeros_like(mask), mask])).save(file, "PNG")
    return file.getvalue()
