"""The golden pictures in their order: the same ones for everybody, as many as are asked for."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.golden import digits, numbers, photos
from tests.golden.digits import any_name
from tests.golden.encodings import ENCODINGS, encoded
from tests.golden.pen import placed, shape
from training.synthesis.pictures.kinds import PEN_KINDS

# Kinds whose ink is hard to find follow those that were there before them; photos of them differ between platforms.
_HARD = tuple(kind for kind in PEN_KINDS if kind.startswith("drawing") or kind in ("window", "plot"))
_FIRST_HARD = 200
COUNT = _FIRST_HARD + len(_HARD)

# In turn, so that any few pictures in a row are of many kinds.
_FAMILIES: tuple[Callable[[np.random.Generator], Any], ...] = (
    numbers.touching,
    photos.on_lines,
    digits.dotted,
    numbers.photo,
    digits.plain,
    numbers.punctuated,
    photos.plain,
    digits.transparent,
    numbers.overlapping,
    photos.on_table,
    digits.half_clean,
    numbers.stacked,
    photos.stained,
    numbers.loose,
    photos.chalk,
    digits.hairline,
    numbers.crowded,
    photos.one_line,
    digits.strewn,
    numbers.uneven,
    photos.edged,
    digits.on_lines,
    numbers.joined,
    photos.pale,
    digits.aside,
    numbers.gaps,
    photos.squeezed,
    digits.framed,
    numbers.wide,
    photos.shadow,
    digits.faint,
    numbers.faint_thin,
    photos.large,
    digits.distant,
    numbers.words,
    digits.broken,
    numbers.apart,
    digits.tiny,
    digits.letter,
    digits.transparent,
    digits.blank,
    digits.scribble,
    digits.half_clean,
)


# The kinds of file come one by one between the others.
_EVERY = 5


@dataclass(frozen=True)
class GoldenPicture:
    """A picture as a caller hands it over, and its name, which says how it was made."""

    name: str
    content: Any

    @property
    def is_number(self) -> bool:
        """Whether it was made to be read as a number."""
        return " numbers." in self.name


def golden_pictures(count: int = COUNT) -> Iterator[GoldenPicture]:
    """Yields the first `count` pictures; there is no last one."""
    for index in range(count):
        yield golden_picture(index)


def golden_picture(index: int) -> GoldenPicture:
    """Makes one picture."""
    if _FIRST_HARD <= index < COUNT:
        kind = _HARD[index - _FIRST_HARD]
        rng = _chance(f"{index} {kind}")
        return GoldenPicture(f"{index:03} {kind}", PEN_KINDS[kind](placed(shape(any_name(rng)), 0, 0, 100), rng=rng))
    turn, rest = divmod(index, _EVERY)
    if rest == _EVERY - 1:
        kind = tuple(ENCODINGS)[turn % len(ENCODINGS)]
        return GoldenPicture(f"{index:03} {kind}", encoded(kind, _chance(f"{index} {kind}")))
    family = _FAMILIES[(turn * (_EVERY - 1) + rest) % len(_FAMILIES)]
    name = f"{family.__module__.rpartition('.')[2]}.{family.__name__}"
    return GoldenPicture(f"{index:03} {name}", family(_chance(f"{index} {name}")))


def _chance(seed: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(seed.encode()))
