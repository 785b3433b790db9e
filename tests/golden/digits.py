"""Golden pictures of one digit as drawn on a screen: every family makes another picture of each source of chance."""

import io
from typing import Any

import numpy as np
from PIL import Image

from tests.golden.pen import (
    BLACK,
    LETTERS,
    NAMES,
    WHITE,
    Colour,
    coverage,
    digit,
    grained,
    ink,
    jpeg,
    placed,
    png,
    ruled,
    shape,
    sheet,
    specked,
    wobbled,
    written,
)

Rng = np.random.Generator


def any_name(rng: Rng) -> str:
    return NAMES[int(rng.integers(len(NAMES)))]


def any_colours(rng: Rng) -> tuple[Colour, Colour]:
    """Returns ink and paper that differ."""
    dark, light = rng.integers(0, 90, 3).tolist(), rng.integers(165, 256, 3).tolist()
    return (tuple(dark), tuple(light)) if rng.uniform() < 0.6 else (tuple(light), tuple(dark))


def any_strokes(rng: Rng, name: str | None = None) -> list[np.ndarray]:
    own = shape(name or any_name(rng), rng.uniform(-0.1, 0.3), rng.uniform(-12, 12), rng.uniform(0.7, 1.2))
    return wobbled(own, rng, rng.uniform(0, 0.03))


def plain(rng: Rng) -> np.ndarray:
    size, margin = rng.uniform(12, 260), rng.uniform(0, 1) ** 2 * 150
    brush = max(1.0, size * rng.uniform(0.02, 0.25))
    side = round(size + brush + 2 * margin + 2)
    corner = margin + brush / 2
    return written(placed(any_strokes(rng), corner, corner, size), brush, (side, side), *any_colours(rng))


def aside(rng: Rng) -> np.ndarray:
    """A small digit on a large canvas, beyond what is searched at full size."""
    height, width = int(rng.integers(500, 1700)), int(rng.integers(700, 2100))
    size = rng.uniform(60, 420)
    strokes = placed(any_strokes(rng), rng.uniform(0, width - size - 30), rng.uniform(0, height - size - 30), size)
    return written(strokes, max(2.0, size * rng.uniform(0.02, 0.18)), (height, width), *any_colours(rng))


def hairline(rng: Rng) -> np.ndarray:
    """Strokes about as wide as the least that is left alone."""
    size = rng.uniform(40, 300)
    return digit(any_name(rng), size, max(1.0, size / 20 * rng.uniform(0.4, 2.6)), slant=rng.uniform(0, 0.3))


def faint(rng: Rng) -> np.ndarray:
    """Ink hardly to be told from the canvas."""
    level = int(rng.integers(3, 16))
    paper = tuple(rng.integers(40, 215, 3).tolist())
    colour = tuple(channel + (level if rng.uniform() < 0.7 else 0) for channel in paper)
    return written(placed(any_strokes(rng), 25, 25, 120), rng.uniform(4, 20), (170, 170), colour, paper)


def dotted(rng: Rng) -> np.ndarray:
    """Dots, short strokes and second marks beside a digit: near, far, small and large."""
    brush = rng.uniform(6, 16)
    picture = written(placed(shape(any_name(rng)), 120, 120, 140), brush, (400, 400))
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(10, 390, 2)
        length = brush * rng.uniform(0, 2.4)
        dash = [np.array([[x, y], [x + length, y + length * rng.uniform(-0.3, 0.3)]])]
        picture = ink(picture, coverage(dash, brush * rng.uniform(0.5, 1.3), 400, 400))
    return picture


def distant(rng: Rng) -> np.ndarray:
    """A second stroke at about the distance up to which it belongs to the digit."""
    strokes = placed(shape(any_name(rng)), 60, 90, 120)
    reach = max(points[:, 0].max() for points in strokes) + 114 * rng.uniform(0.4, 1.1)
    length = 114 * rng.uniform(0.04, 0.5)
    return written([*strokes, np.array([[reach, 150 - length / 2], [reach, 150 + length / 2]])], 8, (300, 340))


def broken(rng: Rng) -> np.ndarray:
    """A stroke in two parts, with about as much between them as still joins them."""
    brush = rng.uniform(8, 20)
    half = brush * rng.uniform(1.2, 1.9) / 2
    points = [np.array([[80, 20], [78, 100 - half]]), np.array([[78, 100 + half], [76, 180]])]
    other = np.array([[78, 100 + half], [130, 110]])
    return written(points if rng.uniform() < 0.5 else [*points, other], brush, (200, 170))


def framed(rng: Rng) -> np.ndarray:
    """A frame around the drawing, or a digit that touches the canvas' edges."""
    picture = written(placed(any_strokes(rng), 30, 30, 140), rng.uniform(5, 20), (200, 200))
    if rng.uniform() < 0.5:
        width = int(rng.integers(1, 6))
        for edge in (picture[:width], picture[-width:], picture[:, :width], picture[:, -width:])[: rng.integers(1, 5)]:
            edge[:] = BLACK
        return picture
    return picture[int(rng.integers(10, 60)) : int(rng.integers(150, 200)), int(rng.integers(0, 60)) :]


def on_lines(rng: Rng) -> np.ndarray:
    """A clean canvas with a few printed lines, or strokes from edge to edge."""
    height, width = (int(rng.integers(150, 420)) for _ in range(2))
    size = min(height, width) * rng.uniform(0.4, 0.85)
    strokes = placed(any_strokes(rng), rng.uniform(0, width - size), rng.uniform(0, height - size), size)
    picture = written(strokes, max(2.0, size * rng.uniform(0.03, 0.15)), (height, width))
    step = height / rng.uniform(1, 6)
    shade = int(rng.integers(90, 252))
    return ruled(
        picture,
        step,
        (shade, shade, min(255, shade + 30)),
        rng.uniform(-1, 1) if rng.uniform() < 0.5 else 0.0,
        width=rng.uniform(1, 4),
        squared=rng.uniform() < 0.4,
    )


def strewn(rng: Rng) -> np.ndarray:
    """Specks all over the canvas, at its edges too."""
    picture = written(placed(any_strokes(rng), 20, 20, 140), rng.uniform(4, 14), (180, 180))
    side = int(rng.integers(1, 4))
    picture = specked(picture, int(rng.integers(4, 24)), side, rng, (int(rng.integers(0, 254)),) * 3)
    picture[int(rng.integers(180)), 0] = picture[int(rng.integers(180)), -1] = int(rng.integers(0, 256))
    return picture


def transparent(rng: Rng) -> bytes:
    """Ink on nothing, sheets with clear corners or margins, and half-clear ink."""
    size = int(rng.integers(60, 300))
    brush = size * rng.uniform(0.04, 0.2)
    covered = coverage(placed(any_strokes(rng), size * 0.15, size * 0.15, size * 0.7), brush, size, size)
    kind = int(rng.integers(4))
    if kind == 0:
        strength = int(rng.choice([5, 7, 8, 9, 12, 60, 110, 127, 128, 140, 255]))
        alpha = (covered.astype(int) * strength // 255).astype(np.uint8)
        return png(np.dstack([sheet(size, size, any_colours(rng)[0]), alpha]))
    paper, colour = any_colours(rng)
    near = int(rng.integers(4, 14))
    colour = colour if rng.uniform() < 0.6 else tuple(level - near if level > 100 else level + near for level in paper)
    picture = ink(sheet(size, size, paper), covered, colour)
    alpha = np.full((size, size), int(rng.choice([120, 128, 200, 255])) if kind == 3 else 255, np.uint8)
    cut = int(size * rng.uniform(0.05, 0.45))
    if kind == 1:  # a corner
        alpha[: 2 * cut, : 2 * cut] = 0
    elif kind == 2:  # a margin
        alpha[: cut // 2], alpha[:, : cut // 3], alpha[:, -cut // 4 :] = 0, 0, 0
    else:
        alpha[:cut, -cut:] = int(rng.integers(0, 128))
    return png(np.dstack([picture, alpha]))


def half_clean(rng: Rng) -> np.ndarray:
    """A canvas of which a part is not of the one colour: between a drawing and a photo."""
    picture = written(
        placed(any_strokes(rng), 30, 30, 150), rng.uniform(5, 20), (210, 210), (20, 20, 20), (230, 225, 220)
    )
    kind = int(rng.integers(4))
    if kind == 0:  # some pixels a little off
        off = rng.uniform(size=picture.shape[:2]) < rng.uniform(0.2, 0.6)
        noise = grained(picture, rng.uniform(1, 14), rng)
        return np.where(off[..., np.newaxis], noise, picture)
    if kind == 1:  # a dull picture covers a part
        start = round(210 * rng.uniform(0.1, 0.9))
        picture[:, start:] = grained(sheet(210, 210 - start, (120, 90, 60)), 25, rng)
    elif kind == 2:  # the rim is of other colours
        wide, level = int(rng.integers(1, 4)), int(rng.integers(1, 5))
        length = round(210 * rng.uniform(0.3, 1))
        picture[:wide, :length] = picture[-wide:, :length] = picture[0, 0] - level
        picture[:length, :wide] = picture[:length, -wide:] = picture[0, 0] - level
    else:
        return np.asarray(Image.open(io.BytesIO(jpeg(picture, int(rng.integers(15, 96))))))
    return picture


def letter(rng: Rng) -> np.ndarray:
    name = LETTERS[int(rng.integers(len(LETTERS)))]
    return written(placed(any_strokes(rng, name), 30, 30, 150), rng.uniform(3, 22), (210, 210), *any_colours(rng))


def scribble(rng: Rng) -> np.ndarray:
    count = int(rng.integers(3, 30))
    return written([rng.uniform(15, 185, (count, 2))], rng.uniform(2, 16), (200, 200), *any_colours(rng))


def tiny(rng: Rng) -> np.ndarray:
    """Pictures about as small as may be, many of them cut tight."""
    size = int(rng.integers(5, 34))
    brush = max(1.0, size * rng.uniform(0.06, 0.2))
    side = round(size + brush)
    return written(placed(any_strokes(rng), brush / 2, brush / 2, size), brush, (side, side), *any_colours(rng))


def blank(rng: Rng) -> Any:
    kind = int(rng.integers(5))
    paper = sheet(int(rng.integers(20, 300)), int(rng.integers(20, 300)), any_colours(rng)[0])
    if kind == 0:
        return paper
    if kind == 1:
        return grained(paper, rng.uniform(1, 9), rng)
    if kind == 2:
        return jpeg(grained(paper, rng.uniform(1, 4), rng), int(rng.integers(10, 90)))
    if kind == 3:
        return png(np.dstack([paper, np.zeros(paper.shape[:2], np.uint8)]))
    paper[: int(rng.integers(1, 8))] = WHITE
    return paper
