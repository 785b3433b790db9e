"""What the page is sent for a picture."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from digit_recognizer.errors import InvalidImageError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_digit
from digit_recognizer.image.location import locate_digit
from digit_recognizer.image.paper import estimate_paper
from digit_recognizer.interface.answers import answer_with
from digit_recognizer.interface.picture import (
    MAX_SIDE,
    PICTURE_MAX_CHARACTERS,
    develop,
    picture_answer_with,
    read_photo,
)
from tests.pictures import SEVEN_HEIC, as_png, blank_png, data_url, draw_digit


@pytest.fixture(scope="module")
def answer(recognizer):
    return picture_answer_with(recognizer)


def without_times(value):
    rows = [{key: row[key] for key in ("model", "probabilities")} for row in value["predictions"]]
    return value | {"predictions": rows}


def test_a_picture_is_answered_as_a_drawing_and_its_ink_comes_along(answer, recognizer):
    sent = {"picture": data_url(as_png(draw_digit("3"))), "view": 7}
    value = answer(sent)
    ink = value.pop("ink")
    assert without_times(value) == without_times(answer_with(recognizer, read_photo)(sent))
    assert ink["view"] == 7
    place = locate_digit(find_digit(read_pixels(draw_digit("3"))))
    np.testing.assert_allclose(ink["box"], place.box, atol=1e-4)
    with Image.open(io.BytesIO(base64.b64decode(ink["mask"]))) as mask:
        assert mask.mode == "LA"
        np.testing.assert_array_equal(np.asarray(mask)[..., 1], place.mask)
        assert np.asarray(mask)[..., 0].max() == 0


def test_a_picture_is_searched_once(answer, monkeypatch):
    searched = []

    def count(view):
        searched.append(view.shape)
        return estimate_paper(view)

    for module in ("digit", "ink"):
        monkeypatch.setattr(f"digit_recognizer.image.{module}.estimate_paper", count)
    assert answer({"picture": data_url(as_png(draw_digit("3")))})["state"] == "answers"
    assert len(searched) == 1


def test_a_view_that_is_no_number_is_not_sent_back(answer):
    value = answer({"picture": data_url(as_png(draw_digit("3"))), "view": ["x"] * 100})
    assert value["ink"]["view"] is None


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        (None, "idle"),
        ({"picture": ""}, "idle"),
        ({"picture": data_url(blank_png(60, 60))}, "blank"),
        ({"picture": data_url(b"no picture")}, "error"),
        ({"picture": ["data:"]}, "error"),
    ],
    ids=["nothing", "no picture", "blank", "unreadable", "a list"],
)
def test_what_was_not_answered_has_no_ink(answer, sent, state):
    value = answer(sent)
    assert value["state"] == state
    assert "ink" not in value


def test_the_worst_picture_the_page_sends_is_within_the_limit():
    noise = np.random.default_rng(0).integers(0, 256, (MAX_SIDE, MAX_SIDE, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG", quality=90)
    assert read_photo(data_url(file.getvalue())).size == (MAX_SIDE, MAX_SIDE)


def test_more_than_the_page_sends_is_refused():
    with pytest.raises(InvalidImageError, match="at most 3,000,000 characters"):
        read_photo("data:image/png;base64," + "A" * PICTURE_MAX_CHARACTERS)


def test_what_browsers_do_not_read_comes_back_as_a_jpeg():
    heic = SEVEN_HEIC.read_bytes()
    url = f"data:image/heic;base64,{base64.b64encode(heic).decode()}"
    photo = read_photo(develop({"picture": url})["picture"])
    assert (photo.format, photo.size) == ("JPEG", (280, 280))
    assert develop({"picture": "data:image/heic;base64,AAAA"}) == {"picture": None}
    assert develop(None) == {"picture": None}
