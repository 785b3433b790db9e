"""Visitors are believed unless they disagree, or every model is against them; what is not learnt is listed."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from tests.training.fitting.feedback.made import drawn, keep, roofs
from training.fitting.feedback.checked import NO_CLASS, check_feedback
from training.fitting.feedback.said import SaidPicture, read_feedback


@pytest.fixture
def checked(tmp_path, recognizer):
    def check(*said):
        names = keep(tmp_path / "feedback", said)
        return names, check_feedback(read_feedback(str(tmp_path / "feedback")), recognizer, "visitors")

    return check


def reasons(result) -> list[str]:
    return [refusal.reason for refusal in result.refused]


def test_what_is_believed_is_normalised_and_labelled(checked):
    (roof,) = roofs(1)
    _, result = checked((drawn("3"), "3"), (roof, "no digit"))
    np.testing.assert_array_equal(result.feedback.labels, [3, NO_CLASS])
    np.testing.assert_array_equal(result.feedback.images[1], normalize_drawing(roof))
    assert not result.refused
    assert str(result).startswith("Feedback from visitors: ")


def test_a_label_that_every_model_is_certain_against_is_listed(checked):
    names, result = checked((drawn("3"), "8"), (drawn("7"), "no digit"), (drawn("0"), "0"))
    assert result.feedback.labels.tolist() == [0]
    assert [refusal.file.split("/")[1] for refusal in result.refused] == names[:2]
    assert "a visitor called it 8, but all 21 models read 3, and cnn is certain" in reasons(result)[0]
    assert "called it no digit" in reasons(result)[1]
    assert reasons(result)[0] in str(result)


def test_visitors_who_disagree_are_both_listed_and_agreeing_ones_count_once(recognizer):
    import io

    stream = io.BytesIO()
    drawn("5").save(stream, "PNG")
    said = [SaidPicture(f"{number}.png", label, stream.getvalue()) for number, label in enumerate(("5", "5", "6"))]
    result = check_feedback(said, recognizer, "visitors")
    assert not len(result.feedback)
    assert reasons(result) == ["visitors disagree: it was called 5 and 6"] * 3
    assert len(check_feedback(said[:2], recognizer, "visitors").feedback) == 1


def test_what_cannot_be_read_is_listed(recognizer):
    said = [
        SaidPicture("a.png", "3", None),
        SaidPicture("b.png", "three", b""),
        SaidPicture("c.png", 3, b""),
        SaidPicture("d.png", "3", b"no picture"),
    ]
    result = check_feedback(said, recognizer, "visitors")
    assert reasons(result)[:3] == [
        "the picture is missing",
        "its label is 'three', neither a digit nor 'no digit'",
        "its label is 3, neither a digit nor 'no digit'",
    ]
    assert reasons(result)[3].startswith("the picture cannot be used: ")
