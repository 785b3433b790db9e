"""Small changes to a 28x28 image, to see what a model makes of them: ink erased in patches, short bars of ink added.

A change is a mark of the eraser or the pen. On the image it is a cover: float32 [28, 28], 0 where the image stays, 1
where it becomes paper or ink, between at soft edges.
"""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import IMAGE_SIZE, PIXEL_MAX
from digit_recognizer.image.marks import stroke_width

_SHARED = SHARED["occlusion"]
# px: a patch wipes out a stroke of MNIST's width, 3 px, and leaves its neighbours.
PATCH_WIDTH: float = _SHARED["patch_width"]
INK: float = _SHARED["ink"]  # of the most ink in the image: from here on a pixel belongs to a stroke
ANCHORS: int = _SHARED["anchors"]  # places on the strokes, ends and corners first, where added bars begin
# px: bars from anchor to anchor, as would close a gap or a loop.
BRIDGE_LENGTHS: tuple[float, ...] = tuple(_SHARED["bridge_lengths"])
STUB_LENGTH: float = _SHARED["stub_length"]  # px: bars from an anchor into the open, as would lengthen or flag a stroke
STUB_DIRECTIONS: int = _SHARED["stub_directions"]
PAPER_SHARE: float = _SHARED["paper_share"]  # of a bar's length: less of it on paper would change little
BAR_SAMPLES: int = _SHARED["bar_samples"]
MARGIN: float = _SHARED["margin"]  # px at the frame's edge that MNIST's digits leave free

_PIXELS = np.argwhere(np.ones((IMAGE_SIZE, IMAGE_SIZE))).astype(np.float32)
_TINY = 1e-6


@dataclass(frozen=True, eq=False)
class Marks:
    """Straight marks with round ends on a 28x28 image; dots where start and end are one.

    Attributes:
        starts: float32 [n, 2], row and column of each.
        ends: float32 [n, 2].
        width: px.
    """

    starts: np.ndarray
    ends: np.ndarray
    width: float

    def covers(self) -> np.ndarray:
        """Returns what each covers, float32 [n, 28, 28]."""
        distances = distances_from(_PIXELS, self.starts, self.ends)
        return soft_cover(distances, self.width / 2).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)


def find_patches(image28: np.ndarray, most: int) -> Marks:
    """Returns discs spread over the strokes, each centred on ink, at most `most`.

    Args:
        image28: uint8 [28, 28], 0 = paper, 255 = ink.
        most: how many discs there may be.
    """
    points = _stroke_pixels(image28)
    centres = points[spread(points, most)]
    return Marks(centres, centres, PATCH_WIDTH)


def find_bars(image28: np.ndarray, most: int) -> Marks:
    """Returns bars of the strokes' own width, from ink over paper, at most `most`.

    Args:
        image28: uint8 [28, 28], 0 = paper, 255 = ink.
        most: how many bars there may be.
    """
    points = _stroke_pixels(image28)
    anchors = points[spread(points, ANCHORS)]
    starts, ends = np.concatenate([_bridges(anchors), _stubs(anchors)]).transpose(1, 0, 2)
    crossing = _paper_share(image28, starts, ends) >= PAPER_SHARE
    inside = ((ends >= MARGIN) & (ends <= IMAGE_SIZE - 1 - MARGIN)).all(axis=1)
    starts, ends = starts[crossing & inside], ends[crossing & inside]
    chosen = spread(np.concatenate([starts, ends], axis=1), most)
    return Marks(starts[chosen], ends[chosen], stroke_width(_is_stroke(image28).astype(np.uint8)))


def erase(image28: np.ndarray, covers: np.ndarray) -> np.ndarray:
    """Returns the image with ink wiped out under each cover, uint8 [n, 28, 28]."""
    return np.rint(image28 * (1 - covers)).astype(np.uint8)


def add(image28: np.ndarray, covers: np.ndarray) -> np.ndarray:
    """Returns the image with ink laid under each cover, uint8 [n, 28, 28]."""
    return np.maximum(image28, np.rint(PIXEL_MAX * covers).astype(np.uint8))


def spread(points: np.ndarray, most: int) -> np.ndarray:
    """Returns the indices of at most `most` different points far from each other, the farthest first.

    Each is the farthest from all before it (Gonzalez 1985); the first is the farthest from the middle.

    Args:
        points: float [n, d].
        most: how many to choose.
    """
    if not len(points):
        return np.empty(0, dtype=np.int64)
    chosen: list[int] = []
    next_one = int(_squares(points - points.mean(axis=0)).argmax())
    nearest = np.full(len(points), np.inf)
    while len(chosen) < most and nearest[next_one] > 0:
        chosen.append(next_one)
        nearest = np.minimum(nearest, _squares(points - points[next_one]))
        next_one = int(nearest.argmax())
    return np.array(chosen, dtype=np.int64)


def _squares(offsets: np.ndarray) -> np.ndarray:
    return np.einsum("nd,nd->n", offsets, offsets)


def _is_stroke(image28: np.ndarray) -> np.ndarray:
    return image28 > INK * image28.max()


def _stroke_pixels(image28: np.ndarray) -> np.ndarray:
    return np.argwhere(_is_stroke(image28)).astype(np.float32)


def _bridges(anchors: np.ndarray) -> np.ndarray:
    """Returns bars between anchors, float32 [n, 2, 2]: start and end, row and column."""
    first, second = np.triu_indices(len(anchors), k=1)
    bars = np.stack([anchors[first], anchors[second]], axis=1)
    lengths = np.linalg.norm(bars[:, 1] - bars[:, 0], axis=1)
    return bars[(lengths >= BRIDGE_LENGTHS[0]) & (lengths <= BRIDGE_LENGTHS[1])]


def _stubs(anchors: np.ndarray) -> np.ndarray:
    """Returns bars from every anchor in every direction, float32 [n, 2, 2]: start and end, row and column."""
    angles = np.arange(STUB_DIRECTIONS) * (2 * np.pi / STUB_DIRECTIONS)
    steps = STUB_LENGTH * np.stack([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
    starts = np.repeat(anchors, STUB_DIRECTIONS, axis=0)
    return np.stack([starts, starts + np.tile(steps, (len(anchors), 1))], axis=1)


def _paper_share(image28: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Returns which share of each bar runs over paper, 0 to 1."""
    along = np.linspace(0, 1, BAR_SAMPLES)[:, None, None]
    places = np.clip(np.rint(starts + along * (ends - starts)), 0, IMAGE_SIZE - 1).astype(int)
    return 1 - _is_stroke(image28)[places[..., 0], places[..., 1]].mean(axis=0)


def distances_from(pixels: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Returns each pixel's distance from each bar's middle line, or point where both ends are one: float32 [n, m].

    Args:
        pixels: float32 [m, 2], row and column of each.
        starts: float32 [n, 2].
        ends: float32 [n, 2].
    """
    rows, columns = (pixels - starts[:, None]).transpose(2, 0, 1)
    down, right = (ends - starts).T[:, :, None]
    along = np.clip((rows * down + columns * right) / np.maximum(down**2 + right**2, _TINY), 0, 1)
    return np.hypot(rows - along * down, columns - along * right)


def soft_cover(distances: np.ndarray, radius: float) -> np.ndarray:
    """Turns distances into covers, 0 to 1, with an edge one pixel wide."""
    return np.clip(radius + 0.5 - distances, 0, 1).astype(np.float32)
