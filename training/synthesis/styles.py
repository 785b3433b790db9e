"""Ways of writing digits that MNIST hardly shows: from control points in styles.json, and as changes to a digit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.interpolate import make_interp_spline

from training.synthesis.barred_zeros import bar_zero
from training.synthesis.hands import PenPath, lengths_along, resample

Points = Sequence[tuple[float, float]]

_POINTS_ALONG_STROKE = 40
_BARRED_SHARE = 0.75  # of the zeros that are changed; the others are left open


@dataclass(frozen=True)
class Style:
    """One way to write a digit.

    Attributes:
        label: the digit.
        strokes: for each stroke its control points, x to the right, y downwards, in about 0 to 1.
        corners: whether strokes run straight from point to point; otherwise a smooth curve passes through them.
    """

    label: int
    strokes: Sequence[Points]
    corners: bool = False


def read_styles(file_name: str) -> dict[str, Style]:
    """Reads styles by name from a JSON file beside this module."""
    written = json.loads(Path(__file__).with_name(file_name).read_text(encoding="utf-8"))
    return {name: Style(**style) for name, style in written.items()}


STYLES: Mapping[str, Style] = read_styles("styles.json")


def write_style(style: Style, rng: np.random.Generator, looseness: float = 0.035) -> list[PenPath]:
    """Writes a style once: its control points a little off, curves smooth.

    Args:
        style: what to write.
        rng: source of chance.
        looseness: standard deviation of each control point's place.
    """
    return [
        _through(np.array(points) + rng.normal(0, looseness, (len(points), 2)), style.corners)
        for points in style.strokes
    ]


def _through(points: np.ndarray, corners: bool) -> PenPath:
    if corners or len(points) < 3:
        return resample(points, _POINTS_ALONG_STROKE)
    lengths = lengths_along(points)
    curve = make_interp_spline(lengths, points, k=2 if len(points) < 4 else 3)
    return curve(np.linspace(0, lengths[-1], _POINTS_ALONG_STROKE))


def restyle(label: int, paths: list[PenPath], rng: np.random.Generator) -> list[PenPath]:
    """Adds what other countries write: a bar through a 7, a longer upstroke to a 1, a bar or a gap in a 0.

    Args:
        label: the digit that the strokes write.
        paths: its strokes.
        rng: source of chance; digits without a variant, and most others, come back as they are.
    """
    if label == 7 and len(paths) == 1:
        return [*paths, _bar(paths[0], rng)]
    if label == 0 and len(paths) == 1:
        if rng.uniform() < _BARRED_SHARE:
            return bar_zero(paths[0], rng)
        path = resample(paths[0], 2 * _POINTS_ALONG_STROKE)
        return [path[: round(len(path) * rng.uniform(0.86, 0.97))]]
    if label == 1 and len(paths) == 1 and _is_plain_line(paths[0]):
        return [np.concatenate([_upstroke(paths[0], rng), paths[0]])]
    return paths


def _bar(path: PenPath, rng: np.random.Generator) -> PenPath:
    """A short bar through the stem of a 7."""
    low, extent = path.min(axis=0), np.ptp(path, axis=0)
    level = low[1] + extent[1] * rng.uniform(0.4, 0.62)
    stem = path[len(path) // 2 :]
    x = float(stem[np.abs(stem[:, 1] - level).argmin(), 0])
    reach = extent.max() * rng.uniform(0.14, 0.3, 2)
    tilt = extent.max() * rng.normal(0, 0.04, 2)
    return np.array([[x - reach[0], level + tilt[0]], [x + reach[1], level + tilt[1]]])


def _is_plain_line(path: PenPath) -> bool:
    """Whether a 1 is one stroke downwards, hardly longer than the way from its start to its end."""
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    way = path[-1] - path[0]
    return way[1] > 0 and length < 1.1 * np.linalg.norm(way)


def _upstroke(path: PenPath, rng: np.random.Generator) -> PenPath:
    """The thin stroke that leads up to the top of a 1."""
    height = float(np.ptp(path[:, 1]))
    start = path[0] + height * np.array([-rng.uniform(0.15, 0.45), rng.uniform(0.15, 0.5)])
    return resample(np.stack([start, path[0]]), 10)
