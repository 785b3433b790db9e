"""A doubted number that plainly is one digit is read as that digit; all others stay as they are."""

from dataclasses import replace

import pytest

from digit_recognizer import Recognizer
from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.one_digit import as_one_digit, may_be_one_digit
from tests.pictures import draw_digit


@pytest.fixture(scope="module")
def seven(recognizer: Recognizer):
    """A 7 as a number, as a digit that was found, and what the default model says of it."""
    picture = draw_digit("7")
    digit = recognizer.find_digit(picture)
    answer = recognizer.model().predict(digit.image28, CLASS_COUNT)
    number = recognizer.read_number(picture)
    [line] = number.lines
    doubted = replace(number, text="1", probability=0.5, lines=(replace(line, text="1", probability=0.5),))
    return doubted, digit, answer


def test_a_doubted_number_is_the_digit_that_it_plainly_is(seven, recognizer: Recognizer):
    number, digit, answer = seven
    assert may_be_one_digit(number)
    read = as_one_digit(number, digit, answer)
    assert (read.text, read.lines[0].text, len(read.digits)) == ("7", "7", 1)
    assert read.probability == answer.confidences[0].confidence
    assert read.digits[0].confidences == answer.confidences
    whole = recognizer.read_number(draw_digit("7"))
    assert max(abs(a - b) for a, b in zip(read.digits[0].box, whole.digits[0].box, strict=True)) <= 4


@pytest.mark.parametrize(
    "changes", [{"probability": 0.95}, {"lines": ()}], ids=["what is sure", "what is not one line"]
)
def test_what_is_not_asked(seven, changes):
    assert not may_be_one_digit(replace(seven[0], **changes))


def test_what_is_no_plain_digit_stays(seven):
    number, digit, answer = seven
    assert as_one_digit(number, digit, replace(answer, digit_probability=0.9)) is number
    assert as_one_digit(number, digit, replace(answer, digit_probability=None)) is number


def test_a_digit_that_is_not_all_of_the_line_stays(seven):
    number, digit, answer = seven
    left, top, right, bottom = number.lines[0].box
    wider = replace(number, lines=(replace(number.lines[0], box=(left, top, right + 2 * (right - left), bottom)),))
    assert as_one_digit(wider, digit, answer) is wider
