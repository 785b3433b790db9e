"""What lies along the edges of a picture that was cut out is no part of the digit; the digit's own strokes are."""

import cv2
import numpy as np
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_on_part, part_of
from digit_recognizer.image.rims import without_rims
from tests.pictures import draw_digit

SIDE = 280
BLACK, GREY = (0, 0, 0), (150, 150, 150)


def rimless(picture: np.ndarray):
    height, width = picture.shape[:2]
    return without_rims(find_on_part(part_of(read_pixels(picture))), (0, 0, width, height))


def line(*ends: tuple[int, int], thickness: int = 3, colour: tuple[int, int, int] = BLACK):
    return lambda picture: cv2.line(picture, *ends, colour, thickness)


def dashes(picture: np.ndarray) -> None:
    for start in range(0, SIDE, 60):
        cv2.line(picture, (start, SIDE - 1), (start + 36, SIDE - 1), GREY, 3)


RIMS = {
    "above": [line((0, 0), (SIDE, 0))],
    "slanting to the left": [line((0, 0), (6, SIDE))],
    "a corner": [line((0, 1), (0, SIDE)), line((0, SIDE - 2), (SIDE, SIDE - 2), thickness=5)],
    "three sides": [line((0, 0), (0, SIDE)), line((0, 0), (SIDE, 0)), line((SIDE - 1, 0), (SIDE - 1, SIDE))],
    "a pale half": [line((0, 0), (SIDE // 2, 0), colour=GREY)],
    "dashes below": [dashes],
    "a dark bar": [line((4, 0), (4, SIDE), thickness=14)],
}


@pytest.mark.parametrize("rims", RIMS.values(), ids=RIMS)
@pytest.mark.parametrize("name", ["0", "4", "9"])
def test_lines_along_the_edges_are_no_ink(recognizer: Recognizer, name, rims):
    picture = draw_digit(name, digit_side=120.0)
    for draw in rims:
        draw(picture)
    answer = recognizer.predict(picture, "cnn")
    assert (str(answer.label), answer.is_digit) == (name, True)


@pytest.mark.parametrize("thickness", [14, 22])
def test_a_stroke_of_the_digit_along_an_edge_stays(recognizer: Recognizer, thickness):
    five = np.full((200, 130, 3), 255, np.uint8)
    cv2.line(five, (60, thickness // 2), (124, thickness // 2), BLACK, thickness)  # its flag does not reach it
    cv2.line(five, (22, 40), (22, 95), BLACK, thickness)
    cv2.ellipse(five, (50, 140), (60, 50), 0, -120, 150, BLACK, thickness)
    found = rimless(five)
    assert found is None or found.ink_map.strength[:thickness].any()
    assert recognizer.predict(five, "cnn").label == 5


def test_a_digit_that_is_all_rim_is_left():
    one = np.full((200, 40, 3), 255, np.uint8)
    cv2.line(one, (2, 0), (2, 200), BLACK, 4)
    assert rimless(one) is None


def test_the_edges_of_a_drawings_map_are_not_those_of_the_picture():
    """A clean canvas is looked at without its margin."""
    picture = draw_digit("0", digit_side=120.0)
    cv2.line(picture, (0, 40), (SIDE, 40), BLACK, 3)
    assert rimless(picture) is None
