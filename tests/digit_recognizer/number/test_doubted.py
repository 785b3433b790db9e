"""What a line's doubtful marks are is decided by the whole line, where the line reader knows signs."""

from types import SimpleNamespace

import numpy as np
import pytest

from digit_recognizer.contract import LINE_ALPHABET, LINE_DIGITS
from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.doubted import settle, still_ignored
from digit_recognizer.number.sheet import find_sheet
from tests.digit_recognizer.number.answers import answers_of

UPRIGHTS = [(left, 60, left + 6, 100) for left in (60, 90, 160, 190)]
LONG_MINUS = (4, 70, 54, 84)  # longer than a digit is high, and higher than most
TALL_COMMA = (128, 84, 136, 107)
LOW_COMMA = (128, 94, 135, 110)
BAR = (118, 76, 136, 82)
POINT = (128, 93, 135, 100)
DIRT = [(20, 200, 27, 207), (220, 210, 227, 217), (250, 30, 257, 37)]  # as large as the point


def sheet_of(*boxes, is_photo: bool = False):
    strength = np.zeros((300, 400), np.float32)
    for left, top, right, bottom in boxes:
        strength[top:bottom, left:right] = 1
    return find_sheet(InkMap(strength, is_photo, origin=(0, 0), pixel=(1.0, 1.0)))


def reader_of(text: str, alphabet: str = LINE_ALPHABET):
    """A model whose line reader is sure of one text, whatever it is shown."""
    answers = answers_of(text, alphabet=alphabet)
    return SimpleNamespace(read_line=lambda strip: answers)


def read(written, _):
    """Reads every mark that is no sign as a 1."""
    parts = [(box[0], "1") for box in written.marks.boxes[written.digits].tolist()]
    parts += [(sign.box[0], sign.text) for sign in written.found]
    return SimpleNamespace(text="".join(text for _, text in sorted(parts)))


def settled(sheet, model):
    done = settle(sheet.lines[0], read, model)
    return done.reading.text, still_ignored(sheet, [done.written])


@pytest.mark.parametrize(
    ("doubtful", "by_shape", "other"),
    [
        pytest.param(TALL_COMMA, "11111", "11,11", id="a comma or a 1"),
        pytest.param(LOW_COMMA, "11,11", "11111", id="a 1 or a comma"),
        pytest.param(LONG_MINUS, "11111", "-1111", id="a minus or a 1"),
        pytest.param(BAR, "11-11", "11111", id="a part of a digit or a minus"),
    ],
)
def test_a_doubtful_mark_is_what_makes_the_likelier_text(doubtful, by_shape, other):
    sheet = sheet_of(*UPRIGHTS, doubtful)
    for text in (by_shape, other):
        assert settled(sheet, reader_of(text))[0] == text
    # One that knows no signs is not asked what they are.
    assert settled(sheet, reader_of("7777", LINE_DIGITS))[0] == by_shape
    assert settled(sheet, SimpleNamespace(read_line=lambda strip: None))[0] == by_shape


def test_a_point_among_dirt_is_found_and_not_ignored():
    sheet = sheet_of(*UPRIGHTS, POINT, *DIRT)
    assert settled(sheet, reader_of("1111")) == ("1111", list(sheet.ignored))
    text, ignored = settled(sheet, reader_of("11.11"))
    assert text == "11.11"
    assert set(sheet.ignored) - set(ignored) == sheet.lines[0].boxes_of([doubt.sign for doubt in sheet.lines[0].doubts])
    assert len(ignored) == len(DIRT)


def test_dirt_that_was_taken_for_a_point_is_ignored_ink():
    sheet = sheet_of(*UPRIGHTS, POINT, DIRT[0])
    assert settled(sheet, reader_of("11.11")) == ("11.11", list(sheet.ignored))
    text, ignored = settled(sheet, reader_of("1111"))
    assert (text, len(ignored)) == ("1111", 2)
    assert min(np.abs(np.subtract(box, POINT)).max() for box in ignored) <= 1


@pytest.mark.parametrize(("sign", "text"), [((30, 76, 50, 82), "-1111"), (POINT, "11.11")])
def test_plain_signs_leave_no_doubt(sign, text):
    assert settled(sheet_of(*UPRIGHTS, sign), reader_of("1111"))[0] == text


@pytest.mark.parametrize("dot", [(126, 66, 130, 70), (127, 66, 129, 70)], ids=["small", "narrow"])
def test_a_dot_as_small_as_grain_is_half_of_a_colon_where_the_whole_line_says_so(dot):
    lower = (126, 92, 130, 96)
    sheet = sheet_of(*UPRIGHTS, dot, lower, is_photo=True)
    assert settled(sheet, reader_of("11:11"))[0] == "11:11"
    assert settled(sheet, reader_of("1111"))[0] == "1111"


def test_much_grain_is_no_sign():
    grain = [(left, top, left + 3, top + 3) for left in range(20, 240, 40) for top in (20, 150, 220)]
    [line] = sheet_of(*UPRIGHTS, (127, 67, 130, 70), (126, 92, 129, 95), *grain, is_photo=True).lines
    assert line.around.faint.size == 0


def test_the_whole_line_holds_what_may_be_a_sign():
    [line] = sheet_of(*UPRIGHTS, LONG_MINUS, POINT).lines
    assert (len(line.line.boxes), len(line.whole.boxes)) == (5, 6)
