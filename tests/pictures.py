"""Pictures that the tests send: hand-made digits, drawn as a visitor would, and files that are hard to read."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.handmade import HANDMADE_DIGITS
from training.synthesis.pen import DrawingStyle, draw_strokes


def draw_digit(name: str = "7", **style: Any) -> np.ndarray:
    """Returns a drawing of the hand-made digit of that name, uint8 [280, 280, 3], dark on white."""
    return draw_strokes(HANDMADE_DIGITS[name], DrawingStyle(**style))


def as_png(pixels: np.ndarray) -> bytes:
    """Returns the pixels as a PNG file's bytes."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def blank_png(width: int, height: int) -> bytes:
    """Returns a white PNG of one bit a pixel: many pixels in few bytes."""
    file = io.BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG")
    return file.getvalue()


def data_url(content: bytes) -> str:
    """Returns the bytes as a base64 data URL."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def as_payload(content: bytes) -> dict[str, Any]:
    """Returns the bytes as an API caller without an upload sends them."""
    return {"url": data_url(content), "meta": {"_type": "gradio.FileData"}}


# A 7 as `draw_digit` draws it, as a phone keeps it: HEIC, on its side, to be turned. Encoded with pillow-heif, whose
# encoder is under the GPL and so is no dependency here.
SEVEN_HEIC = Path(__file__).with_name("seven.heic")
