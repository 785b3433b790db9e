"""Thins a mask to lines of one pixel, and follows these lines from their ends and crossings."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

# Bit of each neighbour (row, column) in a pixel's code: clockwise from the one above, P2 to P9 in the paper.
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))

Pixel = tuple[int, int]


@dataclass(frozen=True)
class ThinPath:
    """One line of a thinned mask, from node to node.

    Attributes:
        pixels: row and column of each; a closed path ends where it begins.
        begins_at_crossing: whether three or more lines meet at the first pixel …
        ends_at_crossing: … and at the last.
    """

    pixels: tuple[Pixel, ...]
    begins_at_crossing: bool
    ends_at_crossing: bool


def thin(mask: np.ndarray) -> np.ndarray:
    """Thins to the centre line (Zhang and Suen, A fast parallel algorithm for thinning digital patterns, 1984).

    Args:
        mask: bool `[h, w]`.

    Returns:
        bool `[h, w]`, lines of one pixel, connected as the mask is.
    """
    thinned = np.pad(mask, 1).astype(np.uint8)
    kernel = np.zeros((3, 3), np.float32)
    for bit, (row, column) in enumerate(_AROUND):
        kernel[row + 1, column + 1] = 1 << bit
    tables = _removable()
    is_changing = True
    while is_changing:
        before = cv2.countNonZero(thinned)
        for table in tables:
            codes = cv2.filter2D(thinned, -1, kernel, borderType=cv2.BORDER_CONSTANT)
            thinned &= ~np.asarray(cv2.LUT(codes, table), np.uint8) & 1
        is_changing = cv2.countNonZero(thinned) < before
    return thinned[1:-1, 1:-1].astype(bool)


@cache
def _removable() -> tuple[np.ndarray, np.ndarray]:
    """Whether a pixel may go, uint8 `[256]` by the code of its neighbours, in either half of an iteration."""
    bits = (np.arange(256)[:, np.newaxis] >> np.arange(8)) & 1
    count = bits.sum(axis=1)
    beginnings = ((bits == 0) & (np.roll(bits, -1, axis=1) == 1)).sum(axis=1)
    is_edge = (count >= 2) & (count <= 6) & (beginnings == 1)
    north, east, south, west = bits[:, 0], bits[:, 2], bits[:, 4], bits[:, 6]
    first = is_edge & (north * east * south == 0) & (east * south * west == 0)
    second = is_edge & (north * east * west == 0) & (north * south * west == 0)
    return first.astype(np.uint8), second.astype(np.uint8)


def follow(lines: np.ndarray, shortest_spur: float) -> list[ThinPath]:
    """Follows lines of one pixel from node to node, a node being an end or a crossing, and then the closed ones.

    Args:
        lines: bool `[h, w]`, as `thin` returns them.
        shortest_spur: pixels: a branch off a crossing that ends before is an artefact of thinning and is left out.
    """
    links = _link(lines)
    paths = [ThinPath(tuple(path), *(len(links[path[end]]) > 2 for end in (0, -1))) for path in _follow(links)]
    free = {pixel for pixel, around in links.items() if len(around) == 1}
    return [path for path in paths if len(path.pixels) > shortest_spur or not _is_spur(path, free)]


def _is_spur(path: ThinPath, free: set[Pixel]) -> bool:
    """Whether a path joins a free end to a crossing."""
    ends = {path.pixels[0], path.pixels[-1]}
    return bool(ends & free) and (path.begins_at_crossing or path.ends_at_crossing)


def _link(lines: np.ndarray) -> dict[Pixel, list[Pixel]]:
    """Neighbours of every pixel; across a corner only where there is no way round by a shared side."""
    pixels = {(int(row), int(column)) for row, column in np.argwhere(lines)}
    links = {}
    for row, column in sorted(pixels):
        links[row, column] = [
            (row + down, column + right)
            for down, right in _AROUND
            if (row + down, column + right) in pixels
            and not (down and right and {(row + down, column), (row, column + right)} & pixels)
        ]
    return links


def _follow(links: dict[Pixel, list[Pixel]]) -> list[list[Pixel]]:
    """Paths from node to node, a node being whatever has not two neighbours, and then the closed ones."""
    nodes = [pixel for pixel, around in links.items() if len(around) != 2]
    seen: set[frozenset[Pixel]] = set()
    paths = []
    for start in [*nodes, *links]:
        if not links[start]:
            paths.append([start])
        for step in links[start]:
            if frozenset((start, step)) in seen:
                continue
            path = [start, step]
            seen.add(frozenset(path))
            while len(links[path[-1]]) == 2 and path[-1] != start:
                following = next(pixel for pixel in links[path[-1]] if pixel != path[-2])
                seen.add(frozenset((path[-1], following)))
                path.append(following)
            paths.append(path)
    return paths
