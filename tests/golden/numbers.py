"""Golden pictures of whole numbers: apart, touching, overlapping, aslant, with gaps, dots, dashes and dirt."""

from collections.abc import Sequence

import numpy as np

from tests.golden.digits import any_colours, any_name
from tests.golden.pen import (
    LETTERS,
    Strokes,
    coverage,
    extent,
    grained,
    ink,
    jpeg,
    lit,
    ruled,
    shape,
    sheet,
    specked,
    wobbled,
    written,
)

Rng = np.random.Generator


def _line(rng: Rng, names: Sequence[str], gaps: Sequence[float], height: float, uneven: float = 0.08) -> Strokes:
    """Strokes of digits in a row; gaps, in digit heights, come before each, negative where they overlap."""
    strokes, right = [], 0.0
    for name, gap in zip(names, gaps, strict=True):
        own = wobbled(shape(name, rng.uniform(-0.05, 0.25), rng.uniform(-5, 5), rng.uniform(0.75, 1.1)), rng)
        size = height * (1 + rng.uniform(-uneven, uneven))
        left, _, end, bottom = (edge * size for edge in extent(own))
        shift = np.array([right + gap * height - left, height - bottom + rng.uniform(-uneven, uneven) * height])
        strokes += [points * size + shift for points in own]
        right += gap * height + end - left
    return strokes


def _row(rng: Rng, low: float, high: float, count: int | None = None) -> tuple[list[str], list[float]]:
    count = count or int(rng.integers(1, 9))
    return [any_name(rng) for _ in range(count)], [0.0, *rng.uniform(low, high, count - 1).tolist()]


def _framed(strokes: Strokes, margin: float) -> tuple[Strokes, tuple[int, int]]:
    left, top, right, bottom = extent(strokes)
    moved = [points + np.array([margin - left, margin - top]) for points in strokes]
    return moved, (max(8, round(bottom - top + 2 * margin)), max(8, round(right - left + 2 * margin)))


def _drawn(rng: Rng, strokes: Strokes, height: float, thin: float = 0.04, thick: float = 0.16) -> np.ndarray:
    moved, size = _framed(strokes, height * rng.uniform(0.15, 0.5))
    return written(moved, max(1.0, height * rng.uniform(thin, thick)), size, *any_colours(rng))


def apart(rng: Rng) -> np.ndarray:
    height = rng.uniform(14, 130)
    return _drawn(rng, _line(rng, *_row(rng, 0.15, 0.5), height), height)


def touching(rng: Rng) -> np.ndarray:
    height = rng.uniform(40, 120)
    return _drawn(rng, _line(rng, *_row(rng, -0.08, 0.16, int(rng.integers(2, 6))), height), height, 0.06, 0.18)


def overlapping(rng: Rng) -> np.ndarray:
    height = rng.uniform(40, 110)
    return _drawn(rng, _line(rng, *_row(rng, -0.3, 0.02, int(rng.integers(2, 5))), height), height, 0.05, 0.14)


def uneven(rng: Rng) -> np.ndarray:
    """Digits of different sizes on a line that climbs."""
    height = rng.uniform(40, 110)
    strokes = _line(rng, *_row(rng, 0.02, 0.4, int(rng.integers(2, 7))), height, rng.uniform(0.2, 0.55))
    slope = rng.uniform(-0.25, 0.25)
    return _drawn(rng, [points + points[:, :1] * np.array([0, slope]) for points in strokes], height)


def gaps(rng: Rng) -> np.ndarray:
    """Some digits about as far from the others as still belongs to them."""
    height = rng.uniform(30, 60)
    names, between = _row(rng, 0.1, 0.4, int(rng.integers(2, 5)))
    between[int(rng.integers(1, len(between)))] = rng.uniform(1.8, 3.8)
    return _drawn(rng, _line(rng, names, between, height, 0.3), height)


def punctuated(rng: Rng) -> np.ndarray:
    """Dots, dashes and strokes of about the size that is still left out, beside or above digits."""
    height = rng.uniform(50, 90)
    strokes = _line(rng, *_row(rng, 0.25, 0.5, int(rng.integers(1, 4))), height)
    right = extent(strokes)[2]
    for _ in range(int(rng.integers(1, 4))):
        length, tall = rng.uniform(0.0, 0.5, 2) * (height, height * 0.7)
        x, y = rng.uniform(-0.6, 0.5) * height + right, rng.uniform(-0.3, 1.0) * height
        strokes.append(np.array([[x, y], [x + length, y + tall]]))
        right = max(right, x + length)
    return _drawn(rng, strokes, height, 0.04, 0.12)


def stacked(rng: Rng) -> np.ndarray:
    """Two lines, the second nearer or farther; bars above digits."""
    height = rng.uniform(30, 60)
    strokes = _line(rng, *_row(rng, 0.1, 0.35, int(rng.integers(1, 5))), height)
    below = extent(strokes)[3] + height * rng.uniform(0.1, 0.6)
    scale = rng.uniform(0.2, 1.1)
    second = _line(rng, *_row(rng, 0.1, 0.35, int(rng.integers(1, 5))), height * scale)
    shift = np.array([rng.uniform(0, 2) * height, below - extent(second)[1]])
    return _drawn(rng, strokes + [points + shift for points in second], height, 0.05, 0.12)


def loose(rng: Rng) -> np.ndarray:
    """Digits in several strokes that do not meet."""
    height = rng.uniform(40, 100)
    strokes = []
    names = [
        str(rng.choice(["5 with loose bar", "4 open", "7 crossed", "1 with foot", "4"]))
        for _ in range(int(rng.integers(1, 5)))
    ]
    for points in _line(rng, names, [0.0, *rng.uniform(0.0, 0.3, len(names) - 1).tolist()], height):
        cut = max(2, round(len(points) * rng.uniform(0.6, 1.0)))
        strokes.append(points[:cut] + rng.uniform(-0.1, 0.1, 2) * height * (1, 1))
    return _drawn(rng, strokes, height, 0.04, 0.12)


def joined(rng: Rng) -> np.ndarray:
    """A line struck through or under everything, so that all digits are one mark, or nearly."""
    height = rng.uniform(40, 70)
    strokes = _line(rng, *_row(rng, 0.0, 0.25, int(rng.integers(2, 9))), height)
    left, top, right, bottom = extent(strokes)
    level = top + (bottom - top) * rng.uniform(0.4, 1.15)
    strokes.append(np.array([[left, level], [right, level]]))
    return _drawn(rng, strokes, height, 0.04, 0.1)


def crowded(rng: Rng) -> np.ndarray:
    """About as many marks, pieces or specks as are still read."""
    height = rng.uniform(24, 40)
    kind = int(rng.integers(3))
    if kind == 0:
        count = int(rng.integers(40, 75))
        strokes = [np.array([[x, 0], [x + 3, height]]) for x in (np.arange(count) * height * 0.4).tolist()]
        return _drawn(rng, strokes, height, 0.08, 0.1)
    if kind == 1:
        return _drawn(rng, _line(rng, *_row(rng, -0.12, 0.1, int(rng.integers(8, 16))), height), height, 0.1, 0.16)
    picture = _drawn(rng, _line(rng, *_row(rng, 0.2, 0.4, 4), height), height)
    return specked(picture, int(rng.integers(20, 90)), int(rng.integers(1, 4)), rng, (90, 90, 90))


def words(rng: Rng) -> np.ndarray:
    height = rng.uniform(40, 80)
    names = [str(rng.choice([*LETTERS, any_name(rng)])) for _ in range(int(rng.integers(1, 5)))]
    return _drawn(rng, _line(rng, names, [0.0, *rng.uniform(-0.1, 0.3, len(names) - 1).tolist()], height), height)


def wide(rng: Rng) -> np.ndarray:
    """Digits about as wide, as low or as doubtful as are still taken whole."""
    height = rng.uniform(40, 90)
    strokes = _line(rng, *_row(rng, 0.05, 0.3, int(rng.integers(1, 4))), height)
    stretch = np.array([rng.uniform(1.2, 2.2), 1.0])
    return _drawn(rng, [points * stretch for points in strokes], height, 0.05, 0.2)


def faint_thin(rng: Rng) -> np.ndarray:
    """Hairlines and very thick pens."""
    height = rng.uniform(30, 200)
    kind = (0.01, 0.05) if rng.uniform() < 0.6 else (0.16, 0.3)
    return _drawn(rng, _line(rng, *_row(rng, 0.05, 0.45, int(rng.integers(1, 5))), height), height, *kind)


def photo(rng: Rng) -> np.ndarray | bytes:
    """A number on lit, grained, ruled or squeezed paper, and dirt beside it."""
    height = rng.uniform(30, 110)
    strokes = _line(rng, *_row(rng, -0.05, 0.4, int(rng.integers(1, 7))), height)
    moved, size = _framed(strokes, height * rng.uniform(0.3, 0.9))
    paper = sheet(*size, tuple(rng.integers(175, 245, 3).tolist()))
    picture = ink(
        paper,
        coverage(moved, max(2.0, height * rng.uniform(0.05, 0.15)), *size),
        tuple(rng.integers(10, 100, 3).tolist()),
    )
    if rng.uniform() < 0.3:
        picture = ruled(
            picture, height * rng.uniform(0.4, 1.2), (150, 165, 215), rng.uniform(-4, 4), width=rng.uniform(1, 3)
        )
    if rng.uniform() < 0.4:
        picture = specked(
            picture, int(rng.integers(2, 25)), int(rng.integers(2, 8)), rng, tuple(rng.integers(60, 190, 3).tolist())
        )
    if rng.uniform() < 0.25:
        picture[: int(size[0] * rng.uniform(0.05, 0.25)), : int(size[1] * rng.uniform(0.1, 1))] = (70, 60, 50)
    picture = grained(lit(picture, 1 - rng.uniform(0, 0.4, 4)), rng.uniform(0.5, 6), rng)
    return jpeg(picture, int(rng.integers(15, 90))) if rng.uniform() < 0.4 else picture
