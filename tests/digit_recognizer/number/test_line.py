"""How much may be on a picture that is read as a number."""

import numpy as np
import pytest

from digit_recognizer.errors import TooManyMarksError
from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.marks import find_marks
from digit_recognizer.number.sheet import find_line


def drawing(strength: np.ndarray) -> InkMap:
    return InkMap(strength.astype(np.float32), is_photo=False, origin=(0, 0), pixel=(1.0, 1.0))


def strokes(count: int) -> InkMap:
    """Upright strokes beside each other."""
    strength = np.zeros((60, 16 * count + 20))
    for left in range(10, 10 + 16 * count, 16):
        strength[10:50, left : left + 4] = 1
    return drawing(strength)


def dots(side: int) -> InkMap:
    """So many rows and columns of single pixels."""
    strength = np.zeros((2 * side + 1, 2 * side + 1))
    strength[1::2, 1::2] = 1
    return drawing(strength)


def test_sixty_marks_are_looked_at():
    assert len(find_line(strokes(60)).boxes) == 60


def test_more_marks_are_refused():
    with pytest.raises(TooManyMarksError, match=r"61 separate marks.*at most 60"):
        find_line(strokes(61))


@pytest.mark.parametrize(("side", "most"), [(141, 400), (142, 20_000)])
def test_specks_are_counted_before_they_are_left_out(side, most):
    with pytest.raises(TooManyMarksError, match=rf"{side**2} separate marks.*at most {most} "):
        find_line(dots(side))


def test_a_thin_mark_at_the_edge_of_a_photo_has_a_box():
    strength = np.zeros((60, 60), np.float32)
    strength[10:50, 0] = strength[10:50, 30:40] = 1
    boxes = find_marks(strength, is_photo=True).boxes[1:]
    assert (boxes[:, :2] < boxes[:, 2:]).all()
