"""Finds the cuts through a mark: paths from top to bottom that cross little ink, as seams do (Avidan, Shamir 2007)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.image.geometry import shrink_by
from digit_recognizer.image.marks import SEEN

_PATH_HEIGHT = 40  # px: paths are found where a digit is so high
_SIDEWAYS = 0.15  # px of ink: a straight cut is better than a winding one
# Of what crossing a stroke at right angles costs, so much is due for entering it: where strokes of two digits run side
# by side, one long cut between them is better than two short ones through the digit beside.
_ENTER = 0.6
# Stroke widths for each digit height of a loop's inside: cuts through a digit's own loop are wrong, but two digits that
# touch twice make a loop between them; so cuts of both kinds are found.
_LOOP_COSTS = (0.0, 4.0)
_MAX_STROKES = 4.0  # stroke widths: a cut that costs more is none
_MIN_WIDTH = 0.4  # digit heights: no narrower mark is cut
_CUTS_PER_HEIGHT = 6.0  # cuts for each digit height that it is wider
_CUTS_PER_STROKE = 1.3  # cuts for each stroke as long as a digit is high, which is how ink is counted here, at most
_MIN_END = 0.4  # strokes: a cut that leaves less ink on a side of the mark parts no digits
_MIN_PIECE = 0.2  # strokes: cuts with less ink between them are the same
_MIN_BETWEEN = 0.1  # strokes: nor with less between cuts of the two kinds
_FULL_END = 0.9  # strokes: one side has less ink than this: …
_END_COST = 1.0  # … the less, the more a cut counts, up to crossing so many stroke widths more


@dataclass(frozen=True)
class _Descent:
    """The cheapest path from the top to every pixel: costs, the step before, and the ink to the left of the path."""

    cost: np.ndarray
    moves: np.ndarray
    before: np.ndarray


def find_seams(inks: Sequence[np.ndarray], height: float, stroke: float) -> list[np.ndarray]:
    """Finds the cuts worth trying through each mark.

    Args:
        inks: float32 `[h, w]`, 0..1, of one mark each.
        height: Height of a digit in pixels.
        stroke: Width of the strokes in pixels.

    Returns:
        For each mark its cuts from left to right: columns int `[h, cuts]`, which belong to the left.
    """
    zoom = min(1.0, _PATH_HEIGHT / height)
    height, stroke = height * zoom, stroke * zoom
    small = [shrink_by(ink, zoom) for ink in inks]
    of_marks = zip(*(_both_descents(small, height, stroke, loop_cost) for loop_cost in _LOOP_COSTS), strict=True)
    seams = []
    for ink, reduced, descents in zip(inks, small, of_marks, strict=True):
        points = _worthwhile(reduced, descents, height, stroke)
        traced = np.array([_trace(*descents[kind], *point) for kind, *point in points], int)
        paths = _distinct(reduced, traced.reshape(-1, len(reduced)), height * stroke)
        seams.append(_enlarge(paths.T, reduced.shape, ink.shape))
    return seams


def cut_costs(ink: np.ndarray, paths: np.ndarray, stroke: float) -> np.ndarray:
    """How much ink cuts cross, in strokes crossed at right angles: float `[cuts]`.

    Args:
        ink: float32 `[h, w]`, 0..1.
        paths: Columns int `[h, cuts]`.
        stroke: Width of the strokes in pixels.
    """
    along = np.take_along_axis(ink, paths, axis=1)
    entered = np.diff(along, axis=0, prepend=0).clip(0).sum(axis=0)
    return _ENTER * entered + (1 - _ENTER) * along.sum(axis=0) / stroke


def _enlarge(paths: np.ndarray, small: tuple[int, ...], large: tuple[int, ...]) -> np.ndarray:
    rows = np.arange(large[0]) * small[0] // large[0]
    return np.floor((paths[rows] + 0.5) * large[1] / small[1]).astype(int).clip(0, large[1] - 1)


def _both_descents(
    inks: Sequence[np.ndarray], height: float, stroke: float, loop_cost: float
) -> Iterator[tuple[_Descent, _Descent]]:
    """Yields the cheapest paths through each mark from the top and from the bottom; all are found together."""
    rows = max(map(len, inks))
    walls = np.cumsum([0] + [ink.shape[1] + 1 for ink in inks])
    sheet = np.zeros((rows, walls[-1]), np.float32)
    loops, left = np.zeros_like(sheet), np.zeros_like(sheet)
    is_wall = np.zeros(walls[-1], bool)
    is_wall[walls[1:] - 1] = True
    for ink, start in zip(inks, walls, strict=False):
        place = np.s_[: len(ink), start : start + ink.shape[1]]
        sheet[place], left[place] = ink, np.cumsum(ink, axis=1)
        loops[place] = _loops(ink) * (loop_cost * stroke / height)
    # The shorter marks end in paper, so that from the bottom, too, nothing but ink costs.
    loops[:, is_wall] = np.inf
    down = _descend(sheet, left, loops, stroke)
    up = _descend(sheet[::-1], left[::-1], loops[::-1], stroke)
    for ink, start in zip(inks, walls, strict=False):
        place = np.s_[: len(ink), start : start + ink.shape[1]]
        yield (
            _Descent(down.cost[place], down.moves[place], down.before[place]),
            _Descent(up.cost[::-1][place], up.moves[::-1][place], up.before[::-1][place]),
        )


def _loops(ink: np.ndarray) -> np.ndarray:
    """Which pixels are paper that ink encloses: bool `[h, w]`."""
    paper = np.where(ink <= np.float32(SEEN), np.uint8(255), np.uint8(0))
    paper = cv2.copyMakeBorder(paper, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=255)
    labels = cv2.connectedComponents(paper, connectivity=4)[1][1:-1, 1:-1]
    return labels > 1


def _descend(ink: np.ndarray, left: np.ndarray, loops: np.ndarray, stroke: float) -> _Descent:
    """Goes down row by row, each pixel being reached from the one above or those beside that."""
    enter = np.float32(_ENTER * stroke)
    total, before = ink * (np.float32(1 - _ENTER) + enter) + loops, left.copy()
    moves = np.zeros(ink.shape, np.int8)
    columns = np.arange(ink.shape[1])
    for row in range(1, len(ink)):
        # Ink is entered as far as there is more of it than in the pixel before.
        options = []
        for step in (0, -1, 1):
            shared = enter * np.minimum(_beside(ink[row - 1], step, 0), ink[row])
            options.append(_beside(total[row - 1], step, np.inf) - shared + (np.float32(_SIDEWAYS) if step else 0))
        best = np.argmin(options, axis=0)
        moves[row] = np.array([0, -1, 1], np.int8)[best]
        total[row] += np.take_along_axis(np.array(options), best[np.newaxis], axis=0)[0]
        before[row] += before[row - 1, columns + moves[row]]
    return _Descent(total, moves, before)


def _beside(values: np.ndarray, step: int, outside: float) -> np.ndarray:
    """Values of the pixels so many columns to the right."""
    if not step:
        return values
    moved = np.full_like(values, outside)
    if step < 0:
        moved[1:] = values[:-1]
    else:
        moved[:-1] = values[1:]
    return moved


def _worthwhile(
    ink: np.ndarray, descents: Sequence[tuple[_Descent, _Descent]], height: float, stroke: float
) -> list[tuple[int, int, int]]:
    """The best paths that part the mark's ink differently, by how much is to their left.

    Returns:
        Of each, which of the kinds of descent it is of, and the row and column of a pixel on it.
    """
    rows, columns = np.nonzero(ink > ink.max() / 2)
    found: list[tuple[float, int, int, int]] = []
    for kind, (down, up) in enumerate(descents):
        costs, before = _path_costs(ink, (down, up), (rows, columns), height, stroke)
        for _ in range(_max_cuts(ink.shape[1] / height, float(ink.sum()) / (height * stroke))):
            best = int(costs.argmin())
            if costs[best] == np.inf:
                break
            found.append((float(before[best]), kind, int(rows[best]), int(columns[best])))
            costs[np.abs(before - before[best]) < _MIN_PIECE] = np.inf
    return [(kind, row, column) for _, kind, row, column in sorted(found)]


def _path_costs(
    ink: np.ndarray,
    descents: tuple[_Descent, _Descent],
    pixels: tuple[np.ndarray, np.ndarray],
    height: float,
    stroke: float,
) -> tuple[np.ndarray, np.ndarray]:
    """What the best path through each of some pixels costs, in stroke widths, and the ink to its left, in strokes."""
    unit = height * stroke
    whole = float(ink.sum()) / unit
    down, up = descents
    own = ink[pixels] * (1 - _ENTER + _ENTER * stroke)
    crossed = (down.cost[pixels] + up.cost[pixels] - own) / stroke
    before = (down.before + up.before - np.cumsum(ink, axis=1))[pixels] / unit
    lesser = np.minimum(before, whole - before)
    costs = crossed + _END_COST * np.clip(1 - lesser / _FULL_END, 0, None)
    costs[(crossed > _MAX_STROKES) | (lesser < _MIN_END)] = np.inf
    return costs, before


def _max_cuts(width: float, strokes: float) -> int:
    """How many cuts to try through a mark so many digit heights wide, of so many strokes."""
    if width < _MIN_WIDTH:
        return 0
    return round(min(_CUTS_PER_STROKE * strokes, _CUTS_PER_HEIGHT * (width - _MIN_WIDTH) + 1))


def _distinct(ink: np.ndarray, paths: np.ndarray, unit: float) -> np.ndarray:
    """Those paths, `[cuts, h]`, in their order, that have ink between them and all before."""
    beyond = np.arange(ink.shape[1]) > paths[:, :, np.newaxis]
    kept: list[int] = []
    for index in range(len(paths)):
        between = beyond[kept] & ~beyond[index]
        if (between * ink).sum(axis=(1, 2)).min(initial=np.inf) >= _MIN_BETWEEN * unit:
            kept.append(index)
    return paths[kept]


def _trace(down: _Descent, up: _Descent, row: int, column: int) -> list[int]:
    """Columns of the cheapest path through a pixel, from the top row to the bottom one."""
    path = [column]
    for above in range(row, 0, -1):
        path.insert(0, path[0] + int(down.moves[above, path[0]]))
    for below in range(row, len(up.moves) - 1):
        path.append(path[-1] + int(up.moves[below, path[-1]]))
    return path
