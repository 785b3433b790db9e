"""Golden photos: paper under uneven light, printed lines, shadows, tables and grain."""

from typing import Any

import numpy as np

from tests.golden.digits import any_name, any_strokes
from tests.golden.pen import (
    coverage,
    grained,
    ink,
    jpeg,
    lit,
    placed,
    ruled,
    shaded,
    shape,
    sheet,
    specked,
    wobbled,
)

Rng = np.random.Generator


def _colour(rng: Rng, low: int, high: int) -> tuple[int, int, int]:
    level = int(rng.integers(low, high))
    return tuple(int(np.clip(level + rng.integers(-15, 16), 0, 255)) for _ in range(3))


def _scene(rng: Rng, low: int = 150, high: int = 520) -> tuple[np.ndarray, list[np.ndarray], float]:
    """Blank paper, strokes of a digit on it, and the width of the pen."""
    height, width = (int(rng.integers(low, high)) for _ in range(2))
    size = min(height, width) * rng.uniform(0.25, 0.8)
    strokes = placed(
        any_strokes(rng), rng.uniform(0.05, 0.9) * (width - size), rng.uniform(0.05, 0.9) * (height - size), size
    )
    return sheet(height, width, _colour(rng, 170, 245)), strokes, max(2.0, size * rng.uniform(0.03, 0.2))


def _light(rng: Rng, most: float = 0.5) -> np.ndarray:
    return 1 - rng.uniform(0, most, 4)


def _written(rng: Rng, scene: tuple[np.ndarray, list[np.ndarray], float], low: int = 10, high: int = 110) -> np.ndarray:
    paper, strokes, brush = scene
    return ink(paper, coverage(strokes, brush, *paper.shape[:2]), _colour(rng, low, high))


def plain(rng: Rng) -> np.ndarray:
    return grained(lit(_written(rng, _scene(rng)), _light(rng)), rng.uniform(0.5, 7), rng)


def chalk(rng: Rng) -> np.ndarray:
    """Light on dark, evenly lit or not."""
    return grained(lit(255 - _written(rng, _scene(rng)), _light(rng)), rng.uniform(0.5, 7), rng)


def large(rng: Rng) -> Any:
    """A photo of more pixels than are searched, with a digit small or large on it."""
    height, width = int(rng.integers(660, 1250)), int(rng.integers(660, 1250))
    size = rng.uniform(40, 500)
    strokes = placed(
        any_strokes(rng), rng.uniform(0.1, 0.9) * (width - size), rng.uniform(0.1, 0.9) * (height - size), size
    )
    picture = _written(
        rng, (sheet(height, width, _colour(rng, 170, 245)), strokes, max(2.0, size * rng.uniform(0.04, 0.15)))
    )
    return grained(lit(picture, _light(rng)), rng.uniform(1, 5), rng)


def shadow(rng: Rng) -> np.ndarray:
    """A shadow's edge across the paper."""
    picture = shaded(
        _written(rng, _scene(rng)), rng.uniform(0.1, 0.9), rng.uniform(0.3, 0.9), rng.uniform(-1, 1), rng.uniform(1, 30)
    )
    return grained(picture, rng.uniform(0.5, 5), rng)


def pale(rng: Rng) -> np.ndarray:
    """Ink about as pale as noise and as what is still seen."""
    paper, strokes, brush = _scene(rng, 120, 300)
    level = rng.uniform(6, 45)
    picture = ink(
        paper, coverage(strokes, brush, *paper.shape[:2]), tuple(max(0, round(c - level)) for c in paper[0, 0].tolist())
    )
    return grained(lit(picture, _light(rng, 0.2)), rng.uniform(0.5, 6), rng)


def stained(rng: Rng) -> np.ndarray:
    """Strokes of several strengths, and specks: stains, pencil beside ink, dust."""
    paper, strokes, brush = _scene(rng)
    picture = _written(rng, (paper, strokes, brush))
    height, width = paper.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        length = rng.uniform(0.02, 0.5) * min(height, width)
        stain = placed(shape(any_name(rng)), rng.uniform(0, width - length), rng.uniform(0, height - length), length)
        shade = np.rint(paper[0, 0] * rng.uniform(0.3, 0.95)).astype(int)
        picture = np.minimum(
            picture, ink(paper, coverage(stain, max(1.0, length * 0.12), height, width), tuple(shade.tolist()))
        )
    return grained(
        specked(picture, int(rng.integers(0, 12)), int(rng.integers(1, 5)), rng, (60, 60, 60)), rng.uniform(1, 5), rng
    )


def on_table(rng: Rng) -> np.ndarray:
    """A sheet on a table that is darker or lighter, straight or aslant, or a finger at the edge."""
    picture = _written(rng, _scene(rng))
    height, width = picture.shape[:2]
    table = _colour(rng, 20, 150)
    y, x = np.mgrid[0:height, 0:width]
    aslant = rng.uniform(-0.2, 0.2)
    outside = np.zeros((height, width), bool)
    for side in range(int(rng.integers(1, 5))):
        depth = rng.uniform(0.02, 0.18)
        if side == 0:
            outside |= x < depth * width + aslant * y
        elif side == 1:
            outside |= y < depth * height + aslant * x
        elif side == 2:
            outside |= x > (1 - depth) * width + aslant * y
        else:
            outside |= y > (1 - depth) * height + aslant * x
    if rng.uniform() < 0.3:
        outside = (x - width * rng.uniform(0, 1)) ** 2 + (y - height) ** 2 < (0.2 * height) ** 2
    return grained(
        lit(np.where(outside[..., np.newaxis], np.uint8(table), picture), _light(rng, 0.3)), rng.uniform(1, 6), rng
    )


def on_lines(rng: Rng) -> np.ndarray:
    """Ruled or squared paper, level or up to six degrees off, faint or strong."""
    picture = _written(rng, _scene(rng, 180, 420))
    lines = ruled(
        picture,
        rng.uniform(22, 90),
        _colour(rng, 90, 215),
        rng.uniform(-6, 6),
        width=rng.uniform(0.8, 5) if rng.uniform() < 0.85 else rng.uniform(5, 14),
        squared=rng.uniform() < 0.4,
    )
    return grained(lit(lines, _light(rng, 0.4)), rng.uniform(0.5, 6), rng)


def one_line(rng: Rng) -> np.ndarray:
    """One line through the picture, about as strong as the pen."""
    picture = _written(rng, _scene(rng, 160, 320), 40, 140)
    lines = ruled(
        picture,
        picture.shape[0] * rng.uniform(0.5, 0.9),
        _colour(rng, 40, 200),
        rng.uniform(-5, 5),
        width=rng.uniform(1, 9),
    )
    return grained(lines, rng.uniform(0.5, 4), rng)


def squeezed(rng: Rng) -> bytes:
    """Strong JPEG compression."""
    return jpeg(
        grained(lit(_written(rng, _scene(rng)), _light(rng, 0.4)), rng.uniform(0, 4), rng), int(rng.integers(6, 75))
    )


def edged(rng: Rng) -> np.ndarray:
    """A digit that runs out of the photo, alone or beside one that does not."""
    paper = sheet(240, 320, _colour(rng, 180, 240))
    size = rng.uniform(80, 220)
    strokes = placed(any_strokes(rng), rng.uniform(-0.6, 0.1) * size, rng.uniform(-0.4, 0.3) * size, size)
    if rng.uniform() < 0.6:
        small = rng.uniform(8, 110)
        strokes += placed(wobbled(shape(any_name(rng)), rng), 300 - small, 130 - small / 2, small)
    return grained(
        lit(_written(rng, (paper, strokes, size * rng.uniform(0.05, 0.16))), _light(rng, 0.3)), rng.uniform(1, 5), rng
    )
