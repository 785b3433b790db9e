"""Every way in which the ink of a picture may be meant: which is ink, which is paper, and what is printed around it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import FoundDigit, Part, find_on_part, part_of
from digit_recognizer.image.geometry import pixel_size, shrink_to
from digit_recognizer.image.ink import PHOTO_SIDE, InkMap
from digit_recognizer.image.marks import select_marks
from digit_recognizer.image.panel import find_panels
from digit_recognizer.image.rims import without_rims
from digit_recognizer.image.split import SplitInk, split_ink


def find_digits(pixels: Pixels) -> Iterator[FoundDigit]:
    """Yields the digit on a drawing or photo in each way that it may be meant, the likeliest first.

    Each is looked for when it is asked for: a drawing with blank canvas all around is meant as the first.

    Args:
        pixels: The whole picture.

    Raises:
        NoInkError: The picture is blank or flat.
    """
    part = part_of(pixels)
    blank: NoInkError | None = None
    first: FoundDigit | None = None
    for look in (_as_usual, _within_lines, _of_two_colours, _filling, _with_lines):
        if look is _with_lines and first is not None and not first.is_cleared:
            continue
        try:
            for found in look(part):
                first = first or found
                if look is _of_two_colours and _is_shadow(found, first):
                    continue
                # What a ring surrounds is paper, whatever it looks like.
                if found is first or first.may_be_sheet or found.is_light == first.is_light:
                    yield found
        except NoInkError as error:
            blank = blank or error
    if first is None and blank:
        raise blank


def _is_shadow(found: FoundDigit, usual: FoundDigit) -> bool:
    """Whether what was found is broad and runs to the edges, which the usual ink keeps off."""
    return usual.is_inside and not found.is_inside and found.is_broad


def _as_usual(part: Part) -> Iterator[FoundDigit]:
    found = find_on_part(part)
    yield found
    # What lies along the edges alone is of what the picture was cut out of.
    (left, top), (height, width) = part.origin, part.rgb.shape[:2]
    rimless = without_rims(found, (left, top, left + width, top + height))
    if rimless is not None:
        yield rimless


def _filling(part: Part) -> Iterator[FoundDigit]:
    """A digit to which a photo was cut reaches its edges, as shadows and stains do."""
    found = find_on_part(part, may_fill=True)
    if found.ink_map.is_photo:
        yield found


def _with_lines(part: Part) -> Iterator[FoundDigit]:
    """A long straight stroke is taken for a printed line where nothing else is."""
    yield find_on_part(part, has_ruling=False)


def _within_lines(part: Part) -> Iterator[FoundDigit]:
    scale = np.array(pixel_size(part.rgb, part.view) * 2)
    for panel in find_panels(part.view):
        left, top, right, bottom = np.rint(panel * scale).astype(int).tolist()
        with suppress(NoInkError):
            yield replace(find_on_part(part.crop((left, top, right, bottom))), is_whole=False)


def _of_two_colours(part: Part) -> Iterator[FoundDigit]:
    for ink in split_ink(shrink_to(part.view, PHOTO_SIDE)):
        yield _found(part, ink)


def _found(part: Part, ink: SplitInk) -> FoundDigit:
    keep = select_marks(ink.strength, is_photo=False)
    ink_map = InkMap(ink.strength, not ink.paper.is_clean, part.origin, pixel_size(part.rgb, ink.strength))
    return FoundDigit(part.shape, ink_map, keep, part.rgb, ink.paper, ink.scale)
