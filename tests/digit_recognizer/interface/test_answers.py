"""What the page is sent for one drawing."""

import base64
import json
import time

import numpy as np
import pytest
from PIL import Image

from digit_recognizer import normalize_drawing
from digit_recognizer.errors import InvalidImageError
from digit_recognizer.interface.answers import answer_with, answers_panel
from tests.pictures import draw_digit


@pytest.fixture(scope="module")
def answer(recognizer):
    return answer_with(recognizer, read=_as_it_is)


def _as_it_is(picture):
    if isinstance(picture, Exception):
        raise picture
    return picture


def _sent(picture):
    return {"picture": picture}


def test_a_drawing_is_answered_with_every_models_ten_probabilities(answer, recognizer):
    started = time.perf_counter()
    value = answer(_sent(Image.fromarray(draw_digit("7"))))
    taken = (time.perf_counter() - started) * 1000
    assert value["state"] == "answers"
    assert [prediction["model"] for prediction in value["predictions"]] == [info.name for info in recognizer.models]
    image28 = normalize_drawing(draw_digit("7"))
    for prediction in value["predictions"]:
        expected = recognizer.predict_proba(image28[None], prediction["model"])[0]
        np.testing.assert_allclose(prediction["probabilities"], expected, atol=1e-5)
    assert sum(prediction["milliseconds"] for prediction in value["predictions"]) <= taken + 1  # rounding


def test_the_image_that_was_read_goes_along(answer):
    value = answer(_sent(Image.fromarray(draw_digit("3"))))
    pixels = np.frombuffer(base64.b64decode(value["image28"]), np.uint8).reshape(28, 28)
    np.testing.assert_array_equal(pixels, normalize_drawing(draw_digit("3")))


def test_one_update_is_a_few_kilobytes_of_json(answer):
    image = Image.fromarray(draw_digit("7"))
    assert len(json.dumps(answer(_sent(image)))) < 4_500


@pytest.mark.parametrize(
    ("image", "value"),
    [
        (None, {"state": "idle"}),
        (Image.new("RGB", (280, 280), "white"), {"state": "blank"}),
        (
            InvalidImageError("It is damaged."),
            {"state": "error", "kind": "InvalidImageError", "message": "It is damaged."},
        ),
    ],
    ids=["nothing", "blank", "unreadable"],
)
def test_what_cannot_be_read_has_a_state_of_its_own(answer, image, value):
    assert answer(_sent(image)) == value


@pytest.mark.parametrize("payload", [None, "", 7, [], {}], ids=repr)
def test_anything_else_that_is_sent_is_no_drawing(answer, payload):
    assert answer(payload) == {"state": "idle"}


def test_a_picture_over_the_limits_is_an_error_with_its_sentence(answer):
    value = answer(_sent(Image.new("1", (9_000, 20))))
    assert value["state"] == "error"
    assert "8000" in value["message"]


def test_the_panel_knows_every_model_and_its_figures(recognizer):
    panel = answers_panel(recognizer)
    props = panel.get_config()["props"]
    assert [model["name"] for model in props["models"]] == [info.name for info in recognizer.models]
    assert [model["mnist"] for model in props["models"]] == [
        info.metrics["sets"]["mnist_test"]["accuracy"] for info in recognizer.models
    ]
    assert props["default_model"] == recognizer.default_model
