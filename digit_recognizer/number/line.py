"""One line of digits: its marks, cut out of the sheet, and how tall its digits are."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digit_recognizer.image.geometry import shrink_by
from digit_recognizer.image.ink import InkMap
from digit_recognizer.number.marks import Marks, find_marks
from digit_recognizer.number.strokes import WideStrokes, widen_strokes

_WORKING_HEIGHT = 80  # px: four to each pixel of a digit in the 28x28 image


@dataclass(frozen=True)
class Line:
    """The marks of one line of digits.

    Attributes:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink, of these marks alone.
        marks: int32 `[h, w]`, 0 = none, 1 … n: which mark the ink belongs to.
        boxes: int `[n, 4]`: left, top, right and bottom (exclusive) of each mark.
        height: Height of a digit in pixels.
        stroke: Mean width of the strokes in pixels.
        origin: Left and top of the arrays in the picture, in its pixels.
        pixel: Width and height of one of the arrays' pixels, in pixels of the picture.
    """

    strength: np.ndarray
    marks: np.ndarray
    boxes: np.ndarray
    height: float
    stroke: float
    origin: tuple[float, float]
    pixel: tuple[float, float]

    @cached_property
    def wide(self) -> WideStrokes:
        """The line as models read it best."""
        return widen_strokes(self.strength, self.height, self.stroke)

    def on_picture(self, box: np.ndarray) -> tuple[int, int, int, int]:
        """Returns a box of the arrays, int `[4]`, in pixels of the picture."""
        return tuple(np.rint(box.reshape(2, 2) * self.pixel + self.origin).astype(int).ravel().tolist())

    def from_picture(self, box: tuple[int, int, int, int]) -> np.ndarray:
        """Returns a box given in pixels of the picture in those of the arrays, float `[4]`."""
        return ((np.reshape(box, (2, 2)) - self.origin) / self.pixel).ravel()


def cut_line(ink_map: InkMap, marks: Marks, kept: np.ndarray, height: float) -> Line:
    """Cuts some marks out of a picture, averaged down to the size at which lines are read.

    Args:
        ink_map: ink on the whole picture.
        marks: all marks on it.
        kept: indices of the line's marks.
        height: height of a digit in pixels of the map.
    """
    left, top = marks.boxes[kept, :2].min(axis=0).tolist()
    right, bottom = marks.boxes[kept, 2:].max(axis=0).tolist()
    inside = np.s_[top:bottom, left:right]
    belongs = np.zeros(len(marks.boxes), bool)
    belongs[kept] = True
    ink = np.where(belongs[marks.labels[inside]], ink_map.strength[inside], np.float32(0))
    zoom = min(1.0, _WORKING_HEIGHT / height)
    strength = shrink_by(ink, zoom)
    own = find_marks(strength, ink_map.is_photo)
    origin = (ink_map.origin[0] + left * ink_map.pixel[0], ink_map.origin[1] + top * ink_map.pixel[1])
    pixel = (ink_map.pixel[0] * (right - left) / strength.shape[1], ink_map.pixel[1] * (bottom - top) / len(strength))
    return Line(strength, own.labels, own.boxes[1:], height * zoom, own.stroke, origin, pixel)
