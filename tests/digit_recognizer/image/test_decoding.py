import io
import zlib

import numpy as np
import pytest
from PIL import ExifTags, Image

from digit_recognizer.errors import ImageTooLargeError, ImageTooSmallError, InvalidImageError
from digit_recognizer.image.decoding import (
    MAX_SIDE,
    MIN_BREADTH,
    MIN_SIDE,
    decode_bytes,
    decode_image,
    read_pixels,
)
from digit_recognizer.limits import limits
from tests.pictures import SEVEN_HEIC, draw_digit


def gradient(width: int = 24, height: int = 16) -> np.ndarray:
    return np.add.outer(np.arange(height) * 8, np.arange(width) * 4).astype(np.uint8)


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def hollow_png(width: int, height: int) -> bytes:
    """A PNG that states a size and holds one row of pixels: decoding it would fail, reading its header does not."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress(bytes(width + 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class TestDecodeBytes:
    @pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "PPM"])
    def test_lossless_formats_keep_the_pixels(self, kind):
        options = {"lossless": True} if kind == "WEBP" else {}
        image = decode_bytes(encode(Image.fromarray(gradient()), kind, **options))
        np.testing.assert_array_equal(np.asarray(image.convert("L")), gradient())

    @pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (MAX_SIDE + 1, 20), (30_000, 30_000)])
    def test_large_pictures_are_refused_by_their_header(self, width, height):
        with pytest.raises(ImageTooLargeError, match="megapixels"):
            decode_bytes(hollow_png(width, height))

    def test_small_pictures_are_refused_with_size_and_limit(self):
        with pytest.raises(ImageTooSmallError, match=rf"7 x 5 pixels.*at least {MIN_SIDE}"):
            decode_bytes(encode(Image.new("L", (7, 5))))
        with pytest.raises(ImageTooSmallError, match=rf"1 x 40 pixels.*the shorter one {MIN_BREADTH}"):
            decode_bytes(encode(Image.new("L", (1, 40))))

    def test_too_many_bytes(self):
        with pytest.raises(ImageTooLargeError, match="limit is 20 MB"):
            decode_bytes(bytes(limits().picture_bytes + 1))

    def test_a_file_one_byte_over_the_limit_is_refused(self, tmp_path):
        (tmp_path / "large.png").write_bytes(bytes(limits().picture_bytes + 1))
        with pytest.raises(ImageTooLargeError, match="the limit is 20 MB"):
            decode_image(tmp_path / "large.png")

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (hollow_png(8001, 8), ImageTooLargeError),
            (hollow_png(8, 8001), ImageTooLargeError),
            (bytes(20 * 1024 * 1024), InvalidImageError),
            (bytes(20 * 1024 * 1024 + 1), ImageTooLargeError),
        ],
        ids=["too wide", "too high", "most bytes", "too many bytes"],
    )
    def test_the_limits_are_those_that_are_promised(self, data, error):
        with pytest.raises(InvalidImageError) as raised:
            decode_bytes(data)
        assert raised.type is error

    def test_the_largest_picture_is_read(self):
        assert decode_bytes(encode(Image.new("1", (8000, 8000)))).size == (8000, 8000)

    @pytest.mark.parametrize("data", [b"not a picture at all", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg/>"])
    def test_other_files(self, data):
        with pytest.raises(InvalidImageError, match=rf"{len(data)} bytes.*PNG, JPEG"):
            decode_bytes(data)

    def test_no_bytes(self):
        with pytest.raises(InvalidImageError, match="empty"):
            decode_bytes(b"")

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_cut_off_files_never_show_pillow(self, kind, share):
        rng = np.random.default_rng(0)
        data = encode(Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)), kind)
        with pytest.raises(InvalidImageError, match=r"damaged or cut off|not a picture"):
            decode_bytes(data[: int(len(data) * share)])

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_exif_rotation_is_applied_once(self, orientation):
        upright = gradient()
        stored = {
            1: upright,
            2: upright[:, ::-1],
            3: upright[::-1, ::-1],
            4: upright[::-1],
            5: upright.T,
            6: np.rot90(upright),
            7: upright[::-1, ::-1].T,
            8: np.rot90(upright, -1),
        }[orientation]
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        image = decode_bytes(encode(Image.fromarray(np.ascontiguousarray(stored)), exif=exif))
        np.testing.assert_array_equal(np.asarray(image), upright)
        np.testing.assert_array_equal(np.asarray(decode_image(image)), upright)


class TestDecodeImage:
    def test_path_bytes_and_image_agree(self, tmp_path):
        path = tmp_path / "digit.png"
        path.write_bytes(encode(Image.fromarray(gradient())))
        for source in (path, str(path), path.read_bytes(), bytearray(path.read_bytes()), Image.open(path)):
            np.testing.assert_array_equal(np.asarray(decode_image(source)), gradient())

    def test_array_becomes_an_image(self):
        assert decode_image(gradient()).mode == "RGB"
        assert decode_image(np.zeros((9, 9, 4), np.uint8)).mode == "RGBA"

    @pytest.mark.parametrize("path", ["/nowhere/digit.png", "\0"])
    def test_missing_file(self, path):
        with pytest.raises(InvalidImageError, match="cannot be read"):
            decode_image(path)

    @pytest.mark.parametrize("source", [None, 7, [[0, 1]], {"path": "/etc/passwd"}])
    def test_other_types_are_named(self, source):
        with pytest.raises(InvalidImageError, match=type(source).__name__):
            decode_image(source)


class TestReadPixels:
    @pytest.mark.parametrize(
        "values",
        [
            gradient(),
            gradient()[..., np.newaxis],
            gradient().astype(np.int64),
            gradient().astype(np.float64),
            gradient() / 255,
            (gradient() / 255).astype(np.float16),
            np.dstack([gradient()] * 3),
            np.asfortranarray(gradient()),
            np.dstack([gradient(), np.full_like(gradient(), 255)]),
        ],
    )
    def test_arrays_of_every_kind_give_the_same_pixels(self, values):
        pixels = read_pixels(values)
        assert pixels.alpha is None
        assert np.abs(pixels.rgb.astype(int) - gradient()[..., np.newaxis]).max() <= 1

    def test_uint16_keeps_its_contrast(self):
        twelve_bits = gradient().astype(np.uint16) * 16
        pixels = read_pixels(twelve_bits)
        assert pixels.rgb.max() == 255
        np.testing.assert_allclose(pixels.rgb[..., 0] / 255, gradient() / gradient().max(), atol=0.003)

    def test_masks_become_black_and_white(self):
        mask = gradient() > 60
        for values in (mask, mask.astype(np.uint8), mask.astype(np.int32), Image.fromarray(mask)):
            np.testing.assert_array_equal(read_pixels(values).rgb[..., 1], mask * 255)

    @pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "HSV", "P", "I", "F", "I;16", "LAB"])
    def test_pil_modes(self, mode):
        grey = Image.fromarray(gradient())
        image = Image.fromarray(gradient().astype(np.uint16)) if mode == "I;16" else None
        if mode == "LAB":
            image = Image.merge("LAB", [grey, Image.new("L", grey.size, 128), Image.new("L", grey.size, 128)])
        image = image or grey.convert("RGB" if mode in ("YCbCr", "HSV", "CMYK") else "L").convert(mode)
        assert np.abs(read_pixels(image).rgb[..., 1].astype(int) - gradient()).max() <= 4

    def test_transparency_of_palette_and_colour_key(self):
        palette = Image.fromarray(gradient()).convert("P")
        for image in (palette, Image.fromarray(gradient())):
            image.info["transparency"] = int(np.asarray(image)[3, 3])
            pixels = read_pixels(image)
            assert pixels.alpha[3, 3] == 0
            assert pixels.alpha[0, 20] == 255

    @pytest.mark.parametrize(
        ("values", "complaint"),
        [
            (np.full((9, 9), np.nan), "NaN"),
            (np.full((9, 9), np.inf), "infinite"),
            (np.where(np.eye(9, dtype=bool), np.inf, 0.5), "infinite"),
            (np.full((9, 9), -1), "-1"),
            (np.full((9, 9), 256.0), "256"),
            (np.full((9, 9), 70_000), "70000"),
            (np.zeros((9, 9), complex), "complex128"),
            (np.full((9, 9), "ink"), "type <U3"),
            (np.zeros((9, 9, 5), np.uint8), r"\(9, 9, 5\)"),
            (np.zeros((9, 9, 0), np.uint8), r"\(9, 9, 0\)"),
            (np.zeros(81, np.uint8), r"\(81,\)"),
            (np.zeros((3, 28, 28, 1), np.uint8), "one picture at a time"),
        ],
    )
    def test_unusable_arrays_are_described(self, values, complaint):
        with pytest.raises(InvalidImageError, match=complaint):
            read_pixels(values)

    def test_size_limits_hold_for_arrays_and_images(self):
        with pytest.raises(ImageTooSmallError):
            read_pixels(np.zeros((7, 7), np.uint8))
        with pytest.raises(ImageTooSmallError):
            read_pixels(np.zeros((0, 9), np.uint8))
        with pytest.raises(ImageTooLargeError):
            read_pixels(np.zeros((8, MAX_SIDE + 1), bool))
        with pytest.raises(ImageTooLargeError):
            read_pixels(Image.new("1", (MAX_SIDE + 1, 8)))


def test_a_photo_as_phones_keep_it_is_read_upright():
    shown = read_pixels(SEVEN_HEIC).rgb
    assert np.abs(shown.astype(int) - draw_digit("7")).mean() < 6
