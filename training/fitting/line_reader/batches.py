"""Mixes lines that people wrote with lines set from MNIST into batches, changed as hands and pens differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import cv2
import numpy as np

from digit_recognizer.contract import STRIP_HEIGHT
from training.fitting.folds.batching import shuffled_rows
from training.synthesis.augmentation import rewiden
from training.synthesis.lines import STRIP_WIDTH, Strips

_POOLED = 8  # batches are cut from so many at once, sorted by width, so that little of each is padding
_ROOM = 1.1  # so many times the longest line of a batch is room for all of them
_ROWS, _POOLS, _CHANGES = range(3)  # what a seed is for
_WIDTH_STEP = 16  # columns: batches come in few widths


@dataclass(frozen=True)
class LineChanges:
    """How far lines are changed; every limit holds to both sides.

    Attributes:
        stretch: largest change of the logarithm of a line's length …
        grow: … and of its digits' height.
        rotation: largest turn of the line in degrees; its digits stay upright.
        slant: largest shear.
        shift: largest move up or down in pixels.
        bend: standard deviation of the elastic displacement in pixels …
        bend_every: … of points so many pixels apart.
        thicken: largest share of a dilation by one pixel.
        thin: largest share of an erosion by one pixel.
    """

    stretch: float = 0.2
    grow: float = 0.15
    rotation: float = 4.0
    slant: float = 0.2
    shift: float = 2.0
    bend: float = 0.7
    bend_every: int = 11
    thicken: float = 0.7
    thin: float = 0.35


def line_batches(
    kinds: Sequence[Strips], size: int, changes: LineChanges, seed: tuple[int, ...], *, first: int = 0
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields batches for ever, as many of each kind: images uint8 [size, STRIP_HEIGHT, w] and labels as in `Strips`.

    Args:
        kinds: lines of one kind or more.
        size: lines in a batch.
        changes: how far lines are changed.
        seed: decides lines and changes.
        first: the number of the batch to begin with, counted from 0.
    """
    each = size * _POOLED // len(kinds)
    first_pool, skipped = divmod(first, _POOLED)
    sources = [
        (part, shuffled_rows(len(part), each, (*seed, _ROWS, place), first_pool)) for place, part in enumerate(kinds)
    ]
    for number in count(first_pool):
        order = np.random.default_rng((*seed, _POOLS, number))
        pool = Strips.joined([part.take(next(rows)) for part, rows in sources])
        by_width = np.argsort(pool.widths, kind="stable").reshape(_POOLED, size)
        for place, rows in list(enumerate(order.permutation(by_width)))[skipped:]:
            chance = np.random.default_rng((*seed, _CHANGES, number, place))
            yield _changed_batch(pool.take(rows), changes, chance)
        skipped = 0


def _changed_batch(strips: Strips, changes: LineChanges, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    width = min(STRIP_WIDTH, int(np.ceil(strips.widths.max() * _ROOM / _WIDTH_STEP)) * _WIDTH_STEP)
    lines = [image[:, :length] for image, length in zip(strips.images, strips.widths, strict=True)]
    return np.array([change_line(line, width, changes, rng) for line in lines]), strips.labels


def change_line(image: np.ndarray, width: int, changes: LineChanges, rng: np.random.Generator) -> np.ndarray:
    """Returns a changed copy of a line uint8 [STRIP_HEIGHT, w], somewhere on paper uint8 [STRIP_HEIGHT, width]."""
    length = image.shape[1]
    stretch = min(float(np.exp(rng.uniform(-changes.stretch, changes.stretch))), width / length)
    slant = rng.uniform(-changes.slant, changes.slant)
    grow = float(np.exp(rng.uniform(-changes.grow, changes.grow)))
    tilt = np.tan(np.deg2rad(rng.uniform(-changes.rotation, changes.rotation)))
    back = np.linalg.inv(np.array([[1, slant], [tilt, 1]]) @ np.diag([stretch, grow])).astype(np.float32)
    room = max(0.0, width - length * stretch)
    centre_x = length * stretch / 2 + rng.uniform(0, room)
    centre_y = (STRIP_HEIGHT - 1) / 2 + rng.uniform(-changes.shift, changes.shift)
    x = np.arange(width, dtype=np.float32) - np.float32(centre_x)
    y = np.arange(STRIP_HEIGHT, dtype=np.float32)[:, np.newaxis] - np.float32(centre_y)
    points = (2, STRIP_HEIGHT // changes.bend_every + 1, width // changes.bend_every + 1)
    bends = [
        cv2.resize(part, (width, STRIP_HEIGHT), interpolation=cv2.INTER_CUBIC)
        for part in rng.normal(0, changes.bend, points).astype(np.float32)
    ]
    columns = back[0, 0] * x + back[0, 1] * y + np.float32((length - 1) / 2) + bends[0]
    rows = back[1, 0] * x + back[1, 1] * y + np.float32((STRIP_HEIGHT - 1) / 2) + bends[1]
    moved = cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderValue=0)
    return rewiden(moved[np.newaxis], changes.thin, changes.thicken, rng)[0]
