"""Which lines, signs and ignored ink are found on a sheet."""

import cv2
import numpy as np
import pytest

from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.sheet import Sheet, find_sheet

HEIGHT = 40  # px: of the made-up digits, uprights six pixels wide


def sheet_of(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (400, 500)) -> Sheet:
    """Finds what boxes of full ink are: left, top, right and bottom."""
    strength = np.zeros(size, np.float32)
    for left, top, right, bottom in boxes:
        strength[top:bottom, left:right] = 1
    return find_sheet(InkMap(strength, is_photo=False, origin=(0, 0), pixel=(1.0, 1.0)))


def uprights(count: int, left: int = 60, top: int = 60, step: int = 30) -> list[tuple[int, int, int, int]]:
    return [(left + step * place, top, left + step * place + 6, top + HEIGHT) for place in range(count)]


def texts_of(sheet: Sheet) -> list[list[str]]:
    return [[sign.text for sign in line.signs] for line in sheet.lines]


@pytest.mark.parametrize("gap", [7, 12, 40])
def test_lines_are_found_from_top_to_bottom(gap):
    rows = [uprights(3), uprights(5, top=60 + HEIGHT + gap), uprights(2, top=60 + 2 * (HEIGHT + gap))]
    sheet = sheet_of(*(box for row in rows[::-1] for box in row))
    assert [len(line.line.boxes) for line in sheet.lines] == [3, 5, 2]
    assert sheet.main == 1
    assert not sheet.ignored


@pytest.mark.parametrize("slope", [-0.15, -0.08, 0.08, 0.15])
def test_lines_that_climb_or_fall_stay_apart(slope):
    level = [box for top in (120, 175, 230) for box in uprights(9, top=top)]
    shifts = [round(slope * left) for left, *_ in level]
    boxes = [(left, top + by, right, low + by) for (left, top, right, low), by in zip(level, shifts, strict=True)]
    sheet = sheet_of(*boxes)
    assert [len(line.line.boxes) for line in sheet.lines] == [9, 9, 9]


def test_numbers_far_beside_each_other_are_read_from_left_to_right():
    sheet = sheet_of(*uprights(2, left=330, top=57), *uprights(2, left=20, top=63))
    assert [line.line.origin[0] for line in sheet.lines] == [20, 330]


SIGNS = {
    "-": [(122, 78, 140, 84)],
    ".": [(128, 93, 135, 100)],
    ",": [(128, 94, 135, 110)],
    ":": [(128, 72, 135, 79), (128, 90, 135, 97)],
}


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_between_digits_are_found_where_they_stand(sign):
    sheet = sheet_of((60, 60, 66, 100), (90, 60, 96, 100), (160, 60, 166, 100), *SIGNS[sign])
    assert texts_of(sheet) == [[sign]]
    assert len(sheet.lines[0].line.boxes) == 3
    assert not sheet.ignored


def test_a_minus_stands_before_its_number():
    assert texts_of(sheet_of((30, 76, 50, 82), *uprights(2))) == [["-"]]


@pytest.mark.parametrize(
    "box",
    [
        pytest.param((120, 62, 138, 68), id="a dash as high as the bar of a 5"),
        pytest.param((128, 60, 136, 68), id="a dot above"),
        pytest.param((250, 92, 258, 100), id="a dot after the last digit"),
        pytest.param((250, 78, 270, 84), id="a dash after the last digit"),
    ],
)
def test_what_is_no_sign_there_is_ignored_ink_and_said_to_be(box):
    sheet = sheet_of((60, 60, 66, 100), (90, 60, 96, 100), (150, 60, 156, 100), box)
    assert texts_of(sheet) == [[]]
    assert [np.abs(np.subtract(found, box)).max() <= 1 for found in sheet.ignored] == [True]


def test_dirt_is_neither_a_sign_nor_worth_saying():
    sheet = sheet_of((60, 60, 66, 100), (90, 60, 96, 100), (75, 97, 77, 99), (80, 30, 82, 31))
    assert texts_of(sheet) == [[]]
    assert not sheet.ignored


def test_a_large_drawing_beside_small_digits_has_its_own_line():
    strength = np.zeros((300, 600), np.float32)
    cv2.circle(strength, (450, 150), 100, 1.0, 8)
    for left in range(40, 200, 30):
        strength[130:160, left : left + 5] = 1
    sheet = find_sheet(InkMap(strength, is_photo=False, origin=(0, 0), pixel=(1.0, 1.0)))
    assert 1 <= len(sheet.lines) <= 2


AROUND = {
    "left": (20, 20, 20, 380),
    "bottom": (20, 380, 480, 380),
    "right": (480, 20, 480, 380),
    "top": (20, 20, 480, 20),
}


@pytest.mark.parametrize("sides", [("left", "bottom"), ("top", "right"), ("left", "bottom", "right"), ("left", "top")])
@pytest.mark.parametrize("width", [2, 6, 14])
def test_axes_and_open_frames_around_digits_are_no_digits(sides, width):
    lines = [AROUND[side] for side in sides]
    frame = [(left, top, max(right, left + width), max(bottom, top + width)) for left, top, right, bottom in lines]
    digits = uprights(3, left=200, top=180)
    sheet = sheet_of(*frame, *digits)
    assert [len(line.line.boxes) for line in sheet.lines] == [3]


def test_strokes_that_have_nothing_between_them_are_read():
    strength_of_seven = [(20, 20, 300, 40), (280, 20, 300, 380)]
    assert [len(line.line.boxes) for line in sheet_of(*strength_of_seven).lines] == [1]
