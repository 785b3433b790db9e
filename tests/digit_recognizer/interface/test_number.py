"""What the page is sent for the wide pad."""

import time
from dataclasses import replace

import numpy as np
import pytest

from digit_recognizer.interface.number import reading_with
from tests.pictures import as_png, blank_png, data_url, draw_digit


@pytest.fixture(scope="module")
def read(recognizer):
    return reading_with(recognizer)


def beside(*names):
    """Returns digits beside each other, uint8 [280, 280 n, 3]."""
    return np.hstack([draw_digit(name) for name in names])


def sent(pixels):
    return {"picture": data_url(as_png(pixels))}


def test_the_page_is_told_what_read_number_says(read, recognizer):
    drawing = beside("2", "0", "7")
    started = time.perf_counter()
    value = read(sent(drawing))
    taken = (time.perf_counter() - started) * 1000
    number = recognizer.read_number(drawing)
    assert (value["state"], value["text"]) == ("number", "207")
    assert value["text"] == number.text
    assert value["probability"] == pytest.approx(number.probability, abs=1e-5)
    assert value["milliseconds"] <= taken + 1  # rounding
    for shown, digit in zip(value["digits"], number.digits, strict=True):
        best, second = digit.confidences[:2]
        assert (shown["label"], shown["rival"]) == (best.label, second.label)
        assert shown["confidence"] == pytest.approx(best.confidence, abs=1e-5)
        assert shown["is_digit"] is True
        np.testing.assert_allclose(np.array(shown["box"]) * [840, 280, 840, 280], digit.box, atol=0.1)


def test_what_is_no_digit_is_said_to_be_none(read):
    drawing = beside("2", "7")
    drawing[:, :280] = 255
    for start, end in (
        ((20, 60), (260, 60)),
        ((20, 140), (260, 140)),
        ((20, 220), (260, 220)),
        ((60, 20), (60, 260)),
        ((140, 20), (140, 260)),
        ((220, 20), (220, 260)),
    ):
        steps = np.linspace(start, end, 800).astype(int)
        for down in range(-6, 7):
            drawing[steps[:, 1] + down, steps[:, 0]] = 0
    assert [digit["is_digit"] for digit in read(sent(drawing))["digits"]] == [False, True]


@pytest.mark.parametrize("payload", [None, {}, {"picture": ""}, {"picture": None}, "text"], ids=repr)
def test_an_empty_pad_is_idle(read, payload):
    assert read(payload) == {"state": "idle"}


def test_a_pad_without_ink_is_blank(read):
    assert read({"picture": data_url(blank_png(560, 280))}) == {"state": "blank"}


def test_what_cannot_be_read_is_said_in_a_sentence(read):
    dots = np.full((280, 560, 3), 255, np.uint8)
    for left in range(6, 560, 8):
        for top in (60, 130, 200):
            dots[top : top + 20, left : left + 4] = 0
    value = read(sent(dots))
    assert (value["state"], value["kind"]) == ("error", "TooManyMarksError")
    assert "separate marks" in value["message"]
    assert read({"picture": "data:image/png;base64,AAAA"})["kind"] == "InvalidImageError"


def test_bundles_without_a_detector_leave_open_what_is_a_digit(recognizer, monkeypatch):
    blind = replace(recognizer.model("cnn_keras"), bundle_detector=None)
    monkeypatch.setattr(recognizer, "model", lambda name=None: blind)
    value = reading_with(recognizer)(sent(beside("2", "7")))
    assert [digit["is_digit"] for digit in value["digits"]] == [None, None]


def test_signs_lines_and_ignored_ink_are_told_apart(read):
    sheet = np.full((640, 900, 3), 255, np.uint8)
    sheet[20:300, 150:430], sheet[20:300, 560:840] = draw_digit("4"), draw_digit("2")
    sheet[340:620, 150:430] = draw_digit("7")
    sheet[150:166, 60:130] = 0  # a minus
    sheet[225:262, 470:505] = 0  # a point
    sheet[560:590, 700:730] = 0  # after the last digit of its line
    value = read(sent(sheet))
    assert value["text"] == "-4.2\n7"
    assert [(digit["before"], digit["label"], digit["line"]) for digit in value["digits"]] == [
        ("-", 4, 0),
        (".", 2, 0),
        ("", 7, 1),
    ]
    assert [sign["text"] for sign in value["signs"]] == ["-", "."]
    assert len(value["ignored"]) == 1
