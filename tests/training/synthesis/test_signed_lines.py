"""Numbers with signs say what stands on them, in the author's own signs, and lines that lack something are left out."""

from dataclasses import replace

import numpy as np
import pytest

from digit_recognizer.contract import LINE_SIGNS
from tests.training.synthesis.conftest import DIGITS
from training.synthesis import signed_lines
from training.synthesis.authors import Author
from training.synthesis.numbers import NumberStyle
from training.synthesis.signed_lines import compose_marked, find_whole_line

STYLE = NumberStyle(photographed=0, light_on_dark=0, touching=0)
BAR = [[[0, 0], [100, 0]]]


def composed(count: int, author: Author):
    rng = np.random.default_rng(0)
    return [compose_marked(rng, author, 3, STYLE) for _ in range(count)]


def test_every_number_has_a_sign_and_a_box_for_each_character():
    numbers = composed(24, Author(1, DIGITS))
    assert {sign for number in numbers for sign in number.text if sign in LINE_SIGNS} == set(LINE_SIGNS)
    for number in numbers:
        assert len(number.boxes) == len(number.text)
        assert sum(character not in LINE_SIGNS for character in number.text) == 3
        assert number.text[-1] not in LINE_SIGNS
        lefts = [left + right for left, _, right, _ in number.boxes]
        assert lefts == sorted(lefts)


def test_an_author_writes_own_signs(monkeypatch):
    drawn, draw = [], signed_lines.draw_own_sign

    def note(rng, sign, strokes, *pen, **sizes):
        drawn.append((sign, strokes))
        return draw(rng, sign, strokes, *pen, **sizes)

    monkeypatch.setattr(signed_lines, "draw_own_sign", note)
    numbers = composed(12, Author(100, DIGITS, {"-": [BAR]}))
    assert drawn == [("-", BAR)] * sum(number.text.count("-") for number in numbers)
    assert drawn


def test_the_whole_line_is_found_unless_a_part_of_it_is_not_seen():
    [number] = composed(1, Author(1, DIGITS))
    line = find_whole_line(number)
    assert len(line.boxes) >= len(number.text)
    far = (0, 0, 3, 3)
    assert find_whole_line(replace(number, boxes=(*number.boxes, far))) is None


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_lines_is_marked(share):
    rng = np.random.default_rng(0)
    assert {signed_lines.Marking(share).is_marked(rng) for _ in range(5)} == {share == 1.0}
