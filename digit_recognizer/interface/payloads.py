"""Reads the pictures that browsers and programs send: PNG data URLs from the pad, files from everyone else."""

import base64
import binascii
import io
from pathlib import Path
from typing import Any

from PIL import Image

from digit_recognizer.errors import ImageTooLargeError, InvalidImageError, briefly
from digit_recognizer.image.decoding import decode_bytes
from digit_recognizer.limits import limits

DATA_URL_PREFIX = "data:"
PAD_MAX_CHARACTERS = 400_000
SMALL_FILE_BYTES = 200_000  # a drawing's PNG is smaller, encoded for a data URL too
QUICK_PIXELS = 100_000
MAX_NAMED_FIELDS = 8
EXPECTED_FILE = (
    'A picture must be sent as a file: gradio_client.handle_file("digit.png") in Python, a Blob in JavaScript, or '
    '{"url": "data:image/png;base64,…", "meta": {"_type": "gradio.FileData"}} over plain HTTP'
)


def read_drawing(data_url: Any) -> Image.Image | None:
    """Decodes what the pad sent; None while nothing is drawn.

    Raises:
        InvalidImageError: it is no PNG data URL, or a longer one than the pad sends.
    """
    if not data_url:
        return None
    if not isinstance(data_url, str) or len(data_url) > PAD_MAX_CHARACTERS:
        raise ImageTooLargeError(f"The pad sends a PNG data URL of at most {PAD_MAX_CHARACTERS:,} characters.")
    return decode_bytes(bytes_of_data_url(data_url))


def read_picture(payload: Any) -> Image.Image | None:
    """Decodes an uploaded file or a data URL; None when nothing was sent.

    Raises:
        InvalidImageError: the payload is no file, or the file no picture.
        ImageTooLargeError: it is over the limits.
    """
    return None if payload is None else decode_bytes(bytes_of_file(payload))


def bytes_of_small_file(payload: Any) -> bytes | None:
    """Reads a file that is as small as a drawing's; None for a longer one, of which nothing is read or decoded.

    Raises:
        InvalidImageError: it is no file payload.
    """
    url = _data_url_of(payload)
    length = len(url) if url else _checked_path(payload).stat().st_size
    return bytes_of_file(payload) if length <= SMALL_FILE_BYTES else None


def is_quick(content: bytes) -> bool:
    """Says whether an encoded picture has as few pixels as a drawing, so that reading it takes a few milliseconds."""
    try:
        with Image.open(io.BytesIO(content)) as header:
            return header.width * header.height <= QUICK_PIXELS
    except Exception:  # Pillow's readers raise almost anything on damaged headers
        return False


def bytes_of_file(payload: Any) -> bytes:
    """Reads the bytes behind one file payload.

    Raises:
        InvalidImageError: it is no file payload.
        ImageTooLargeError: the file is over the limit.
    """
    if url := _data_url_of(payload):
        return bytes_of_data_url(url)
    path = _checked_path(payload)
    if path.stat().st_size > limits().picture_bytes:
        raise ImageTooLargeError(
            f"The file is {path.stat().st_size / 2**20:.1f} MB; the limit is {limits().picture_mb} MB."
        )
    return path.read_bytes()


def _data_url_of(payload: Any) -> str | None:
    url = payload.get("url") if isinstance(payload, dict) else None
    return url if isinstance(url, str) and url.startswith(DATA_URL_PREFIX) else None


def _checked_path(payload: Any) -> Path:
    """Returns the path of a file payload.

    Gradio has checked that a path with FileData's `meta` lies in its upload folder. A path without it was never
    checked, so it is refused: `{"path": "/etc/passwd"}` gets nowhere.

    Raises:
        InvalidImageError: it is no file payload.
    """
    if not isinstance(payload, dict):
        raise InvalidImageError(f"{EXPECTED_FILE}. Received {type(payload).__name__}.")
    path = payload.get("path")
    is_checked = isinstance(payload.get("meta"), dict) and payload["meta"].get("_type") == "gradio.FileData"
    if not isinstance(path, str) or not is_checked:
        fields = ", ".join(map(briefly, sorted(payload)[:MAX_NAMED_FIELDS])) or "no fields"
        raise InvalidImageError(f"{EXPECTED_FILE}. Received an object with {fields}.")
    return Path(path)


def bytes_of_data_url(url: str) -> bytes:
    """Decodes a base64 data URL.

    Raises:
        InvalidImageError: it is not one.
        ImageTooLargeError: it is over the limit.
    """
    header, comma, content = url.partition(",")
    if not comma or not header.endswith(";base64"):
        raise InvalidImageError(
            "The data URL must read data:image/png;base64,… (or image/jpeg, image/webp, and so on)."
        )
    if len(content) > limits().picture_bytes * 4 // 3 + 4:
        raise ImageTooLargeError(f"The picture in the data URL is larger than the limit of {limits().picture_mb} MB.")
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise InvalidImageError(f"The data URL is not valid base64 ({error}).") from error
