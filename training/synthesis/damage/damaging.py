"""Damages a share of the images of a batch."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from training.synthesis.damage.covers import cover
from training.synthesis.damage.grain import add_noise
from training.synthesis.damage.light import change_light
from training.synthesis.damage.marks import mark
from training.synthesis.damage.outlines import outline
from training.synthesis.damage.softening import soften
from training.synthesis.damage.some import each_by


@dataclass(frozen=True)
class Damage:
    """How many images are damaged, and by what.

    Attributes:
        share: of the images that are damaged at all, 0 to 1.
        twice: of those, the share that is damaged once more, by the same family or by another.
        noise: how often one family happens beside the others: grain, holes, specks …
        light: … too bright, flat, from one side, through haze …
        cover: … negatives of a part, patches, gaps …
        marks: … lines of every kind, drops …
        blur: … out of focus, moved, shaken, coarse …
        outline: … and the outline alone.
    """

    share: float = 0.5
    twice: float = 0.15
    noise: float = 1.0
    light: float = 1.0
    cover: float = 1.0
    marks: float = 1.0
    blur: float = 1.0
    outline: float = 0.5


def damage(images: np.ndarray, how: Damage, rng: np.random.Generator) -> np.ndarray:
    """Returns copies of images uint8 [n, 28, 28], a share of them damaged."""
    is_damaged = rng.random(len(images)) < how.share
    damaged = images.copy()
    damaged[is_damaged] = _damage_all(images[is_damaged], how, rng)
    return damaged


def _damage_all(images: np.ndarray, how: Damage, rng: np.random.Generator) -> np.ndarray:
    ink = _damage_once(images.astype(np.float32) / np.float32(PIXEL_MAX), how, rng)
    again = rng.random(len(ink)) < how.twice
    ink[again] = _damage_once(ink[again], how, rng)
    return np.rint(ink * PIXEL_MAX).astype(np.uint8)


def _damage_once(ink: np.ndarray, how: Damage, rng: np.random.Generator) -> np.ndarray:
    """Lets one family happen to each: float32 [n, 28, 28] in 0 to 1, as it received."""
    families = (add_noise, change_light, cover, mark, soften, outline)
    weights = np.array([how.noise, how.light, how.cover, how.marks, how.blur, how.outline])
    chosen = rng.choice(len(families), len(ink), p=weights / weights.sum())
    return np.clip(each_by(families, chosen, ink, rng), 0, 1)
