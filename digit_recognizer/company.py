"""Says how probably what was found on a picture is not alone: another digit beside it, or several within it."""

from collections.abc import Callable

import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.geometry import box_of
from digit_recognizer.image.ink import InkMap, map_ink
from digit_recognizer.image.marks import SEEN
from digit_recognizer.image.normalization import normalize_ink
from digit_recognizer.number.marks import Marks, find_marks, written_marks

# How probably images uint8 [n, 28, 28] show a digit, and a plain one: float32 [n].
Score = Callable[[np.ndarray], np.ndarray]

_SHARED = SHARED["company"]
_HEIGHT = _SHARED["height"]  # of the digit's height: other digits are no lower and no taller
_MAX_MARKS = _SHARED["max_marks"]  # the heaviest marks are asked about, no more
_WITHIN = _SHARED["within"]  # of a mark's area: with so much within the digit's box it belongs there, …
_AROUND = _SHARED["around"]  # … and with so much of the digit's within its own it is a frame
_SEVERAL = _SHARED["several"]  # digits within what was found make it lines of them: of two, one may be part of a digit
_MIN_SCORE = _SHARED["min_score"]  # a mark that is a digit less probably is none
_THIN = _SHARED["thin"]  # of the longer side: marks no wider are straight, and so are lines of a cell
# Of the picture's shorter side: lines of a cell, and what a photo cuts off, are no farther from its edge.
_EDGE = _SHARED["edge"]


def other_digit(pixels: Pixels, found: FoundDigit, score: Score) -> float:
    """Says how probably another digit stands beside the one that was found, or several stand within it, 0..1.

    Args:
        pixels: the whole picture.
        found: the digit on it.
        score: says how probably images show a plain digit.
    """
    try:
        ink_map = found.ink_map if found.is_whole else map_ink(pixels)
        marks = find_marks(ink_map.strength, ink_map.is_photo)
        beside, within = _others(marks, ink_map, found)
    except DigitRecognizerError:  # blank but for the digit, or more marks than are read
        return 0.0
    images = [normalize_ink(_cut(marks, ink_map, index))[0] for index in (*beside, *within)]
    if not images:
        return 0.0
    scores = score(np.stack(images))
    most = max(_least_of(1, scores[: len(beside)]), _least_of(_SEVERAL, scores[len(beside) :]))
    return most if most >= _MIN_SCORE else 0.0


def _least_of(count: int, scores: np.ndarray) -> float:
    """The least of the `count` highest scores, or 0 where there are fewer."""
    return float(np.sort(scores)[-count]) if len(scores) >= count else 0.0


def _others(marks: Marks, ink_map: InkMap, found: FoundDigit) -> tuple[list[int], list[int]]:
    """Indices of the marks beside the digit, about as tall as it, and of those within it; the heaviest first."""
    kept = found.keep & (found.ink_map.strength > SEEN)
    digit = found.on_picture(box_of(kept if kept.any() else found.keep))
    boxes = marks.boxes * np.tile(ink_map.pixel, 2) + np.tile(ink_map.origin, 2)
    heights = boxes[:, 3] - boxes[:, 1]
    shared = (np.minimum(boxes[:, 2:], digit[2:]) - np.maximum(boxes[:, :2], digit[:2])).clip(0).prod(axis=1)
    is_frame = shared >= _AROUND * (digit[2:] - digit[:2]).prod()
    is_within = shared >= _WITHIN * (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    shares = heights / max(digit[3] - digit[1], 1)
    is_alike = (shares >= _HEIGHT[0]) & (shares <= _HEIGHT[1])
    written = written_marks(marks, ink_map)
    written = written[(~is_frame & ~_is_at_edge(marks, ink_map.is_photo))[written]]
    written = written[np.argsort(-marks.ink[written])]
    # A straight mark within may be a dash of one stroke.
    beside, within = (written[which[written]] for which in (is_alike & ~is_within, is_within & ~_is_thin(marks)))
    return beside[:_MAX_MARKS].tolist(), within[:_MAX_MARKS].tolist() if len(within) >= _SEVERAL else []


def _is_at_edge(marks: Marks, is_photo: bool) -> np.ndarray:
    """Which marks lie at the picture's edge, and are straight or, on a photo, cut off: bool `[n]`."""
    shape = np.array(marks.labels.shape[::-1])
    to_edge = np.minimum(marks.boxes[:, :2], shape - marks.boxes[:, 2:]).min(axis=1)
    return (_is_thin(marks) | is_photo) & (to_edge <= _EDGE * shape.min() + 1)


def _is_thin(marks: Marks) -> np.ndarray:
    return np.minimum(marks.widths, marks.heights) <= _THIN * marks.extents


def _cut(marks: Marks, ink_map: InkMap, index: int) -> np.ndarray:
    left, top, right, bottom = marks.boxes[index]
    place = np.s_[top:bottom, left:right]
    return np.where(marks.labels[place] == index, ink_map.strength[place], np.float32(0))
