"""Takes printed boxes away that stand around digits, one for each or one for all, as on forms."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.marks import SEEN

_MIN_SIDE = 14  # px: no digit can be read in a smaller box
_MIN_AREA = 0.5  # of the box around a mark lies within its outline: a frame encloses what is inside
_SIDE_RUN = 0.5  # of the box's shorter side: of the strokes that touch a frame, none runs straight so long
_LINE_RUN = 0.9  # of the frame's height or width: lines run through all of it, strokes of digits do not
_FRAME_SHARE = 0.6  # of the width and height of all that hangs together: strokes reach beyond a frame by no more
_SIDES = 2  # lines each way, at least: a box is closed
_PIECE = 0.5  # of that length: shorter pieces are strokes that lie along a line
_THICKER = 1.7  # times the usual line of a frame: what is thicker yet was drawn
_MIN_RECTANGLE = 0.9  # of the upright or slanted rectangle around a frame: of an ellipse, it is 0.79
_TILT = 0.04  # of its length: by so much a line may leave its row
_MIN_DIGIT = 0.3  # of the frame's height: what is left in a box is no lower, else it was a digit and no box
_CRUMB = 0.2  # of the frame's height: so small a rest along a line was part of it
_CANVAS_GAPS, _PHOTO_GAPS = (0,), (3, 9, 21)  # px: lines of a canvas are whole, grain and shadow break those of a photo
_STRONGEST = 80  # percentile of a line's ink that is its strength: the rest are its edges
_SAME_LINE = 1.4  # times a line's strength: what is plainly darker is a pen's, on the line


@dataclass(frozen=True)
class _Line:
    """A straight printed line: bool `[h, w]`, True on its ink, and how thick it is in pixels."""

    ink: np.ndarray
    thickness: float


@dataclass(frozen=True)
class _Frame:
    """A box or a row of boxes: where it is, and the lines of that part."""

    place: tuple[slice, slice]
    lines: list[_Line]


def remove_boxes(strength: np.ndarray, is_photo: bool, may_touch_edges: bool) -> np.ndarray:
    """Takes boxes away, and leaves the digits in them, where they cross a line, too.

    Args:
        strength: float32 `[h, w]`, 0 = paper, 1 = full ink.
        is_photo: Whether grain may have broken lines.
        may_touch_edges: Whether what reaches the picture's edge may be a box; on ruled paper it is the ruling.

    Returns:
        float32 `[h, w]`; the very same array where there is no box.
    """
    cleared = strength
    for gap in _PHOTO_GAPS if is_photo else _CANVAS_GAPS:
        mask = _closed((cleared > SEEN).view(np.uint8), gap)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            frame = _find_frame(mask, outline)
            if frame is None or (_reaches_edge(frame, mask.shape) and not may_touch_edges):
                continue
            rest = _without_lines(cleared[frame.place], frame.lines)
            if _holds_digit(rest):
                cleared = cleared.copy() if cleared is strength else cleared
                cleared[frame.place] = rest
    return cleared


def _closed(mask: np.ndarray, gap: int) -> np.ndarray:
    """Closes gaps in level and upright lines, less than so many pixels long: uint8 `[h, w]`."""
    if not gap:
        return mask
    level, upright = (
        cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(shape, np.uint8)) for shape in ((3, gap), (gap, 3))
    )
    return cv2.bitwise_or(level, upright)


def _reaches_edge(frame: _Frame, shape: tuple[int, int]) -> bool:
    return any(part.start == 0 or part.stop == side for part, side in zip(frame.place, shape, strict=True))


def _find_frame(mask: np.ndarray, outline: np.ndarray) -> _Frame | None:
    """The frame that has this outline; None where it is of something else."""
    left, top, width, height = cv2.boundingRect(outline)
    if min(width, height) < _MIN_SIDE or cv2.contourArea(outline) < _MIN_AREA * width * height:
        return None
    place = np.s_[top : top + height, left : left + width]
    inked = mask[place]
    run = _SIDE_RUN * min(width, height)
    sides = _runs(inked, run) | _runs(inked.T, run).T
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
    level, upright = _straight_lines(inked, across), _straight_lines(inked.T, down)
    if min(len(level), len(upright)) < _SIDES:
        return None
    return _Frame(place, _alike(level + [_Line(line.ink.T, line.thickness) for line in upright]))


def _runs(inked: np.ndarray, length: float) -> np.ndarray:
    """What lies on level lines of a length or more, a little aslant or not: uint8 `[h, w]`, 0 or 1."""
    reach = max(1, round(_TILT * length))
    broad = cv2.dilate(inked, np.ones((reach, 1), np.uint8))
    long = cv2.morphologyEx(broad, cv2.MORPH_OPEN, np.ones((1, max(3, round(length))), np.uint8))
    return long & inked


def _straight_lines(inked: np.ndarray, length: float) -> list[_Line]:
    """Level lines, each as thick as it is where nothing touches it, all the way through the frame."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(_runs(inked, length))
    row, column = np.ogrid[: inked.shape[0], : inked.shape[1]]
    lines = []
    for index in range(1, count):
        if stats[index, cv2.CC_STAT_WIDTH] < _PIECE * length:
            continue
        rows, columns = np.nonzero(labels == index)
        heights = np.bincount(columns)
        middles = np.bincount(columns, weights=rows) / np.maximum(heights, 1)
        thickness = float(np.median(heights[heights > 0]))
        bare = np.flatnonzero((heights > 0) & (heights <= thickness + 1))
        slope, start = np.polyfit(bare, middles[bare], 1)
        is_on = np.abs(row - start - slope * column) <= (thickness + 1) / 2
        lines.append(_Line(is_on & (inked > 0), thickness))
    return lines


def _alike(lines: list[_Line]) -> list[_Line]:
    """Leaves out what is plainly thicker than the other lines: a long straight stroke of a digit."""
    usual = float(np.median([line.thickness for line in lines]))
    return [line for line in lines if line.thickness <= _THICKER * usual + 1]


def _without_lines(strength: np.ndarray, lines: list[_Line]) -> np.ndarray:
    """Takes lines away but where a stroke goes on beyond them, or is plainly darker: float32 `[h, w]`."""
    seen = strength > SEEN
    printed = np.any([line.ink for line in lines], axis=0)
    written = seen & ~printed
    for line in lines:
        darker = strength > _SAME_LINE * float(np.percentile(strength[line.ink], _STRONGEST))
        written |= line.ink & seen & (darker | _bridged(seen & ~printed, round(line.thickness) + 2))
    blurred = cv2.dilate(printed.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    beside = cv2.dilate(written.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    gone = (printed & ~written) | (blurred & ~seen & ~beside)
    return _without_crumbs(np.where(gone, np.float32(0), strength), printed)


def _bridged(ink: np.ndarray, width: int) -> np.ndarray:
    """Ink with gaps of so many pixels bridged: bool `[h, w]`."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width | 1, width | 1))
    padded = np.pad(ink, width).view(np.uint8)
    return cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[width:-width, width:-width] > 0


def _without_crumbs(strength: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Takes away what little is left of lines along them: float32 `[h, w]`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((strength > 0).view(np.uint8))
    near = cv2.dilate(lines.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    is_near = np.bincount(labels[near], minlength=count) > 0
    extents = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    is_crumb = is_near & (extents < _CRUMB * len(strength))
    is_crumb[0] = False
    return np.where(is_crumb[labels], np.float32(0), strength)


def _holds_digit(strength: np.ndarray) -> bool:
    """Whether any mark is as tall as a digit."""
    *_, stats, _ = cv2.connectedComponentsWithStats((strength > SEEN).view(np.uint8))
    return bool(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0) >= _MIN_DIGIT * len(strength))
