"""The endpoint that reads whole numbers, against a running server."""

import numpy as np

from tests.pictures import as_payload, as_png, draw_digit


def test_read_number_answers_text_digits_and_boxes(ask, recognizer):
    picture = np.hstack([draw_digit("2"), draw_digit("7")])
    answer = ask("read_number", as_payload(as_png(picture))).json()["data"][0]
    own = recognizer.read_number(picture)
    assert answer["text"] == own.text == "27"
    assert set(answer) == {"text", "probability", "digits", "lines", "ignored"}
    assert 0 < answer["probability"] <= 1
    [line] = answer["lines"]
    assert (line["text"], line["digits"], answer["ignored"]) == ("27", answer["digits"], [])
    for digit, expected in zip(answer["digits"], own.digits, strict=True):
        assert digit["label"] == digit["confidences"][0]["label"] == str(expected.label)
        assert len(digit["confidences"]) == 3
        assert digit["box"] == list(expected.box)


def test_read_number_says_that_nothing_is_written(ask):
    answer = ask("read_number", as_payload(as_png(np.full((80, 300, 3), 255, np.uint8))))
    assert answer.status_code == 422
    assert "blank" in answer.json()["error"]


def test_signs_stand_in_the_text_unless_digits_alone_are_asked_for(ask):
    picture = np.hstack([draw_digit("2"), draw_digit("7")])
    picture[136:148, 8:44] = 0  # a minus
    payload = as_payload(as_png(picture))
    texts = [ask("read_number", payload, *settings).json()["data"][0]["text"] for settings in ((), (False,), (True,))]
    assert texts == ["-27", "-27", "27"]
    refused = ask("read_number", payload, "yes")
    assert "digits_only must be true or false; received 'yes'." in refused.json()["error"]


def test_settings_may_be_left_out_by_raw_http(ask):
    payload = as_payload(as_png(draw_digit("7")))
    short, full = (ask("predict", *data).json()["data"][0] for data in ((payload,), (payload, "cnn", 3)))
    assert short == full
    assert "No image was received" in ask("predict").json()["error"]
