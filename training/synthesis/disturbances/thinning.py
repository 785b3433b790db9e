"""Thins a mask to lines of one pixel, and follows these lines as pen paths."""

from functools import cache

import cv2
import numpy as np

# Bit of each neighbour (row, column) in a pixel's code: clockwise from the one above, P2 to P9 in the paper.
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))

Pixel = tuple[int, int]


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


def trace(lines: np.ndarray, shortest_spur: float) -> list[np.ndarray]:
    """Follows lines of one pixel from their ends and crossings.

    Args:
        lines: bool `[h, w]`, as `thin` returns them.
        shortest_spur: pixels: a branch off a crossing that ends before is an artefact of thinning and is left out.

    Returns:
        paths float64 `[n, 2]` of x and y in pixels, pixel centres at i + 0.5; closed ones end where they begin.
    """
    links = _link(lines)
    ends = {pixel: len(around) for pixel, around in links.items()}
    paths = [
        path for path in _follow(links) if len(path) > shortest_spur or not _is_spur(ends[path[0]], ends[path[-1]])
    ]
    return [np.array(path, dtype=np.float64)[:, ::-1] + 0.5 for path in paths]


def _is_spur(first: int, last: int) -> bool:
    """Whether a path joins a free end, of one neighbour, to a crossing, of three or more."""
    return min(first, last) == 1 and max(first, last) > 2


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
