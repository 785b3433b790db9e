"""Takes printed boxes away that stand around digits, one for each or one for all, as on forms."""

from collections.abc import Callable

import cv2
import numpy as np

from digit_recognizer.image.combs import find_comb
from digit_recognizer.image.lines import (
    PrintedForm,
    PrintedLine,
    alike,
    close_gaps,
    straight_lines,
    straight_runs,
    without_lines,
)
from digit_recognizer.image.marks import SEEN
from digit_recognizer.image.remains import remove_remains

_MIN_SIDE = 14  # px: no digit can be read in a smaller box
_MIN_AREA = 0.5  # of the box around a mark lies within its outline: a frame encloses what is inside
_SIDE_RUN = 0.5  # of the box's shorter side: of the strokes that touch a frame, none runs straight so long
_LINE_RUN = 0.9  # of the frame's height or width: lines run through all of it, strokes of digits do not
_LINE_SEEN = 0.9  # of that length: a line shows in so much of it, once it is straightened
_FRAME_SHARE = 0.6  # of the width and height of all that hangs together: strokes reach beyond a frame by no more
_SIDES = 2  # lines each way, at least: a box is closed
_MIN_RECTANGLE = 0.9  # of the upright or slanted rectangle around a frame: of an ellipse, it is 0.79
_MIN_DIGIT = 0.3  # of the frame's height: what is left in a box is no lower, else it was a digit and no box
_CANVAS_GAPS, _PHOTO_GAPS = (0,), (3, 9, 21)  # px: lines of a canvas are whole, grain and shadow break those of a photo


def remove_boxes(strength: np.ndarray, is_photo: bool, may_touch_edges: bool) -> np.ndarray:
    """Takes boxes and combs away, and leaves the digits in them, where they cross a line, too.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
        is_photo: Whether grain may have broken lines.
        may_touch_edges: Whether what reaches the picture's edge may be a box; on ruled paper it is the ruling.

    Returns:
        float32 `[h, w]`; the very same array where there is no box.
    """
    cleared, boxes = _without(strength, _find_frame, is_photo, may_touch_edges, _holds_digit)
    if boxes and is_photo:
        return remove_remains(cleared, boxes)
    # Digits need not reach into a comb, which is lower than they are.
    return cleared if boxes else _without(strength, find_comb, is_photo, may_touch_edges, lambda rest: True)[0]


def _without(
    strength: np.ndarray,
    find: Callable[[np.ndarray, np.ndarray], PrintedForm | None],
    is_photo: bool,
    may_touch_edges: bool,
    is_right: Callable[[np.ndarray], bool],
) -> tuple[np.ndarray, list[PrintedForm]]:
    """Takes away what is found in outlines where it is right to, by what is left there; returns what was found, too."""
    cleared = strength
    taken: list[PrintedForm] = []
    for gap in _PHOTO_GAPS if is_photo else _CANVAS_GAPS:
        mask = close_gaps((cleared > SEEN).view(np.uint8), gap)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            printed = find(mask, outline)
            if printed is None or (_reaches_edge(printed, mask.shape) and not may_touch_edges):
                continue
            rest = without_lines(cleared[printed.place], printed.lines)
            if is_right(rest):
                cleared = cleared.copy() if cleared is strength else cleared
                cleared[printed.place] = rest
                taken.append(printed)
    return cleared, taken


def _reaches_edge(frame: PrintedForm, shape: tuple[int, int]) -> bool:
    return any(part.start == 0 or part.stop == side for part, side in zip(frame.place, shape, strict=True))


def _find_frame(mask: np.ndarray, outline: np.ndarray) -> PrintedForm | None:
    """The frame that has this outline; None where it is of something else."""
    left, top, width, height = cv2.boundingRect(outline)
    if min(width, height) < _MIN_SIDE or cv2.contourArea(outline) < _MIN_AREA * width * height:
        return None
    place = np.s_[top : top + height, left : left + width]
    inked = mask[place]
    run = _SIDE_RUN * min(width, height)
    sides = straight_runs(inked, run) | straight_runs(inked.T, run).T
    found, _ = cv2.findContours(sides, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not found:
        return None
    frame = max(found, key=cv2.contourArea)
    _, sides, _ = cv2.minAreaRect(frame)
    if cv2.contourArea(frame) < _MIN_RECTANGLE * sides[0] * sides[1]:
        return None
    _, _, wide, tall = cv2.boundingRect(frame)
    if min(wide / width, tall / height) < _FRAME_SHARE:
        return None
    short, long = sorted(_LINE_RUN * side for side in sides)
    across, down = (long, short) if tall < wide else (short, long)
    level, upright = (
        [line for line in straight_lines(ink, length) if line.ink.any(axis=0).sum() >= _LINE_SEEN * length]
        for ink, length in ((inked, across), (inked.T, down))
    )
    if min(len(level), len(upright)) < _SIDES:
        return None
    return PrintedForm(place, alike(level + [PrintedLine(line.ink.T, line.thickness) for line in upright]))


def _holds_digit(strength: np.ndarray) -> bool:
    """Whether any mark is as tall as a digit."""
    *_, stats, _ = cv2.connectedComponentsWithStats((strength > SEEN).view(np.uint8))
    return bool(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0) >= _MIN_DIGIT * len(strength))
