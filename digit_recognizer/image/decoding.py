"""Turns whatever a caller hands over (bytes, path, PIL image, array) into upright 8-bit RGB pixels and alpha."""

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from pi_heif import register_heif_opener
from PIL import ExifTags, Image, UnidentifiedImageError

from digit_recognizer.errors import ImageTooLargeError, ImageTooSmallError, InvalidImageError, briefly
from digit_recognizer.limits import limits

# What iPhones save photos as; Pillow itself does not read it.
register_heif_opener(thumbnails=False)

MAX_SIDE = 8000
MIN_SIDE = 8  # px, the longer side …
MIN_BREADTH = 2  # … and the shorter one: a 1 that is cut along its ink is as narrow as a stroke

# Formats people draw, scan or photograph in. Pillow knows more (EPS starts Ghostscript), out of strangers' reach.
ACCEPTED_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF", "PPM", "ICO")

_GREY, _GREY_ALPHA, _RGB, _RGBA = 1, 2, 3, 4
_OPAQUE = 255

ImageInput = Image.Image | np.ndarray | bytes | bytearray | memoryview | str | Path


@dataclass(frozen=True)
class Pixels:
    """Pixels in the one form the rest of the library reads.

    Attributes:
        rgb: uint8 `[h, w, 3]`.
        alpha: uint8 `[h, w]`, 0 = transparent, or None when every pixel is opaque.
    """

    rgb: np.ndarray
    alpha: np.ndarray | None = None


def decode_bytes(data: bytes) -> Image.Image:
    """Decodes an encoded picture (PNG, JPEG, WebP, …) from memory, refusing large ones before their pixels are decoded.

    Args:
        data: The file's bytes, at most `limits().picture_bytes`.

    Returns:
        The picture, loaded and upright (EXIF rotation applied).

    Raises:
        ImageTooLargeError: More than `limits().picture_bytes`, or a side or an area over the limits.
        ImageTooSmallError: A side under `MIN_SIDE` or `MIN_BREADTH`.
        InvalidImageError: The bytes are no picture, or a damaged one.
    """
    if len(data) > limits().picture_bytes:
        raise ImageTooLargeError(
            f"The file is {len(data) / 2**20:.1f} MB; the limit is {limits().picture_mb} MB. "
            "Please send a smaller picture."
        )
    if not data:
        raise InvalidImageError("The file is empty (0 bytes). Please send a picture, such as a PNG or a JPEG.")
    return _upright(_load(_open(bytes(data)), len(data)))


def decode_image(source: ImageInput) -> Image.Image:
    """Makes a PIL image from bytes, a path, an array or a PIL image, upright and within the size limits.

    Args:
        source: Encoded bytes, a path to a file, a PIL image, or an array as `read_pixels` takes it.

    Returns:
        A PIL image; arrays become mode RGB or RGBA.

    Raises:
        InvalidImageError: What was received cannot be read as a picture.
        ImageTooLargeError: It exceeds the limits.
        ImageTooSmallError: A side under `MIN_SIDE` or `MIN_BREADTH`.
    """
    if isinstance(source, Image.Image):
        _check_size(*source.size)
        return _upright(_load(source, None))
    if isinstance(source, bytes | bytearray | memoryview):
        return decode_bytes(bytes(source))
    if isinstance(source, str | Path):
        return decode_bytes(_read_file(Path(source)))
    pixels = _pixels_from_array(source)
    if pixels.alpha is None:
        return Image.fromarray(pixels.rgb)
    return Image.fromarray(np.dstack([pixels.rgb, pixels.alpha]))


def read_pixels(source: ImageInput) -> Pixels:
    """Reads any accepted source into `Pixels`.

    Args:
        source: Bytes, a path, a PIL image of any mode, or an array `[h, w]` or `[h, w, 1..4]` (grey, grey + alpha, RGB,
            RGBA) of bool, integers in 0..255 or 0..65535, or floats in 0..1 or 0..255.

    Returns:
        The pixels; `alpha` is None when nothing is transparent.

    Raises:
        InvalidImageError: What was received cannot be read as a picture.
        ImageTooLargeError: It exceeds the limits.
        ImageTooSmallError: A side under `MIN_SIDE` or `MIN_BREADTH`.
    """
    if isinstance(source, np.ndarray):
        return _pixels_from_array(source)
    return _pixels_from_pil(decode_image(source))


def _read_file(path: Path) -> bytes:
    """Reads a file, never more than one byte over the limit."""
    try:
        with path.open("rb") as file:
            return file.read(limits().picture_bytes + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error  # without the path, which may be long
        raise InvalidImageError(
            f"The file {briefly(str(path))} cannot be read ({why}). Please check the path."
        ) from error


def _open(data: bytes) -> Image.Image:
    """Opens the header only and checks the size it states."""
    try:
        image = Image.open(io.BytesIO(data), formats=ACCEPTED_FORMATS)
    except UnidentifiedImageError as error:
        raise InvalidImageError(
            f"The {len(data)} bytes received are not a picture in a known format. "
            "Please send a PNG, JPEG, WebP or HEIC."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLargeError(
            f"The picture is far larger than the limit of {limits().picture_megapixels} megapixels. "
            "Please send a smaller one."
        ) from error
    except Exception as error:  # Pillow's readers raise almost anything on damaged headers
        raise InvalidImageError(_damaged(len(data))) from error
    _check_size(*image.size)
    return image


def _load(image: Image.Image, byte_count: int | None) -> Image.Image:
    """Decodes the pixels, turning whatever Pillow raises on damaged data into a sentence."""
    try:
        image.load()
    except Exception as error:
        raise InvalidImageError(_damaged(byte_count)) from error
    return image


def _damaged(byte_count: int | None) -> str:
    received = "The picture received" if byte_count is None else f"The picture received ({byte_count} bytes)"
    return f"{received} is damaged or cut off and cannot be decoded. Please save it again and send the whole file."


def _upright(image: Image.Image) -> Image.Image:
    """Applies the EXIF rotation: the only place that does. The result carries no orientation, so twice does no harm."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(image.getexif().get(ExifTags.Base.Orientation, 0))
    except Exception:  # damaged EXIF says nothing about the pixels, which are fine
        turn = None
    if turn is None:
        return image
    upright = image.transpose(turn)
    upright.getexif().pop(ExifTags.Base.Orientation, None)
    return upright


def _check_size(width: int, height: int) -> None:
    received = f"The picture is {width} x {height} pixels"
    if max(width, height) < MIN_SIDE or min(width, height) < MIN_BREADTH:
        raise ImageTooSmallError(
            f"{received}; the longer side needs at least {MIN_SIDE}, the shorter one {MIN_BREADTH}. "
            "Please send a larger one."
        )
    if max(width, height) > MAX_SIDE or width * height > limits().picture_megapixels * 1_000_000:
        raise ImageTooLargeError(
            f"{received}; the limits are {MAX_SIDE} on a side and {limits().picture_megapixels} megapixels. "
            "Please send a smaller one."
        )


def _pixels_from_pil(image: Image.Image) -> Pixels:
    """Converts any PIL mode; palettes and colour keys become alpha."""
    if image.mode.startswith("I") or image.mode == "F":
        return _pixels_from_array(np.asarray(image))
    if image.mode == "LAB":  # Pillow converts LAB only through a colour profile; its lightness is what a pen changes
        image = image.getchannel("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        # Pillow reaches RGBA from the premultiplied and two-channel modes only by way of their plain form.
        image = image.convert("LA") if image.mode == "La" else image
        return _split_alpha(np.asarray(image.convert("RGBA")))
    return Pixels(np.asarray(image if image.mode == "RGB" else image.convert("RGB")))


def _pixels_from_array(array: np.ndarray) -> Pixels:
    """Checks shape and values, scales to 8 bits and spreads the channels to RGB."""
    if not isinstance(array, np.ndarray):
        raise InvalidImageError(
            f"Received {type(array).__name__}. Please pass a PIL image, a numpy array, encoded bytes or a file's path."
        )
    channels = array.shape[2] if array.ndim == 3 else _GREY
    if array.ndim not in (2, 3) or not _GREY <= channels <= _RGBA:
        raise InvalidImageError(
            f"Received an array of shape {array.shape}. Please pass [height, width] or [height, width, channels] with "
            "1 (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGBA) channels, one picture at a time."
        )
    _check_size(array.shape[1], array.shape[0])
    values = _to_uint8(array).reshape(*array.shape[:2], channels)
    if channels == _RGBA:
        return _split_alpha(values)
    if channels == _GREY_ALPHA:
        grey, alpha = values[..., :1], values[..., 1:]
        return _split_alpha(np.concatenate([grey, grey, grey, alpha], axis=2))
    if channels == _GREY:
        return Pixels(cv2.cvtColor(np.ascontiguousarray(values), cv2.COLOR_GRAY2RGB))
    return Pixels(np.ascontiguousarray(values))


def _split_alpha(rgba: np.ndarray) -> Pixels:
    alpha = rgba[..., 3]
    rgb = cv2.cvtColor(np.ascontiguousarray(rgba), cv2.COLOR_RGBA2RGB)
    return Pixels(rgb, None if alpha.min() == _OPAQUE else np.ascontiguousarray(alpha))


def _to_uint8(array: np.ndarray) -> np.ndarray:
    """Scales values of any accepted type to 0..255; only the contrast within the picture matters later on."""
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * 255
    if array.dtype.kind not in "uif":
        raise InvalidImageError(
            f"Received an array of type {array.dtype}. Please pass bool, integers in 0..255 or floats in 0..1."
        )
    low, high = array.min(), array.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise InvalidImageError("The array holds NaN or infinite values. Please replace them; floats lie in 0..1.")
    if low < 0 or high > (255 if array.dtype.kind == "f" else 65535):
        raise InvalidImageError(
            f"The array's values run from {low} to {high}. Please scale them: integers to 0..255 (or 0..65535), floats "
            "to 0..1 (or 0..255)."
        )
    if high <= 1:  # floats in 0..1, and masks of 0 and 1 in any type
        return np.rint(array * np.float32(255)).astype(np.uint8)
    if high <= 255:
        return array if array.dtype == np.uint8 else np.rint(array).astype(np.uint8)
    # Cameras and scanners write 10, 12 or 14 bits into 16: the brightest value present keeps all of the contrast.
    return np.rint(array * np.float32(255 / high)).astype(np.uint8)
