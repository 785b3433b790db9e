"""Golden pictures of the same few digits as arrays, modes and files of every kind, and of what is no picture."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import ExifTags, Image

from tests.golden.digits import any_name
from tests.golden.pen import digit, png

_Encode = Callable[[np.ndarray], Any]
_HEIGHT, _WIDTH = 95, 83


def _grey(picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(picture[..., 0])


def _clear(picture: np.ndarray, channels: np.ndarray) -> np.ndarray:
    """Adds alpha: ink is opaque, paper nearly clear."""
    return np.dstack([channels, np.maximum(255 - _grey(picture), 30)])


def _turned(orientation: int) -> _Encode:
    def save(picture: np.ndarray) -> bytes:
        exif, file = Image.Exif(), io.BytesIO()
        exif[ExifTags.Base.Orientation] = orientation
        Image.fromarray(picture).save(file, "JPEG", quality=92, exif=exif)
        return file.getvalue()

    return save


def _saved(kind: str) -> _Encode:
    def save(picture: np.ndarray) -> bytes:
        file = io.BytesIO()
        Image.fromarray(_grey(picture)).save(file, kind)
        return file.getvalue()

    return save


ENCODINGS: dict[str, _Encode] = {
    "bool": lambda picture: _grey(picture) > 128,
    "float": lambda picture: _grey(picture).astype(np.float32) / 255,
    "float to 255": lambda picture: 255 - _grey(picture).astype(np.float64),
    "float over 1": lambda picture: _grey(picture).astype(np.float32) / 150,
    "12 bits": lambda picture: _grey(picture).astype(np.uint16) * 16,
    "16 bits": lambda picture: _grey(picture).astype(np.uint16) * 257,
    "too many bits": lambda picture: _grey(picture).astype(np.uint32) * 260,
    "mask of 1": lambda picture: (_grey(picture) < 128).astype(np.int64),
    "int64": lambda picture: _grey(picture).astype(np.int64),
    "negative": lambda picture: _grey(picture).astype(np.int32) - 9,
    "one channel": lambda picture: _grey(picture)[..., np.newaxis],
    "grey and alpha": lambda picture: _clear(picture, _grey(picture)),
    "RGBA": lambda picture: _clear(picture, picture),
    "six channels": lambda picture: np.dstack([picture, picture]),
    "four axes": lambda picture: picture[np.newaxis],
    "text": lambda picture: picture.astype(str),
    "float over 255": lambda picture: _grey(picture).astype(np.float32) * 1.01,
    "not a number": lambda picture: np.full((40, 40), np.nan),
    "image L": lambda picture: Image.fromarray(_grey(picture)),
    "image LA": lambda picture: Image.fromarray(_clear(picture, _grey(picture)), "LA"),
    "image La": lambda picture: Image.fromarray(_clear(picture, _grey(picture)), "LA").convert("La"),
    "image PA": lambda picture: Image.fromarray(_grey(picture)).convert("P").convert("PA"),
    "image RGBa": lambda picture: Image.fromarray(_clear(picture, picture), "RGBA").convert("RGBa"),
    "image I": lambda picture: Image.fromarray(_grey(picture).astype(np.int32) * 40),
    "image F": lambda picture: Image.fromarray(_grey(picture).astype(np.float32) / 255),
    "image CMYK": lambda picture: Image.fromarray(picture).convert("CMYK"),
    "image P": lambda picture: Image.fromarray(picture).quantize(8),
    "image 1": lambda picture: Image.fromarray(_grey(picture)).convert("1"),
    "image LAB": lambda picture: Image.merge("LAB", Image.fromarray(picture).split()),
    "7 rows": lambda picture: picture[:7],
    "8 columns": lambda picture: picture[:, 37:45],
    "8 rows": lambda picture: picture[40:48],
    "as long as may be": lambda picture: Image.new("1", (8000, 9)),
    "too long": lambda picture: Image.new("1", (8001, 9)),
    "cut off": lambda picture: png(picture)[:200],
    "no picture": lambda picture: b"no picture",
    "nothing": lambda picture: b"",
    "GIF": _saved("GIF"),
    "TIFF": _saved("TIFF"),
    **{f"orientation {number}": _turned(number) for number in range(10)},
}


def encoded(kind: str, rng: np.random.Generator) -> Any:
    """Encodes a digit that stands off the middle, so that it shows which way up it is."""
    picture = np.full((_HEIGHT, _WIDTH, 3), 255, np.uint8)
    drawn = digit(any_name(rng), 56, rng.uniform(4, 9), (2, 3))[: _HEIGHT - 6, : _WIDTH - 4]
    picture[6 : 6 + drawn.shape[0], 4 : 4 + drawn.shape[1]] = drawn
    return ENCODINGS[kind](picture)
