"""Finds straight printed lines, and takes them away but where a pen crossed them."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.marks import SEEN

_PIECE = 0.5  # of that length: shorter pieces are strokes that lie along a line
_THICKER = 1.7  # times the usual line of a frame: what is thicker yet was drawn
_TILT = 0.04  # of its length: by so much a line may leave its row
_CRUMB = 0.2  # of the frame's height: so small a rest along a line was part of it
_STRONGEST = 80  # percentile of a line's ink that is its strength: the rest are its edges
_SAME_LINE = 1.4  # times a line's strength: what is plainly darker is a pen's, on the line


@dataclass(frozen=True)
class PrintedLine:
    """A straight printed line: bool `[h, w]`, True on its ink, and how thick it is in pixels."""

    ink: np.ndarray
    thickness: float


@dataclass(frozen=True)
class PrintedForm:
    """What is printed around digits: where it is, and the lines of that part."""

    place: tuple[slice, slice]
    lines: list[PrintedLine]


def straight_runs(inked: np.ndarray, length: float) -> np.ndarray:
    """What lies on level lines of a length or more, a little aslant or not: uint8 `[h, w]`, 0 or 1."""
    reach = max(1, round(_TILT * length))
    broad = cv2.dilate(inked, np.ones((reach, 1), np.uint8))
    long = cv2.morphologyEx(broad, cv2.MORPH_OPEN, np.ones((1, max(3, round(length))), np.uint8))
    return long & inked


def straight_lines(inked: np.ndarray, length: float) -> list[PrintedLine]:
    """Level lines, each as thick as it is where nothing touches it, all the way through the frame."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(straight_runs(inked, length))
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
        lines.append(PrintedLine(is_on & (inked > 0), thickness))
    return lines


def alike(lines: list[PrintedLine]) -> list[PrintedLine]:
    """Leaves out what is plainly thicker than the other lines: a long straight stroke of a digit."""
    usual = float(np.median([line.thickness for line in lines]))
    return [line for line in lines if line.thickness <= _THICKER * usual + 1]


def without_lines(strength: np.ndarray, lines: list[PrintedLine]) -> np.ndarray:
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


def close_gaps(mask: np.ndarray, gap: int) -> np.ndarray:
    """Closes gaps in level and upright lines, less than so many pixels long: uint8 `[h, w]`."""
    if not gap:
        return mask
    level, upright = (
        cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(shape, np.uint8)) for shape in ((3, gap), (gap, 3))
    )
    return cv2.bitwise_or(level, upright)
