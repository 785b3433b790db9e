"""Zeros as many people write them to tell them from the letter: with a slash, a bar or a dot."""

from collections.abc import Callable, Mapping

import numpy as np

from training.synthesis.hands import PenPath, resample

_POINTS_ALONG_BAR = 12
_UNLIFTED_SHARE = 0.3  # of the zeros with a slash: the pen goes from the ring into it without leaving the paper
_INSIDE, _THROUGH = (0.55, 0.95), (1.15, 1.6)  # lengths, in shares of the ring's own measure along the bar

_Bar = Callable[[np.random.Generator], PenPath]  # in units of half the ring's width and height, from its centre


def _slash(lengths: tuple[float, float], towards: int) -> _Bar:
    """A slanted stroke; `towards` is 1 where it rises to the right and -1 where it falls."""

    def draw(rng: np.random.Generator) -> PenPath:
        angle, length = np.deg2rad(rng.uniform(30, 65)), rng.uniform(*lengths)
        tip = length * np.array([towards * np.cos(angle), -np.sin(angle)])
        return np.stack([tip, -tip])

    return draw


def _upright(rng: np.random.Generator) -> PenPath:
    length, lean = rng.uniform(0.5, 1.35), rng.normal(0, 0.12)
    return np.array([[lean, -length], [-lean, length]])


def _lying(rng: np.random.Generator) -> PenPath:
    length, tilt = rng.uniform(0.5, 1.35), rng.normal(0, 0.1)
    return np.array([[-length, tilt], [length, -tilt]])


def _dot(rng: np.random.Generator) -> PenPath:
    return np.cumsum(rng.normal(0, 0.04, (3, 2)), axis=0)


BARS: Mapping[str, _Bar] = {
    "slash_inside": _slash(_INSIDE, 1),
    "slash_through": _slash(_THROUGH, 1),
    "backslash_inside": _slash(_INSIDE, -1),
    "backslash_through": _slash(_THROUGH, -1),
    "upright_bar": _upright,
    "lying_bar": _lying,
    "dot": _dot,
}
_SHARES = (0.24, 0.34, 0.09, 0.13, 0.06, 0.06, 0.08)
_IN_ONE_STROKE = ("slash_inside", "slash_through", "backslash_inside", "backslash_through")


def bar_zero(ring: PenPath, rng: np.random.Generator, name: str | None = None) -> list[PenPath]:
    """Returns a zero with a bar: two strokes, or one where the pen was not lifted.

    Args:
        ring: the zero's one stroke.
        rng: source of chance.
        name: one of `BARS`; by default any of them, slashes more often than the rest.
    """
    name = name or str(rng.choice(list(BARS), p=_SHARES))
    low, half = ring.min(axis=0), np.ptp(ring, axis=0) / 2
    place = rng.normal(0, 0.08, 2)
    bar = resample(low + half + (BARS[name](rng) + place) * half, _POINTS_ALONG_BAR)
    if name in _IN_ONE_STROKE and rng.uniform() < _UNLIFTED_SHARE:
        return [np.concatenate([ring, bar])]
    return [ring, bar]
