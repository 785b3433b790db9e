"""Candidates: every run of neighbouring segments that may be a digit, its 28x28 image and its geometry."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.geometry import boxes_of
from digit_recognizer.image.normalization import fit_frame
from digit_recognizer.number.lattice import Lattice
from digit_recognizer.number.line import Line
from digit_recognizer.number.segments import Segments, union

_MAX_SEGMENTS = 16  # in a digit
_MAX_WIDTH = 1.4  # digit heights: nothing wider is a digit, unless it is a whole mark; …
_MIN_HEIGHT = 0.35  # … and nothing lower, …
_MAX_INNER_GAP = 0.25  # … nor anything with wider gaps
# So many stroke widths on both sides of a cut, where it crosses ink, are of both digits: little where two strokes just
# meet, and all of a stroke that both have drawn.
_SHARED = (0.0, 0.5, 1.5)
_SHORT, _WIDE = 0.7, 0.8  # of the digits' height: what is shorter or wider is less likely a digit
_MAX_GAP = 0.5  # digit heights: a wider gap says no more
_MAX_CUT = 4.0  # strokes crossed

GEOMETRY = ("segment", "shortness", "excess_width", "inner_gap", "cut", "overlap", "gap", "parted")


@dataclass(frozen=True)
class Candidates:
    """Runs of segments that may be digits.

    Attributes:
        segments: what they are runs of.
        lattice: whose n edges they are: from the node before a candidate's first segment to that after its last.
        boxes: int `[n, 4]`: left, top, right and bottom (exclusive) in pixels of the line.
        images28: uint8 `[m, 28, 28]`, as the models take them: one of each candidate, several of those beside a cut.
        owners: int `[m]`: the candidate that each image is of.
        geometry: float `[n, 8]`: for each of `GEOMETRY`, how much of it the candidate has; what lies between two digits
            counts to the one on the right.
    """

    segments: Segments
    lattice: Lattice
    boxes: np.ndarray
    images28: np.ndarray
    owners: np.ndarray
    geometry: np.ndarray


def list_candidates(line: Line, segments: Segments, is_whole: np.ndarray) -> Candidates:
    """Lists every run of neighbouring segments that may be a digit; every mark as a whole is one.

    Args:
        line: Marks of one line.
        segments: The same, cut.
        is_whole: bool `[marks]`: which of them are plainly one digit each, and no two of these are one.
    """
    count = len(segments.boxes)
    whole = np.concatenate([[0], np.cumsum(is_whole[segments.marks])])
    between = _between(segments.boxes)
    spans, of_spans = [], []
    for first in range(count):
        for last in range(first, min(count, first + _MAX_SEGMENTS)):
            box = union(segments.boxes[first : last + 1])
            is_one = (
                _fits(box, line.height)
                and whole[last + 1] - whole[first] <= 1
                and between[first:last].max(initial=0) <= _MAX_INNER_GAP * line.height
            )
            if is_one or _is_mark(segments.marks, first, last):
                spans.append((first, last + 1))
                of_spans.append(box)
    for first in _missing(spans, count):
        spans.append((first, first + 1))
        of_spans.append(segments.boxes[first])
    order = np.lexsort(np.array(spans).T[::-1])
    lattice, boxes = Lattice(np.array(spans)[order]), np.array(of_spans)[order]
    return Candidates(
        segments, lattice, boxes, *_images(line, segments, lattice), _geometry(line, segments, lattice, boxes)
    )


def _missing(spans: list[tuple[int, int]], count: int) -> list[int]:
    """Segments that must be candidates alone, too, so that a path leads through: where marks reach over each other."""
    reached = {0}
    for first, end in spans:
        if first in reached:
            reached.add(end)
    alone = {first for first, end in spans if end == first + 1}
    return [] if count in reached else [first for first in range(count) if first not in alone]


def _fits(box: np.ndarray, height: float) -> bool:
    """Whether a digit may be so wide and so low."""
    return box[2] - box[0] <= _MAX_WIDTH * height and box[3] - box[1] >= _MIN_HEIGHT * height


def _is_mark(marks: np.ndarray, first: int, last: int) -> bool:
    """Whether segments are all those of one mark."""
    own = np.flatnonzero(marks == marks[first])
    return bool((own == np.arange(first, last + 1)).all()) if len(own) == last + 1 - first else False


def _images(line: Line, segments: Segments, lattice: Lattice) -> tuple[np.ndarray, np.ndarray]:
    """Normalises every candidate as single digits are, but that strokes are widened along the whole line at once.

    Returns:
        uint8 `[m, 28, 28]` and, for each, its candidate, int `[m]`. Where strokes of two digits were one, the ink
        beside the cut belongs to both; how much of it is not known, so there is an image for each of `_SHARED`.
    """
    ink, labels = line.wide.ink, line.wide.widen(segments.labels)
    boxes = boxes_of(labels, len(segments.cell_marks))
    # Of thin strokes, some are the same.
    reaches = sorted({max(1, round(share * line.stroke * line.wide.zoom)) for share in _SHARED})
    images28: list[np.ndarray] = []
    owners: list[int] = []
    for index, (first, end) in enumerate(lattice.edges.tolist()):
        cells = segments.cells(first, end)
        around = np.isin(segments.cell_marks, segments.marks[first:end])
        is_cut = bool((around & ~cells).any())
        left, top, right, bottom = union(boxes[cells])
        margin = reaches[-1] if is_cut else 0
        place = np.s_[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
        inside = mask_of(labels[place], cells)
        masks = [inside]
        if is_cut:
            distance = cv2.distanceTransform(255 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            near = mask_of(labels[place], around)
            masks = [near * (distance <= reach) for reach in reaches]
        images28 += [fit_frame(cv2.copyTo(ink[place], mask)) for mask in masks]
        owners += [index] * len(masks)
    return np.array(images28), np.array(owners)


def mask_of(labels: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Where labels, int32 `[h, w]`, are those of members, bool `[labels]`, the first of label 1: uint8, 0 or 255."""
    return np.concatenate([[False], members]).astype(np.uint8)[labels] * np.uint8(255)


def _geometry(line: Line, segments: Segments, lattice: Lattice, boxes: np.ndarray) -> np.ndarray:
    """Measures every candidate: float `[n, 8]`, in digit heights, and cuts in strokes crossed."""
    width = (boxes[:, 2] - boxes[:, 0]) / line.height
    tall = (boxes[:, 3] - boxes[:, 1]) / line.height
    between = _between(segments.boxes) / line.height
    first = lattice.edges[:, 0]
    inner = np.array([between[start : stop - 1].max(initial=0) for start, stop in lattice.edges])
    # Nothing lies to the left of the first segment.
    before = np.concatenate([[0], between])[first]
    cut = np.concatenate([[0], segments.cut])[first]
    return np.column_stack(
        [
            np.ones(len(boxes)),
            np.clip(_SHORT - tall, 0, None),
            np.clip(width - _WIDE, 0, None),
            np.clip(inner, 0, _MAX_GAP),
            np.clip(cut, 0, _MAX_CUT),
            np.where(cut > 0, 0, np.clip(-before, 0, None)),
            np.clip(before, 0, _MAX_GAP),
            cut > 0,
        ]
    )


def _between(boxes: np.ndarray) -> np.ndarray:
    """Blank columns between all segments up to one and all after it, negative where they overlap: `[n - 1]`."""
    right = np.maximum.accumulate(boxes[:, 2])[:-1]
    left = np.minimum.accumulate(boxes[::-1, 0])[::-1][1:]
    return left - right
