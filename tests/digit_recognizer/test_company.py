"""A digit in company is not one digit, for any model; what lies at the edge, or is no digit, is no company."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.company import other_digit
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_digit
from digit_recognizer.image.marks import SEEN
from tests.pictures import as_png, draw_digit
from training.synthesis.photo import photograph


def apart(names: str = "27", gap: int = 160) -> np.ndarray:
    """Digits with so many blank pixels between their canvases: uint8 RGB."""
    blank = np.full((280, gap, 3), 255, np.uint8)
    first, *others = [draw_digit(name) for name in names]
    return np.hstack([first, *(part for other in others for part in (blank, other))])


def with_dot(name: str, x: int, y: int, radius: int = 9) -> np.ndarray:
    picture = draw_digit(name, digit_side=140.0)
    cv2.circle(picture, (x, y), radius, (0, 0, 0), cv2.FILLED, cv2.LINE_AA)
    return picture


def test_no_model_takes_digits_far_apart_for_one(recognizer: Recognizer):
    answers = recognizer.compare(apart())
    assert {answer.is_digit for answer in answers} == {False}
    alone = recognizer.predict(apart(), "lenet")
    assert (alone.is_digit, alone.digit_probability) == (False, answers[0].digit_probability)


def test_digits_far_apart_on_a_photo_are_not_one(recognizer: Recognizer):
    assert not recognizer.predict(photograph(apart("2745"), np.random.default_rng(1))).is_digit


def test_boxed_digits_are_not_one(recognizer: Recognizer):
    boxes = [cv2.copyMakeBorder(draw_digit(name), *(4,) * 4, cv2.BORDER_CONSTANT, value=(60, 60, 60)) for name in "374"]
    row = cv2.copyMakeBorder(np.hstack(boxes), *(40,) * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    assert not recognizer.predict(row).is_digit


def lines_of(*rows: str) -> np.ndarray:
    """A photo of small digits in lines."""
    lines = [np.hstack([draw_digit(name, canvas=(150, 170), digit_side=110.0) for name in row]) for row in rows]
    return photograph(np.vstack(lines), np.random.default_rng(3))


@pytest.mark.parametrize("rows", [("588", "752"), ("46", "31", "20")])
def test_lines_of_digits_are_not_one(recognizer: Recognizer, rows):
    assert not recognizer.predict(lines_of(*rows)).is_digit


@pytest.mark.parametrize(("rows", "company"), [(("588", "752"), 0.9), (("5",), 0.0), (("58",), 0.0)])
def test_what_is_found_together_is_not_one_where_several_digits_are_within_it(rows, company):
    pixels = read_pixels(lines_of(*rows))
    found = find_digit(pixels)
    together = replace(found, keep=found.ink_map.strength > SEEN)
    assert other_digit(pixels, together, lambda images28: np.full(len(images28), 0.9)) == pytest.approx(company)


def test_dashes_within_are_no_digits():
    sheet = np.full((320, 300, 3), 255, np.uint8)
    for top in (20, 120, 220):
        cv2.line(sheet, (150, top), (150, top + 70), (0, 0, 0), 4, cv2.LINE_AA)
    pixels = read_pixels(photograph(sheet, np.random.default_rng(3)))
    found = find_digit(pixels)
    together = replace(found, keep=found.ink_map.strength > SEEN)
    assert other_digit(pixels, together, lambda images28: np.full(len(images28), 0.9)) == 0


def test_a_batch_says_it_too(recognizer: Recognizer, ask):
    from tests.pictures import as_payload

    [row] = ask("predict_batch", [as_payload(as_png(apart()))], "cnn", 1).json()["data"][0]
    assert row["is_digit"] is False


@pytest.mark.parametrize("edge", [0, 3])
def test_the_line_of_a_cell_is_no_company(recognizer: Recognizer, edge):
    picture = np.pad(draw_digit("4", digit_side=110.0), ((0, 0), (60, 60), (0, 0)), constant_values=255)
    picture[:, edge : edge + 4] = 60
    assert recognizer.predict(picture).is_digit


def test_what_a_photo_cuts_off_is_no_company(recognizer: Recognizer):
    sheet = np.pad(draw_digit("4", digit_side=110.0), ((0, 0), (120, 0), (0, 0)), constant_values=255)
    cv2.line(sheet, (25, 0), (10, 80), (0, 0, 0), 16, cv2.LINE_AA)
    assert recognizer.predict(photograph(sheet, np.random.default_rng(2))).is_digit


def test_a_dot_below_makes_a_question_mark_and_a_dot_beside_does_not(recognizer: Recognizer):
    assert recognizer.predict(draw_digit("2", digit_side=140.0)).is_digit
    assert not recognizer.predict(with_dot("2", 140, 245)).is_digit
    assert recognizer.predict(with_dot("2", 245, 215)).is_digit


@pytest.mark.parametrize("radius", [5, 9, 15, 22])
@pytest.mark.parametrize(("name", "x"), [("2", 140), ("7", 115), ("1", 165)])
def test_dots_near_and_large_make_a_sign_too(recognizer: Recognizer, name, x, radius):
    picture = with_dot(name, x, 225 + radius, radius)
    assert find_digit(read_pixels(picture)).has_point
    assert not recognizer.predict(picture).is_digit
    assert not recognizer.predict(np.flip(picture, 0)).is_digit


def test_what_stands_apart_in_a_digit_is_no_point():
    ring = np.full((280, 280, 3), 255, np.uint8)
    cv2.ellipse(ring, (140, 140), (60, 90), 0, 0, 360, (0, 0, 0), 12, cv2.LINE_AA)
    cv2.circle(ring, (140, 140), 9, (0, 0, 0), cv2.FILLED, cv2.LINE_AA)  # a dotted zero
    five = draw_digit("5")
    row = int(np.flatnonzero((five < 128).any(axis=(1, 2)))[0])
    five[row + 30 : row + 36] = 255  # its bar is loose
    colon = with_dot("2", 140, 245)
    cv2.circle(colon, (170, 245), 9, (0, 0, 0), cv2.FILLED, cv2.LINE_AA)
    for picture in (ring, five, colon):
        assert not find_digit(read_pixels(picture)).has_point
