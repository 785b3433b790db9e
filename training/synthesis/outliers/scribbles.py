"""Scribbles: what a hand draws that means nothing."""

from collections.abc import Callable

import numpy as np

from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.strokes import Strokes, by_hand, curve, draw, line, rotation


def draw_scribble(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws one scribble of a kind the split may hold: uint8 RGB canvas."""
    name = sources.scribbles[rng.integers(len(sources.scribbles))]
    return draw(SCRIBBLES[name](rng), rng)


def _walk(rng: np.random.Generator) -> Strokes:
    """A pen that wanders, its direction changing slowly."""
    count = int(rng.integers(70, 160))
    turning = np.repeat(rng.normal(0, rng.uniform(0.25, 0.5), count // 7 + 1), 7)[:count]
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(turning)
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=1) * rng.uniform(0.5, 1.5, (count, 1))
    return [np.cumsum(steps, axis=0)]


def _tangle(rng: np.random.Generator) -> Strokes:
    """A curve through random places, over and over itself."""
    points = rng.uniform(0, 1, (int(rng.integers(7, 22)), 2)) * (1, rng.uniform(0.5, 1.5))
    return [curve(points)]


def _zigzag(rng: np.random.Generator) -> Strokes:
    """Sharp turns from side to side, four at least: with two it would be a Z."""
    count = int(rng.integers(6, 15))
    across = np.where(np.arange(count) % 2, 1.0, 0.0) + rng.normal(0, 0.12, count)
    along = np.arange(count) * rng.uniform(0.12, 0.4) + rng.normal(0, 0.03, count)
    return by_hand([line(*np.stack([along, across], axis=1))], rng, tilt=0.25)


def _to_and_fro(rng: np.random.Generator) -> Strokes:
    """Scrawled to and fro with round turns, as one blackens an area."""
    count = int(rng.integers(8, 26))
    reach = 0.5 + 0.5 * np.sin(np.linspace(0, np.pi * rng.uniform(0.2, 1), count))
    across = np.where(np.arange(count) % 2, 1.0, -1.0) * reach * rng.uniform(0.75, 1.1, count)
    along = np.arange(count) * rng.uniform(0.04, 0.2)
    return by_hand([curve(np.stack([across, along], axis=1))], rng, tilt=0.25)


def _spiral(rng: np.random.Generator) -> Strokes:
    """A spiral of two turns or more: one with less would be a 6 or a 9."""
    turns = rng.uniform(2.2, 5)
    angle = np.linspace(0, 2 * np.pi * turns, int(28 * turns))
    radius = (angle / angle[-1]) ** rng.uniform(0.7, 1.3)
    path = np.stack([np.cos(angle), np.sin(angle) * rng.choice([-1, 1])], axis=1) * radius[:, np.newaxis]
    return by_hand([path], rng, tilt=1)


def _loops(rng: np.random.Generator) -> Strokes:
    """A row of loops, as pens are tried out."""
    count = rng.uniform(3, 7)
    angle = np.linspace(0, 2 * np.pi * count, int(22 * count))
    width = rng.uniform(0.5, 1.6)
    path = np.stack([np.cos(angle) * width + angle * rng.uniform(0.12, 0.35), np.sin(angle)], axis=1)
    return by_hand([path], rng, 2.0, tilt=0.12)


def _ball(rng: np.random.Generator) -> Strokes:
    """Round and round over the same place, each time a little beside."""
    turns = rng.uniform(3.5, 8)
    count = int(20 * turns)
    angle = np.linspace(0, 2 * np.pi * turns, count)
    drift = curve(rng.uniform(-0.6, 0.6, (int(turns) + 2, 2)), 40)[: 40 * (int(turns) + 1)]
    drift = drift[np.linspace(0, len(drift) - 1, count).astype(int)]
    radius = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, 9), rng.uniform(0.3, 1, 9))
    return by_hand([np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, np.newaxis] + drift], rng)


def _several(rng: np.random.Generator) -> Strokes:
    """Several curved strokes anywhere."""
    strokes = []
    for _ in range(int(rng.integers(4, 8))):
        points = rng.uniform(0, 1, 2) + np.cumsum(rng.normal(0, 0.25, (int(rng.integers(3, 6)), 2)), axis=0)
        strokes.append(curve(points))
    return strokes


def _straight_strokes(rng: np.random.Generator) -> Strokes:
    """Straight strokes at any angle, like spilled matches."""
    strokes = []
    for _ in range(int(rng.integers(4, 9))):
        centre, angle, reach = rng.uniform(0, 1, 2), rng.uniform(0, np.pi), rng.uniform(0.15, 0.5)
        half = reach * np.array([np.cos(angle), np.sin(angle)])
        strokes.append(line(centre - half, centre + half))
    return by_hand(strokes, rng)


def _crossed_out(rng: np.random.Generator) -> Strokes:
    """A wave or a tangle with a cross or lines through it."""
    strokes = [*_tangle(rng)] if rng.uniform() < 0.5 else [_to_and_fro(rng)[0]]
    low, high = strokes[0].min(axis=0), strokes[0].max(axis=0)
    strokes.append(line(low, high))
    if rng.uniform() < 0.7:
        strokes.append(line((low[0], high[1]), (high[0], low[1])))
    return by_hand(strokes, rng)


def _hatching(rng: np.random.Generator) -> Strokes:
    """Parallel lines in one or two directions."""
    strokes = []
    for angle in rng.uniform(0, np.pi, 1) + np.array([0, rng.uniform(0.3, 0.5) * np.pi])[: rng.integers(1, 3)]:
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        for place in np.linspace(-1, 1, int(rng.integers(4, 9))):
            reach = rng.uniform(0.7, 1.1)
            strokes.append(line(place * across - reach * along, place * across + reach * along))
    return by_hand(strokes, rng)


def _signature(rng: np.random.Generator) -> Strokes:
    """Waves of changing height from left to right, with a flourish."""
    count = int(rng.integers(8, 18))
    x = np.cumsum(rng.uniform(0.1, 0.6, count) * np.where(rng.uniform(size=count) < 0.25, -0.6, 1))
    y = np.where(np.arange(count) % 2, 1.0, -1.0) * rng.gamma(2, 0.35, count)
    strokes = [curve(np.stack([x, y], axis=1))]
    if rng.uniform() < 0.5:
        strokes.append(curve(np.array([[x.min(), 1.2], [x.mean(), 1.5], [x.max() + 0.4, rng.uniform(0.6, 1.4)]])))
    return by_hand(strokes, rng)


def _wave(rng: np.random.Generator) -> Strokes:
    """A wavy line, lying: upright it could be a 3."""
    x = np.linspace(0, rng.uniform(1.5, 4), 60)
    return by_hand([np.stack([x * rng.uniform(0.8, 2), np.sin(2 * np.pi * x)], axis=1)], rng, tilt=0.05)


def _dash(rng: np.random.Generator) -> Strokes:
    """A single line, lying or falling to the right: an upright one or one leaning to the right is a 1."""
    angle = np.pi * rng.uniform(-0.08, 0.25)
    bend = curve(np.array([[0, 0], [0.5, rng.normal(0, 0.06)], [1, 0]]))
    return [bend @ rotation(angle)]


def _tick(rng: np.random.Generator) -> Strokes:
    """A hook, a wedge or a corner, turned so that it is no 7 and no 1."""
    angle, opening = 2 * np.pi * rng.uniform(-0.05, 0.2), 2 * np.pi * rng.uniform(0.12, 0.3)
    arms = [np.array([np.cos(turn), -np.sin(turn)]) for turn in (angle, angle + opening)]
    return by_hand([line(arms[0] * rng.uniform(0.4, 1), (0, 0), arms[1] * rng.uniform(0.7, 1.2))], rng, tilt=0.02)


def _burst(rng: np.random.Generator) -> Strokes:
    """Lines out of one place."""
    count = int(rng.integers(5, 12))
    angles = 2 * np.pi * (np.arange(count) + rng.uniform(-0.3, 0.3, count)) / count
    inner = rng.choice([0.0, 0.3])
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return by_hand([line(ray * inner, ray * rng.uniform(0.6, 1)) for ray in rays], rng)


SCRIBBLES: dict[str, Callable[[np.random.Generator], Strokes]] = {
    "walk": _walk,
    "tangle": _tangle,
    "zigzag": _zigzag,
    "to_and_fro": _to_and_fro,
    "spiral": _spiral,
    "loops": _loops,
    "ball": _ball,
    "several": _several,
    "straight_strokes": _straight_strokes,
    "crossed_out": _crossed_out,
    "hatching": _hatching,
    "signature": _signature,
    "wave": _wave,
    "dash": _dash,
    "tick": _tick,
    "burst": _burst,
}
UNSEEN_SCRIBBLES = {"validation": ("loops", "burst"), "test": ("ball", "straight_strokes", "wave")}
