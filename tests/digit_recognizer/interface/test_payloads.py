"""What is made of the payloads that browsers and programs send."""

import base64

import gradio as gr
import numpy as np
import pytest

from digit_recognizer.errors import ImageTooLargeError, InvalidImageError, NoInkError
from digit_recognizer.interface.errors import explained
from digit_recognizer.interface.payloads import (
    PAD_MAX_CHARACTERS,
    SMALL_FILE_BYTES,
    bytes_of_data_url,
    bytes_of_file,
    bytes_of_small_file,
    is_quick,
    read_drawing,
    read_picture,
)
from digit_recognizer.limits import limits
from tests.pictures import as_payload, as_png, data_url, draw_digit

META = {"_type": "gradio.FileData"}


def test_the_pads_value_is_its_drawing():
    drawing = read_drawing(data_url(as_png(draw_digit("7"))))
    np.testing.assert_array_equal(np.asarray(drawing.convert("RGB")), draw_digit("7"))


@pytest.mark.parametrize("payload", [None, ""])
def test_an_empty_pad_has_no_drawing(payload):
    assert read_drawing(payload) is None


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ("data:image/png;base64," + "A" * PAD_MAX_CHARACTERS, "at most 400,000 characters"),
        (["data:"], "at most 400,000 characters"),
        ("hello", "data URL must read"),
        ("data:image/png;base64,AAAA", "not a picture"),
    ],
    ids=["too long", "no text", "no data URL", "no picture"],
)
def test_what_the_pad_never_sends_is_refused(payload, words):
    with pytest.raises(InvalidImageError, match=words):
        read_drawing(payload)


def test_a_drawing_of_the_pad_is_far_below_its_limit():
    noise = np.random.default_rng(0).integers(0, 2, (280, 280), dtype=np.uint8) * 255
    assert len(data_url(as_png(noise))) < PAD_MAX_CHARACTERS / 4


def test_an_uploaded_file_is_read(tmp_path):
    file = tmp_path / "x.png"
    file.write_bytes(b"content")
    assert bytes_of_file({"path": str(file), "meta": META}) == b"content"


@pytest.mark.parametrize(
    "payload", ["x.png", 3, None, [], {}, {"path": "/etc/passwd"}, {"path": 3, "meta": META}], ids=repr
)
def test_what_is_no_checked_file_is_refused(payload):
    with pytest.raises(InvalidImageError, match="must be sent as a file"):
        bytes_of_file(payload)


@pytest.mark.parametrize("meta", [None, "gradio.FileData", {}, {"_type": "other"}], ids=repr)
def test_a_path_that_gradio_did_not_check_is_refused(tmp_path, meta):
    (tmp_path / "x.png").write_bytes(b"content")
    with pytest.raises(InvalidImageError, match="must be sent as a file"):
        bytes_of_file({"path": str(tmp_path / "x.png"), "meta": meta})


def test_a_file_over_the_limit_is_not_read(tmp_path):
    file = tmp_path / "big.png"
    with file.open("wb") as opened:
        opened.truncate(limits().picture_bytes + 1)
    with pytest.raises(ImageTooLargeError, match="the limit is 20 MB"):
        bytes_of_file({"path": str(file), "meta": META})


def test_a_data_url_of_exactly_the_limit_is_decoded_and_one_beyond_is_not():
    content = base64.b64encode(bytes(limits().picture_bytes)).decode()
    assert len(bytes_of_data_url(f"data:image/png;base64,{content}")) == limits().picture_bytes
    with pytest.raises(ImageTooLargeError, match="limit of 20 MB"):
        bytes_of_data_url(f"data:image/png;base64,{content}AAAAAAAA")


def test_what_is_no_picture_is_refused_with_the_reason():
    with pytest.raises(InvalidImageError, match="not a picture"):
        read_picture(as_payload(b"hello"))


def test_what_can_be_read_becomes_a_picture():
    drawing = read_picture(as_payload(as_png(draw_digit("7"))))
    np.testing.assert_array_equal(np.asarray(drawing.convert("RGB")), draw_digit("7"))
    assert read_picture(None) is None


def test_errors_of_the_library_become_gradios_and_others_stay():
    with pytest.raises(gr.Error, match="Nothing there") as raised, explained():
        raise NoInkError("Nothing there.")
    assert (raised.value.title, raised.value.print_exception) == ("NoInkError", False)
    with pytest.raises(ZeroDivisionError), explained():
        _ = 1 / 0


@pytest.mark.parametrize(
    ("size", "expected"), [((280, 280), True), ((316, 316), True), ((317, 317), False), ((8_000, 8_000), False)]
)
def test_only_pictures_as_small_as_a_drawing_are_quick(size, expected):
    assert is_quick(as_png(np.full(size, 255, np.uint8))) is expected


def test_what_is_no_picture_is_not_quick():
    assert not is_quick(b"hello")


def test_a_small_file_is_read_for_all_that_follows(tmp_path):
    (tmp_path / "x.png").write_bytes(b"content")
    assert bytes_of_small_file({"path": str(tmp_path / "x.png"), "meta": META}) == b"content"
    assert bytes_of_small_file(as_payload(b"content")) == b"content"


def test_of_a_long_file_nothing_is_read_or_decoded(tmp_path, monkeypatch):
    file = tmp_path / "long.png"
    file.write_bytes(bytes(SMALL_FILE_BYTES + 1))
    encoded = as_payload(bytes(SMALL_FILE_BYTES))
    for target in ("pathlib.Path.read_bytes", "pathlib.Path.open", "base64.b64decode"):
        monkeypatch.setattr(target, lambda *_, **__: pytest.fail("the file was read"))
    assert bytes_of_small_file({"path": str(file), "meta": META}) is None
    assert bytes_of_small_file(encoded) is None


@pytest.mark.parametrize("payload", ["x.png", None, {"path": "/etc/passwd"}], ids=repr)
def test_what_is_no_file_is_refused_at_once(payload):
    with pytest.raises(InvalidImageError, match="must be sent as a file"):
        bytes_of_small_file(payload)
