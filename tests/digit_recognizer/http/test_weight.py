"""What a call weighs, by its first bytes."""

import io
import json

import numpy as np
import pytest
from gradio.utils import get_upload_folder
from PIL import Image

from digit_recognizer.http.weight import function_in, is_light
from tests.pictures import as_payload, as_png, blank_png, data_url, draw_digit

SEVEN = as_png(draw_digit("7"))


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.fromarray(draw_digit("7")).save(file, "JPEG")
    return file.getvalue()


def body(data: object, **more: object) -> bytes:
    return json.dumps({"data": data, **more}).encode()


@pytest.mark.parametrize("data", [[as_payload(SEVEN), "lenet", 3], {"picture": data_url(SEVEN)}, [], [None]], ids=str)
def test_a_drawing_is_light(data):
    assert is_light("predict", body(data))


@pytest.mark.parametrize(
    "content", [blank_png(4_000, 4_000), jpeg(), np.random.default_rng(0).bytes(400_000)], ids=["large", "jpeg", "long"]
)
def test_a_photo_is_heavy(content):
    assert not is_light("predict", body([as_payload(content)]))


def test_what_takes_many_answers_is_heavy():
    assert not is_light("turn", body([as_payload(SEVEN)]))
    assert is_light("predict_batch", body([[as_payload(SEVEN)]]))
    assert not is_light("predict_batch", body([[as_payload(SEVEN)] * 10]))
    assert not is_light(None, body({"picture": data_url(SEVEN)}, component_id=3, fn_name="explain"))


def test_the_function_is_found_behind_a_long_picture_too():
    assert function_in(body({"picture": "x" * 50_000}, component_id=3, fn_name="answer")) == "answer"
    assert (
        function_in(b'{"method": "tools/call", "params": {"name": "read_digit", "x": "' + b"y" * 5_000) == "read_digit"
    )
    assert function_in(b"hello") is None


def test_an_uploaded_drawing_is_light_and_no_other_file_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    for folder in (uploads, tmp_path):
        (folder / "seven.png").write_bytes(SEVEN)
    assert get_upload_folder() == str(uploads)
    assert is_light("predict", body([{"path": str(uploads / "seven.png")}]))
    assert not is_light("predict", body([{"path": str(tmp_path / "seven.png")}]))
    assert not is_light("predict", body([{"path": "a\0b"}]))
    assert not is_light("predict", body([{"url": "https://example.org/seven.png"}]))
