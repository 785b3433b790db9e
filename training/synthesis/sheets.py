"""Composes what people write besides one plain number, by kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from training.synthesis.careless import lettered, pale, scanned, slanted
from training.synthesis.forms import boxed, comb
from training.synthesis.numbers import digits_of, show_sheet
from training.synthesis.writing import PLAIN, Pen, alone, several_lines, signed

_HEIGHTS = (36, 120)  # px: of the digits of a sheet
_AS_IT_IS = replace(PLAIN, photographed=0.0, light_on_dark=0.0)


@dataclass(frozen=True)
class ComposedSheet:
    """A written sheet and what is true of it.

    Attributes:
        canvas: uint8 `[h, w, 3]`, RGB.
        text: what is written, from left to right, with a newline between lines.
        is_photo: whether it is photographed.
    """

    canvas: np.ndarray
    text: str
    is_photo: bool


KINDS: Mapping[str, Callable[[Pen], tuple[np.ndarray, str]]] = MappingProxyType(
    {
        "several_lines": several_lines,
        "signed": signed,
        "boxed": boxed,
        "comb": comb,
        "alone": alone,
        "pale": pale,
        "slanted": slanted,
        "lettered": lettered,
        "scanned": scanned,
    }
)


def compose_sheets(
    kind: str, count: int, writers: Iterable[int], seed: int, path: str | Path | None = None
) -> Iterator[ComposedSheet]:
    """Yields sheets of one kind, each by one writer, in one pen.

    Args:
        kind: one of `KINDS`.
        count: how many.
        writers: whose digits they are made of.
        seed: decides the sheets.
        path: the pen strokes' folder; see `load_pen_strokes`.
    """
    by_writer = digits_of(writers, path)
    rng = np.random.default_rng(seed)
    for _ in range(count):
        own = by_writer[rng.integers(len(by_writer))]
        height = float(np.exp(rng.uniform(*np.log(_HEIGHTS))))
        ink, text = KINDS[kind](Pen(rng, own, height))
        margins = np.rint(rng.uniform(0.2, 1.0, (2, 2)) * height).astype(int)
        picture, is_photo = show_sheet(rng, np.pad(ink, margins), _AS_IT_IS if kind == "scanned" else PLAIN)
        yield ComposedSheet(picture, text, is_photo)
