"""What the page is told of why an answer was given."""

import base64
import json

import numpy as np
import pytest

from digit_recognizer.interface.payloads import read_drawing
from digit_recognizer.interface.why import explaining, heat_of, turning
from tests.pictures import as_png, blank_png, data_url, draw_digit

SEVEN = data_url(as_png(draw_digit("7")))


@pytest.fixture(scope="module")
def explain(recognizer):
    return explaining(recognizer, read_drawing)


@pytest.fixture(scope="module")
def turn(recognizer):
    return turning(recognizer, read_drawing)


def decoded(text, kind):
    return np.frombuffer(base64.b64decode(text), kind)


def test_a_drawing_is_explained_in_a_few_kilobytes(explain, recognizer):
    own = recognizer.explain(draw_digit("7"), "knn")
    answer = explain({"picture": SEVEN, "model": "knn"})
    assert len(json.dumps(answer)) < 9_000
    shown = answer["explanation"]
    assert (answer["state"], shown["model"], shown["label"], shown["rival"]) == ("explained", "knn", 7, own.rival)
    assert shown["size"] == [280, 280]
    left, top, right, bottom = shown["frame"]
    assert (right - left, bottom - top) == pytest.approx((28 * own.frame.width, 28 * own.frame.height), abs=0.1)
    np.testing.assert_array_equal(decoded(shown["image28"], np.uint8), own.image28.ravel())
    assert [tip["kind"] for tip in shown["tipping"]] == [tip.kind for tip in own.tipping]
    assert [picture["label"] for picture in shown["evidence"]["pictures"]] == [7] * 3
    assert shown["evidence"]["pictures"][0]["size"] == [28, 28]


def test_a_trees_questions_are_told_by_row_and_column(explain, recognizer):
    steps = explain({"picture": SEVEN, "model": "decision_tree"})["explanation"]["evidence"]["steps"]
    own = recognizer.explain(draw_digit("7"), "decision_tree").evidence.steps
    assert steps == [[step.row, step.column, step.is_inked] for step in own]


def test_ink_is_coloured_to_its_edge_by_what_it_counts():
    image28, contributions = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.float32)
    image28[5:8, 5:20] = image28[20:23, 5:20] = 255
    contributions[5:8, 5:20], contributions[20:23, 5:20] = 2.0, -1.0
    heat = heat_of(contributions, image28).reshape(28, 28)
    assert (heat[3:10, 7:18] > 120).all()
    assert (heat[18:25, 7:18] < -60).all()
    assert not heat[12:16].any()


def test_strokes_are_told_that_turn_it_into_another_digit(turn, recognizer):
    answer = turn({"picture": SEVEN, "label": 1, "model": "lenet"})
    own = recognizer.turn(draw_digit("7"), 1, "lenet")
    assert answer["turning"]["is_enough"] is own.is_enough is True
    shown = [(mark["kind"], *map(tuple, mark["points"]), mark["width"]) for mark in answer["turning"]["strokes"]]
    assert shown == [(stroke.kind, stroke.start, stroke.end, stroke.width) for stroke in own.strokes]


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ({"picture": ""}, "idle"),
        ({"picture": data_url(blank_png(280, 280)), "label": 4}, "blank"),
        ({"picture": SEVEN, "model": "no such model", "label": 4}, "error"),
        (None, "idle"),
    ],
    ids=["nothing", "blank", "unknown model", "no question"],
)
def test_what_cannot_be_explained_has_a_state_of_its_own(explain, turn, sent, state):
    assert explain(sent)["state"] == turn(sent)["state"] == state


@pytest.mark.parametrize("label", [None, "4", 10], ids=repr)
def test_what_is_no_digit_is_an_error(turn, label):
    assert turn({"picture": SEVEN, "label": label})["kind"] == "LabelError"
