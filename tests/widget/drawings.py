"""Drawings as the pad keeps them, for both sides to read: of every size, place and brush, and partly erased."""

import json
from typing import Any

import numpy as np

from digit_recognizer.files import ASSETS
from tests.handmade import HANDMADE_DIGITS

SIDE = 280
Drawing = dict[str, Any]


def drawn(*strokes: dict[str, Any], side: int = SIDE) -> Drawing:
    return {"width": side, "height": side, "strokes": list(strokes)}


def stroke(points: Any, width: int, erases: bool = False) -> dict[str, Any]:
    # The pad keeps points on a grid of half units.
    return {"points": (np.rint(np.asarray(points) * 2) / 2).tolist(), "width": width, "erases": erases}


def digit(name: str, size: float, left: float, top: float, width: int) -> list[dict[str, Any]]:
    """Returns the strokes of a hand-made digit, `size` high."""
    return [stroke(np.asarray(path) * size / 100 + (left, top), width) for path in HANDMADE_DIGITS[name]]


def single_digits(seed: int = 5) -> list[Drawing]:
    """Returns the hand-made digits and the page's examples, each twice, and a third of them with a part rubbed out."""
    rng = np.random.default_rng(seed)
    examples = json.loads((ASSETS / "examples" / "draw.json").read_text(encoding="utf-8"))
    paths = [*HANDMADE_DIGITS.values(), *(example["strokes"] for example in examples)]
    return [_at_random(path, rng, has_gap=index % 3 == 0) for index, path in enumerate(paths * 2)]


def _at_random(paths: Any, rng: np.random.Generator, has_gap: bool) -> Drawing:
    points = np.concatenate([np.asarray(path, float) for path in paths])
    width = round(float(np.exp(rng.uniform(*np.log((2, 40))))))
    size = rng.uniform(max(50, 4 * width), 0.95 * SIDE - width) / np.ptp(points, axis=0).max()
    free = SIDE - np.ptp(points, axis=0) * size - width
    corner = width / 2 + free * rng.uniform(size=2)
    placed = [(np.asarray(path, float) - points.min(axis=0)) * size + corner for path in paths]
    strokes = [stroke(path, width) for path in placed]
    if has_gap:
        start = placed[0][len(placed[0]) // 2]
        strokes.append(stroke([start, start + rng.uniform(-30, 30, 2)], max(4, width // 2), erases=True))
    return drawn(*strokes)


TWO_DIGITS = drawn(*digit("3", 150, 20, 60, 14), *digit("5", 150, 140, 60, 14))
WITH_POINT = drawn(*digit("7", 130, 80, 40, 14), stroke([[132, 200], [132, 200]], 16))
QUESTION_MARK = drawn(
    stroke([[105, 90], [120, 62], [160, 66], [165, 105], [140, 140], [140, 175]], 10),
    stroke([[140, 205], [143, 208]], 26),
)
EXCLAMATION_MARK = drawn(stroke([[160, 50], [142, 180]], 12), stroke([[136, 222], [136, 222]], 18))
DOTTED_ZERO = drawn(*digit("0", 170, 70, 50, 12), stroke([[138, 136], [138, 136]], 16))
IN_A_FRAME = drawn(stroke([[4, 4], [276, 4], [276, 276], [4, 276], [4, 4]], 6), *digit("2", 150, 70, 60, 14))
FROM_EDGE_TO_EDGE = drawn(*digit("4", 300, -10, -10, 20))
A_TAP = drawn(stroke([[140, 140]], 24))
ERASED = drawn(*digit("1", 150, 60, 60, 10), stroke([[135, 40], [135, 240]], 48, erases=True))
BLANK = drawn()
LARGE = drawn(*digit("9", 1400, 200, 200, 90), side=1800)
