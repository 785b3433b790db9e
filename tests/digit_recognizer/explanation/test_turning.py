"""What would make a digit another one."""

import json

import numpy as np
import pytest

from digit_recognizer.errors import LabelError
from digit_recognizer.explanation.turning import MAX_STROKES
from tests.digit_recognizer.explanation.strokes import painted
from tests.pictures import draw_digit


@pytest.mark.parametrize("name", ["cnn", "knn", "decision_tree", "logistic_regression"])
def test_the_strokes_turn_most_digits_into_most_others(recognizer, name):
    turned = kept = 0
    wanted = [("7", 1), ("7", 2), ("7", 9), ("2", 0), ("2", 3), ("2", 4), ("2", 8)]
    for digit, label in wanted:
        turning = recognizer.turn(draw_digit(digit), label, name)
        assert len(turning.strokes) <= MAX_STROKES
        turned += turning.is_enough
        after = recognizer.predict(painted(draw_digit(digit), turning.strokes), name)
        kept += turning.is_enough and after.label == label
    assert turned >= 0.7 * len(wanted)
    assert kept >= 0.85 * turned


def test_what_is_that_digit_already_needs_no_stroke(recognizer):
    turning = recognizer.turn(draw_digit("7"), 7)
    assert (turning.strokes, turning.is_enough, turning.label) == ((), True, 7)


def test_a_turning_becomes_plain_lists(recognizer):
    turning = recognizer.turn(draw_digit("7"), 4)
    plain = json.loads(json.dumps(turning.to_dict()))
    assert set(plain) == {"model", "label", "strokes", "image28", "probabilities", "is_enough"}
    assert np.argmax(plain["probabilities"]) == 4
    assert all(set(stroke) == {"kind", "start", "end", "width"} for stroke in plain["strokes"])


@pytest.mark.parametrize("label", [-1, 10, 1.5, "4", None, True], ids=repr)
def test_no_digit_is_refused(recognizer, label):
    with pytest.raises(LabelError, match="a digit from 0 to 9; received"):
        recognizer.turn(draw_digit("7"), label)
