"""No answer to a golden picture changes unnoticed."""

import pytest

from tests.golden.pictures import COUNT, GoldenPicture, golden_picture
from tests.golden.records import compare, differences, load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recorded():
    return load()


def test_every_picture_is_recorded(recorded):
    assert list(recorded) == [golden_picture(index).name for index in range(COUNT)]


@pytest.mark.parametrize("index", range(COUNT))
def test_answers_are_as_recorded(index, recorded):
    assert not compare(recorded, golden_picture(index))


def test_what_is_not_recorded_is_said():
    assert "record" in compare({}, GoldenPicture("a new one", b""))[0]


@pytest.mark.parametrize(
    ("before", "now", "place"),
    [
        ({"text": "12"}, {"text": "13"}, "text"),
        ({"digits": [{"box": [1, 2]}]}, {"digits": [{"box": [1, 3]}]}, "digits[0].box[1]"),
        ({"digits": [1]}, {"digits": [1, 2]}, "digits"),
        ({"number": "NoInkError"}, {"number": {"text": "1"}}, "number"),
        ({"doubt": 0.5}, {"doubt": None}, "doubt"),
        ({"doubt": 0.5}, {"doubt": 0.502}, "doubt"),
        ({"is_digit": True}, {"is_digit": False}, "is_digit"),
    ],
)
def test_a_difference_is_named_by_its_place(before, now, place):
    assert [line.split(" was ")[0] for line in differences(before, now)] == [place]


def test_the_last_decimal_may_differ():
    assert not differences({"doubt": 0.5, "box": [0.1]}, {"doubt": 0.501, "box": [0.1]})
