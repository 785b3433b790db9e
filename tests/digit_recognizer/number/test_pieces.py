"""Strokes taken apart where they cross, turn sharply or are cut."""

import cv2
import numpy as np
import pytest

from digit_recognizer.number.pieces import Pieces, find_pieces

WIDTH = 5
ALL_LEFT = 200


def drawn(*strokes: list[tuple[int, int]]) -> np.ndarray:
    """Draws strokes through points of x and y: bool [120, 160]."""
    mask = np.zeros((120, 160), np.uint8)
    for stroke in strokes:
        cv2.polylines(mask, [np.array(stroke)], False, 1, WIDTH)
    return mask > 0


def pieces_of(*strokes: list[tuple[int, int]], cut: int = ALL_LEFT) -> Pieces:
    """Takes apart such strokes; what lies left of a column is the left digit's."""
    mask = drawn(*strokes)
    left = np.zeros(mask.shape, bool)
    left[:, :cut] = True
    return find_pieces(mask, left, WIDTH)


def at(pieces: Pieces, x: int, y: int) -> int:
    """The piece at a place, counted from 0."""
    return int(pieces.labels[y, x]) - 1


def smoothness(pieces: Pieces, one: int, other: int) -> float | None:
    """How smoothly two pieces meet; None where they do not."""
    return next((joint.smoothness for joint in pieces.joints if {joint.one, joint.other} == {one, other}), None)


@pytest.mark.parametrize(("dx", "dy"), [(0, 40), (25, 35), (-25, 35)])
def test_at_a_crossing_each_stroke_goes_straight_on(dx, dy):
    pieces = pieces_of([(30, 60), (130, 60)], [(80 - dx, 60 - dy), (80 + dx, 60 + dy)])
    left, right = at(pieces, 40, 60), at(pieces, 120, 60)
    top, foot = at(pieces, 80 - dx * 3 // 4, 60 - dy * 3 // 4), at(pieces, 80 + dx * 3 // 4, 60 + dy * 3 // 4)
    assert len({left, right, top, foot}) == 4
    assert smoothness(pieces, left, right) > 0.8
    assert smoothness(pieces, top, foot) > 0.8
    assert smoothness(pieces, left, top) < 0.5
    assert smoothness(pieces, right, foot) < 0.5


@pytest.mark.parametrize("corner", [(30, 90), (80, 100), (110, 95)])
def test_a_sharp_corner_parts_a_stroke(corner):
    pieces = pieces_of([(60, 15), corner, (150, 70)])
    before, after = (
        at(pieces, (60 + corner[0]) // 2, (15 + corner[1]) // 2),
        at(pieces, 140, round(70 + (corner[1] - 70) * 10 / (150 - corner[0]))),
    )
    assert before != after
    assert smoothness(pieces, before, after) is not None


@pytest.mark.parametrize("cut", [60, 90, 120])
def test_a_cut_parts_a_stroke_that_goes_smoothly_on(cut):
    pieces = pieces_of([(20, 70), (150, 60)], cut=cut)
    before, after = at(pieces, cut - 20, 67), at(pieces, cut + 20, 64)
    assert pieces.is_left.tolist() == [index == before for index in range(2)]
    assert smoothness(pieces, before, after) > 0.9


def test_what_does_not_touch_does_not_meet():
    pieces = pieces_of([(20, 20), (20, 100)], [(100, 20), (100, 100)])
    assert len(pieces.is_left) == 2
    assert pieces.joints == ()


@pytest.mark.parametrize(("start", "cut"), [(123, 130), (124, 135), (125, 140)])
def test_a_cut_through_two_strokes_joins_neither_to_the_other(start, cut):
    pieces = pieces_of([(start - 120, 30), (156, 30)], [(start, 90), (156, 90)], cut=cut)
    upper, lower = ({at(pieces, x, y) for x in (cut - 5, cut + 5)} for y in (30, 90))
    assert (len(upper), len(lower)) == (2, 2)
    assert [{joint.one, joint.other} for joint in pieces.joints] in ([upper, lower], [lower, upper])


def test_every_pixel_of_ink_is_some_pieces_and_no_paper_is():
    strokes = [(30, 60), (130, 60)], [(80, 20), (80, 100)], [(40, 30), (120, 90)]
    pieces = pieces_of(*strokes)
    assert ((pieces.labels > 0) == drawn(*strokes)).all()
    assert set(np.unique(pieces.labels)) == set(range(len(pieces.is_left) + 1))
