"""Components of UNIPEN text, and the strokes that segments cut out of them."""

import pytest

from tests.training.data.conversion.conftest import pen_text
from training.data.conversion.components import Point, collect_ink, cut_strokes
from training.data.conversion.statements import UnipenError, parse_statements

FIRST = [(0, 0), (1, 0), (2, 0)]
SECOND = [(0, 5), (1, 5), (2, 5), (3, 5)]
THIRD = [(9, 9)]


def cut(delineation: str, pen: str = pen_text([FIRST, SECOND, THIRD])) -> list[list[Point]]:
    ink = collect_ink(parse_statements(f'{pen}.SEGMENT CHARACTER {delineation} ? "a"', "a.dat"))
    return cut_strokes(ink.segments[0], ink.components)


@pytest.mark.parametrize(
    ("delineation", "strokes"),
    [
        ("1", [SECOND]),
        ("0-1", [FIRST, SECOND]),
        ("0,2", [FIRST, THIRD]),
        ("0-1:2", [FIRST, SECOND[:3]]),
        ("0:1-1:2", [FIRST[1:], SECOND[:3]]),
        ("1:1-1:2", [SECOND[1:3]]),
        ("1:3-2", [SECOND[3:], THIRD]),
        ("0:2-0:2,2", [FIRST[2:], THIRD]),
        ("-1:0", [FIRST, SECOND[:1]]),
        ("1-", [SECOND, THIRD]),
    ],
)
def test_segments_cut_components_and_parts_of_them(delineation: str, strokes: list[list[Point]]):
    assert cut(delineation) == strokes


@pytest.mark.parametrize("delineation", ["3", "0-3", "2-1", "0-1:4", "0:3-1"])
def test_what_is_not_there_cannot_be_cut(delineation: str):
    with pytest.raises(UnipenError, match=r"a\.dat:\d+: '.+' points beyond"):
        cut(delineation)


@pytest.mark.parametrize("delineation", ["a", "1;2", "0--1", "1:2", "1,"])
def test_unreadable_delineations_are_said(delineation: str):
    with pytest.raises(UnipenError, match="is no range of components"):
        cut(delineation)


def test_a_segment_may_name_no_components():
    (segment,) = parse_statements(".SEGMENT CHARACTER", "a.dat")
    with pytest.raises(UnipenError, match="names no components"):
        cut_strokes(segment, [])


def test_the_way_through_the_air_counts_but_is_not_drawn():
    pen = ".PEN_DOWN\n0 0\n1 1\n.PEN_UP\n2 2\n3 3\n.PEN_DOWN\n4 4\n.PEN_UP\n"
    assert cut("0-2", pen) == [[(0, 0), (1, 1)], [(4, 4)]]
    assert cut("2", pen) == [[(4, 4)]]


def test_coordinates_stand_in_the_announced_columns():
    assert cut("0", ".COORD T Y P X\n.PEN_DOWN\n7 1 99 2.5\n") == [[(2.5, 1)]]


def test_coordinates_need_x_and_y():
    with pytest.raises(UnipenError, match=r"a\.dat:1: \.COORD needs X and Y; found 'T X'"):
        collect_ink(parse_statements(".COORD T X", "a.dat"))


@pytest.mark.parametrize("line", ["1", "1 x", "one two"])
def test_damaged_coordinates_are_said_with_their_place(line: str):
    with pytest.raises(UnipenError, match=r"a\.dat:1: \.PEN_DOWN holds a line without coordinates"):
        cut("0", f".PEN_DOWN\n0 0\n{line}\n")


def test_only_characters_are_gathered():
    text = '.SEGMENT WORD 0-1 ? "ab"\n.SEGMENT CHARACTER 0 ? "a"\n.SEGMENT DIGIT 1 ? "1"\n.SEGMENT'
    assert [each.arguments[0] for each in collect_ink(parse_statements(text, "a.dat")).segments] == ["C", "D"]
