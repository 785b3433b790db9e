"""Signs that touch a digit, or look like another by their shape, are put right by the line reader."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.contract import LINE_ALPHABET
from digit_recognizer.number.likelier_signs import SignText, likelier_signs
from tests.digit_recognizer.number.answers import answers_of


@pytest.mark.parametrize(
    ("read", "seen"),
    [
        *(("4676", "46:76"), ("37409", "374,09"), ("456", "-456"), ("081.55", "081,55"), ("512,1", "512.1")),
        *(("5551234", "555-1234"), ("8..56", "8:56"), ("1234", "-1,23.4")),
    ],
)
def test_the_signs_of_the_whole_line_are_read(read, seen):
    assert likelier_signs(read, answers_of(seen, sure=12)) == seen
    assert likelier_signs(seen, answers_of(seen, sure=12)) == seen


@pytest.mark.parametrize(("read", "seen"), [("4676", "46:76"), ("081.55", "081,55"), ("456", "-456")])
def test_a_reader_that_is_not_sure_changes_nothing(read, seen):
    assert likelier_signs(read, answers_of(seen, sure=2.5)) == read


@given(st.text(LINE_ALPHABET, max_size=8), st.text(LINE_ALPHABET, min_size=1, max_size=8), st.floats(0, 20))
@settings(max_examples=200, deadline=None)
def test_digits_stay_whatever_is_read_and_seen(read, seen, sure):
    put_right = likelier_signs(read, answers_of(seen, sure))
    assert SignText.of(put_right).digits == SignText.of(read).digits


@pytest.mark.parametrize("text", ["", "7", "-42", "3.14", "1,000,000", "8..5", "12:45"])
def test_a_text_is_put_together_as_it_was(text):
    assert str(SignText.of(text)) == text


@pytest.mark.parametrize("text", ["3.3", "6.3", "2,5", "5,5", "8,2", "0,3", "3:9", "9:9", "0:5", "6:0"])
def test_a_sign_that_runs_into_a_digit_is_read_and_has_a_box(recognizer, write, text):
    picture = write(text[0], text[2], gap=22)
    ink = picture.min(axis=2) < 128
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    top, foot = int(rows[0]), int(rows[-1])
    left = int(columns[np.argmax(np.diff(columns))])
    right = left + int(np.diff(columns).max())
    if text[1] == ",":
        cv2.line(picture, (right - 2, foot - 8), (right - 12, foot + 14), (0, 0, 0), 7)
    else:
        cv2.circle(picture, (right - 4, foot - 7), 6, (0, 0, 0), -1)
    if text[1] == ":":
        cv2.circle(picture, (right - 4, round(top + 0.35 * (foot - top))), 6, (0, 0, 0), -1)
    marks = cv2.connectedComponents((picture.min(axis=2) < 128).astype(np.uint8))[0] - 1
    assert marks == (3 if text[1] == ":" else 2)
    reading = recognizer.read_number(picture)
    assert reading.text == text
    [sign] = reading.lines[0].signs
    assert left - 5 < (sign.box[0] + sign.box[2]) / 2 < right + 15
    assert foot - 30 < sign.box[3] <= foot + 25
    assert sign.box[2] - sign.box[0] <= 26
    assert reading.ignored == ()


def test_a_dot_inside_a_zero_is_no_half_of_a_colon(recognizer, write):
    picture = write("2", "0", "7", gap=22)
    ink = cv2.connectedComponentsWithStats((picture.min(axis=2) < 128).astype(np.uint8))
    left, top, width, height = sorted(ink[2][1:, :4].tolist())[1]
    cv2.circle(picture, (left + width // 2, top + height // 2), 5, (0, 0, 0), -1)
    assert recognizer.read_number(picture).text == "207"


@pytest.mark.parametrize(("dotted", "text"), [((), "1212"), ((2,), "12:12")])
def test_half_of_a_colon_is_enough_where_the_line_reader_leaves_it_open(dotted, text):
    assert likelier_signs("1212", answers_of("12:12", sure=1.5), dotted) == text
