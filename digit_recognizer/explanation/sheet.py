"""The digit's ink, on which strokes can be drawn and rubbed out as a visitor would on the picture itself.

A change to the 28x28 image alone is not yet one to the picture: more or less ink moves and scales the whole digit.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import PIXEL_MAX
from digit_recognizer.explanation.occlusion import Marks, distances_from, soft_cover
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import FoundDigit, find_digit
from digit_recognizer.image.normalization import Placement, cut_in_place, normalize_in_place

ROOM = 0.5  # of the digit's longer side: as far around it strokes may reach
STEPS_PER_PIXEL: int = SHARED["explanation"]["steps_per_pixel"]  # strokes lie on halves of pixels, as a pad keeps them

DRAWING_SIDE = 400  # px: pictures no larger are looked at whole each time, as drawings on a pad are

Kind = Literal["erase", "add"]


@dataclass(frozen=True)
class Stroke:
    """A straight stroke with round ends, in pixels of the picture; a dot where start and end are one.

    Attributes:
        kind: "erase" for the eraser's, "add" for the pen's.
        start: x and y, from the picture's left and top edge.
        end: likewise.
        width: across.
    """

    kind: Kind
    start: tuple[float, float]
    end: tuple[float, float]
    width: int

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return {"kind": self.kind, "start": list(self.start), "end": list(self.end), "width": self.width}


@dataclass(frozen=True, eq=False)
class InkSheet:
    """A picture of one digit, dark on white, that can be drawn on.

    Attributes:
        grey: uint8 [h, w], 255 = paper, 0 = full ink.
        place: where the sheet lies on the picture that was received.
    """

    grey: np.ndarray
    place: Placement

    @classmethod
    def of(cls, pixels: Pixels, found: FoundDigit) -> "InkSheet":
        """Returns a pad's drawing as it is; of any other picture its digit alone, with room as far as the picture goes.

        Args:
            pixels: the picture.
            found: the digit on it.
        """
        if _is_drawing(pixels):
            return cls(pixels.rgb[..., 0], Placement())
        ink, place = cut_in_place(found)
        room = round(ROOM * max(ink.shape))
        height, width = found.shape
        above, before = place.top / place.height, place.left / place.width
        below = (height - place.top) / place.height - ink.shape[0]
        behind = (width - place.left) / place.width - ink.shape[1]
        top, bottom, left, right = (min(room, int(max(0.0, side))) for side in (above, below, before, behind))
        grey = np.rint(PIXEL_MAX * (1 - np.pad(ink, [(top, bottom), (left, right)]))).astype(np.uint8)
        return cls(grey, place.of(Placement(left=-left, top=-top)))

    def normalized(self) -> tuple[np.ndarray, Placement]:
        """Returns what the models see of it, uint8 [28, 28], and where that lies on the picture.

        Raises:
            NoInkError: all ink was rubbed out.
        """
        image28, placement = normalize_in_place(find_digit(Pixels(cv2.cvtColor(self.grey, cv2.COLOR_GRAY2RGB))))
        return image28, self.place.of(placement)

    def after(self, stroke: Stroke) -> "InkSheet":
        """Returns the sheet with one more stroke on it."""
        start, end = (self._pixel(*point) for point in (stroke.start, stroke.end))
        radius = stroke.width / (self.place.width + self.place.height)
        low, high = np.minimum(start, end) - radius - 1, np.maximum(start, end) + radius + 2
        rows, columns = (slice(max(0, int(first)), max(0, int(last))) for first, last in zip(low, high, strict=True))
        part = self.grey[rows, columns].astype(np.float32)
        corner = np.array([rows.start, columns.start], np.float32)
        pixels = np.argwhere(np.ones(part.shape, bool)).astype(np.float32) + corner
        cover = soft_cover(distances_from(pixels, start[None], end[None]), radius).reshape(part.shape)
        drawn = np.minimum(part, PIXEL_MAX * (1 - cover)) if stroke.kind == "add" else part + (PIXEL_MAX - part) * cover
        grey = self.grey.copy()
        grey[rows, columns] = np.rint(drawn)
        return replace(self, grey=grey)

    def _pixel(self, x: float, y: float) -> np.ndarray:
        """Returns the row and column of a point on the picture, float32 [2]; pixels lie at whole numbers."""
        row, column = (y - self.place.top) / self.place.height, (x - self.place.left) / self.place.width
        return np.array([row - 0.5, column - 0.5], np.float32)


def _is_drawing(pixels: Pixels) -> bool:
    """Says whether a picture is small, opaque and in shades of grey on white, as pads send them."""
    rgb = pixels.rgb
    is_small = max(rgb.shape[:2]) <= DRAWING_SIDE and pixels.alpha is None
    return is_small and bool((rgb[0] == PIXEL_MAX).all() and (rgb == rgb[..., :1]).all())


def strokes_on(place: Placement, kind: Kind, marks: Marks) -> list[Stroke]:
    """Returns marks on the 28x28 image as strokes on the picture.

    Args:
        place: where the image lies on the picture.
        kind: what they do.
        marks: on the image.
    """
    width = max(1, round(marks.width * (place.width + place.height) / 2))
    starts, ends = _points_on(place, marks.starts), _points_on(place, marks.ends)
    return [Stroke(kind, start, end, width) for start, end in zip(starts, ends, strict=True)]


def _points_on(place: Placement, pixels: np.ndarray) -> list[tuple[float, float]]:
    """Returns the middles of pixels, rows and columns [n, 2], as x and y on the picture."""
    return [
        (_snap(place.left + (column + 0.5) * place.width), _snap(place.top + (row + 0.5) * place.height))
        for row, column in pixels.tolist()
    ]


def _snap(place: float) -> float:
    return round(place * STEPS_PER_PIXEL) / STEPS_PER_PIXEL
