"""Takes the strokes of two digits that touch apart into pieces, each of which belongs to one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import cv2
import numpy as np

from digit_recognizer.image.thinning import Pixel, ThinPath, follow, thin

_SPUR = 0.7  # stroke widths: thinning leaves shorter branches where strokes are broad
_CROSSING = 2.0  # stroke widths: a shorter line between two crossings is the middle of one crossing
_ARM = 1.5  # stroke widths: so much of a line tells which way it goes
_CORNER = 1.0  # radians: a sharper turn may be where one digit ends
_SHORTEST = 0.5  # stroke widths: no piece is shorter
_STRAIGHT = 0.7  # cosine of the turn from which on a stroke seems to go on through a crossing

_BREAK = "break"
Node = Pixel | tuple[str, int, int]  # where lines end or cross, or where one is taken apart


@dataclass(frozen=True)
class Joint:
    """Two pieces that meet.

    Attributes:
        one: the piece, counted from 0.
        other: the other one.
        smoothness: how much they look like one stroke that goes on, 0 to 1.
    """

    one: int
    other: int
    smoothness: float


@dataclass(frozen=True)
class Pieces:
    """Pieces of strokes, between ends, crossings, corners and a cut.

    Attributes:
        labels: int32 `[h, w]`, 0 = none, 1 … n: the piece that is nearest to each pixel of the ink.
        is_left: bool `[n]`: whether most of a piece lies to the left of the cut.
        joints: where they meet.
    """

    labels: np.ndarray
    is_left: np.ndarray
    joints: tuple[Joint, ...]


@dataclass(frozen=True)
class _Line:
    """The middle of a piece: its pixels int `[n, 2]`, rows first, and the nodes that it leads from and to."""

    pixels: np.ndarray
    nodes: tuple[Node, Node]


def find_pieces(mask: np.ndarray, left: np.ndarray, stroke: float) -> Pieces:
    """Takes ink apart.

    Args:
        mask: bool `[h, w]`: where there is ink.
        left: bool `[h, w]`: what of it lies to the left of the cut, where strokes are taken apart, too.
        stroke: mean width of the strokes in pixels.
    """
    lines = list(_lines(follow(thin(mask), _SPUR * stroke), left, stroke))
    middles = np.zeros(mask.shape, np.int32)
    for number, line in enumerate(lines, start=1):
        middles[tuple(line.pixels.T)] = number
    is_left = np.array([left[tuple(line.pixels.T)].mean() > 1 / 2 for line in lines], bool)
    return Pieces(np.where(mask, _nearest(middles), 0), is_left, tuple(_joints(lines, stroke)))


def _lines(paths: Sequence[ThinPath], left: np.ndarray, stroke: float) -> Iterator[_Line]:
    """Yields the paths, taken apart at corners and at the cut; what lies within a crossing is none."""
    same: dict[Pixel, Pixel] = {}
    long: list[ThinPath] = []
    for path in paths:
        ends = path.pixels[0], path.pixels[-1]
        if path.begins_at_crossing and path.ends_at_crossing and len(path.pixels) <= _CROSSING * stroke:
            same[_first(same, ends[0])] = _first(same, ends[1])
        else:
            long.append(path)
    for path in long:
        pixels = np.array(path.pixels)
        breaks = _breaks(pixels, left, stroke)
        inner: list[Node] = [(_BREAK, *path.pixels[place]) for place in breaks]
        nodes = [_first(same, path.pixels[0]), *inner, _first(same, path.pixels[-1])]
        places = pairwise([0, *breaks, len(pixels) - 1])
        for (start, end), between in zip(places, pairwise(nodes), strict=True):
            yield _Line(pixels[start : end + 1], between)


def _first(same: dict[Pixel, Pixel], pixel: Pixel) -> Pixel:
    """The pixel that stands for all of a crossing."""
    while pixel in same and same[pixel] != pixel:
        pixel = same[pixel]
    return pixel


def _breaks(pixels: np.ndarray, left: np.ndarray, stroke: float) -> list[int]:
    """Where a path is taken apart: the places of these pixels on it."""
    is_left = left[tuple(pixels.T)]
    places = sorted({*(np.flatnonzero(is_left[1:] != is_left[:-1]) + 1).tolist(), *_corners(pixels, stroke)})
    kept: list[int] = []
    for place in places:
        start = kept[-1] if kept else 0
        if min(place - start, len(pixels) - place) > _SHORTEST * stroke:
            kept.append(place)
    return kept


def _corners(pixels: np.ndarray, stroke: float) -> list[int]:
    """Places on a path where it turns sharply, the sharpest of those near to each other."""
    arm = max(2, round(_ARM * stroke))
    if len(pixels) < 2 * arm + 1:
        return []
    into, out = pixels[arm:-arm] - pixels[: -2 * arm], pixels[2 * arm :] - pixels[arm:-arm]
    lengths = np.linalg.norm(into, axis=1) * np.linalg.norm(out, axis=1)
    turns = np.arccos(np.clip((into * out).sum(axis=1) / np.maximum(lengths, 1), -1, 1))
    corners = []
    while turns.max() > _CORNER:
        sharpest = int(turns.argmax())
        corners.append(sharpest + arm)
        turns[max(0, sharpest - 2 * arm) : sharpest + 2 * arm + 1] = 0
    return corners


def _joints(lines: Sequence[_Line], stroke: float) -> Iterator[Joint]:
    """Yields the pieces that meet, each with how smoothly."""
    arms: dict[Node, list[tuple[int, np.ndarray]]] = {}
    for number, line in enumerate(lines):
        for node, pixels in zip(line.nodes, (line.pixels, line.pixels[::-1]), strict=True):
            arms.setdefault(node, []).append((number, _direction(pixels, stroke)))
    for node, around in arms.items():
        for (one, way), (other, other_way) in combinations(around, 2):
            if one == other:
                continue
            straight = -float(way @ other_way)
            smoothness = (straight + 1) / 2 if node[0] == _BREAK else (straight - _STRAIGHT) / (1 - _STRAIGHT)
            yield Joint(one, other, max(0.0, smoothness))


def _direction(pixels: np.ndarray, stroke: float) -> np.ndarray:
    """The way that a line goes from its first pixel: float `[2]`, of length 1."""
    way = pixels[min(len(pixels) - 1, max(2, round(_ARM * stroke)))] - pixels[0]
    return way / max(float(np.linalg.norm(way)), 1.0)


def _nearest(middles: np.ndarray) -> np.ndarray:
    """Gives every pixel the label of the nearest that has one: int32 `[h, w]`."""
    apart = np.where(middles > 0, np.uint8(0), np.uint8(255))
    _, places = cv2.distanceTransformWithLabels(apart, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL)
    of_places = np.zeros(int(places.max()) + 1, np.int32)
    of_places[places[middles > 0]] = middles[middles > 0]
    return of_places[places]
