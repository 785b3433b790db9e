"""Says of a call whether it is light, as a drawing is, or heavy; by its first bytes, before anything is decoded."""

import binascii
import io
import os
import re
from functools import cache
from pathlib import Path

from gradio.utils import get_upload_folder
from PIL import Image

LIGHT_BODY_BYTES = 400_000  # a drawing's PNG is smaller, encoded for a data URL too
LIGHT_PIXELS = 700_000  # the wide pad on a fine screen has no more
HEADER_BYTES = 3_072
MAX_LIGHT_PICTURES = 3
HEAVY = frozenset({"explain", "turn", "develop", "explain_digit", "turn_digit_into_another"})
FUNCTION = re.compile(rb'"(?:fn_name|name)"\s*:\s*"(\w{1,64})"')
# The name of the function or tool stands near one of the ends of what clients send.
ENDS_BYTES = 1_000
DATA_URL = re.compile(rb'"data:[^,"]{0,100},([A-Za-z0-9+/=]{0,4096})')
FILE = re.compile(rb'"(?:path|url)"\s*:\s*"(?!data:)((?:[^"\\]|\\.){0,1000})"')


def is_light(name: str | None, body: bytes) -> bool:
    """Says whether a call is done within a few milliseconds.

    Args:
        name: the endpoint, where the address names it; else it is looked for in the body.
        body: what was sent.
    """
    if len(body) > LIGHT_BODY_BYTES or (name or function_in(body)) in HEAVY:
        return False
    pictures, files = DATA_URL.findall(body), FILE.findall(body)
    if len(pictures) + len(files) > MAX_LIGHT_PICTURES:
        return False
    return all(_is_small(_header(encoded)) for encoded in pictures) and all(map(_is_small_file, files))


def function_in(body: bytes) -> str | None:
    """Returns the function of the page, or the tool, that a body asks; None where it names none."""
    found = FUNCTION.search(body, max(0, len(body) - ENDS_BYTES)) or FUNCTION.search(body, 0, ENDS_BYTES)
    return found[1].decode() if found else None


def _header(encoded: bytes) -> bytes:
    try:
        return binascii.a2b_base64(encoded[: len(encoded) // 4 * 4])
    except binascii.Error:
        return b""


def _is_small(header: bytes) -> bool:
    """Says whether a picture that begins so has as few pixels as a drawing; what is no picture is refused soon."""
    try:
        with Image.open(io.BytesIO(header)) as picture:
            return picture.format == "PNG" and picture.width * picture.height <= LIGHT_PIXELS
    except Exception:  # Pillow's readers raise almost anything on damaged headers
        return False


def _is_small_file(quoted: bytes) -> bool:
    """Says whether a file that was uploaded is a drawing; no other file is looked at, and addresses take long."""
    path = Path(quoted.decode(errors="replace"))
    try:
        if not is_uploaded(str(path)):
            return False
        if path.stat().st_size > LIGHT_BODY_BYTES:
            return False
        with path.open("rb") as file:
            return _is_small(file.read(HEADER_BYTES))
    except (OSError, ValueError):
        return False


def is_uploaded(path: str) -> bool:
    """Says whether a path lies in the folder of what callers uploaded, whatever links lead there."""
    try:
        return os.path.realpath(path).startswith(_upload_folder(get_upload_folder()))
    except (OSError, ValueError):
        return False


@cache
def _upload_folder(folder: str) -> str:
    return f"{os.path.realpath(folder)}{os.sep}"
