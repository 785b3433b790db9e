"""Changes a pen path as another hand would have written it: slant, proportions, a bend here and there."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

PenPath = np.ndarray  # float64 [points, 2], x to the right, y downwards


@dataclass(frozen=True)
class Hand:
    """How far a hand may stray from the one that wrote.

    Attributes:
        rotation: largest turn in degrees, to either side.
        slant: largest shear, to either side: 0.3 moves the top by 0.3 of the height.
        stretch: largest change of proportions: 0.2 makes it up to 1.2 times as wide, or narrow.
        bend: standard deviation of the elastic displacement, in shares of the longest side.
        bends: how many displaced points there are along each side (Simard et al. 2003, on points instead of pixels).
    """

    rotation: float = 14.0
    slant: float = 0.3
    stretch: float = 0.25
    bend: float = 0.025
    bends: int = 4


def rewrite(paths: list[PenPath], hand: Hand, rng: np.random.Generator) -> list[PenPath]:
    """Returns the same strokes as a slightly different hand would write them.

    Args:
        paths: strokes in any unit.
        hand: how far to stray.
        rng: source of chance.
    """
    points = np.concatenate(paths)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    centre, side = low + extent / 2, max(float(extent.max()), 1e-6)
    turn = _linear_map(hand, rng)
    grid = rng.normal(0, hand.bend, (2, hand.bends, hand.bends))
    return [_bent((path - centre) / side @ turn.T, grid) for path in paths]


def _linear_map(hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """Samples rotation, slant and stretch as one matrix float64 [2, 2]."""
    angle = np.deg2rad(rng.uniform(-hand.rotation, hand.rotation))
    stretch = np.exp(rng.uniform(-1, 1) * np.log1p(hand.stretch) / 2)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1.0, rng.uniform(-hand.slant, hand.slant)], [0.0, 1.0]])
    return rotation @ slant @ np.diag([stretch, 1 / stretch])


def _bent(path: PenPath, grid: np.ndarray) -> PenPath:
    """Moves points in about -0.5 to 0.5 by displacements [2, bends, bends] that change smoothly between grid points."""
    places = np.clip((path[:, ::-1].T + 0.5) * (grid.shape[1] - 1), 0, grid.shape[1] - 1)
    shift = [map_coordinates(part, places, order=3, mode="nearest") for part in grid]
    return path + np.stack(shift, axis=1)


def lengths_along(path: PenPath) -> np.ndarray:
    """Returns how far each point lies along its path, from 0: float64 [points]."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])


def resample(path: PenPath, count: int) -> PenPath:
    """Returns `count` points at equal distances along a path."""
    lengths = lengths_along(path)
    places = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(places, lengths, path[:, axis]) for axis in (0, 1)], axis=1)
