"""Numbers with signs and separators, and with dirt beside them, of which the line reader learns what is which."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from digit_recognizer.contract import LINE_SIGNS
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.line import Line
from digit_recognizer.number.sheet import find_sheet
from training.synthesis.authors import Author
from training.synthesis.numbers import Box, ComposedNumber, NumberStyle, draw_digits, set_digits, show_sheet
from training.synthesis.signs import SignSizes, draw_own_sign, draw_sign, draw_speck

# As far as people go, so that a line reader learns where serving has its doubts.
SIZES = SignSizes(minus=(0.2, 1.1), comma=(0.13, 0.55), colon=(0.22, 0.6))
_SEPARATED = 0.75  # of the marked numbers of two digits and more; the others have a minus …
_WITH_MINUS = 0.25  # … and so have some of these
_SPECKED = 0.3  # of the marked numbers have specks, …
_MAX_SPECKS = 3
_ABOVE = 0.6  # … in this upper share of the sheet, where no point stands
_SEEN = 0.5  # of the smaller of two boxes: sharing so much, one is of the other
_TOUCHING = 0.05  # of neighbours in marked numbers, so that signs stand alone

DrawSign = Callable[[str], tuple[np.ndarray, float]]


@dataclass(frozen=True)
class Marking:
    """Which share of lines is marked: has signs and separators, or dirt beside the digits."""

    share: float = 0.0

    def is_marked(self, rng: np.random.Generator) -> bool:
        """Decides it for one line; without any that are, nothing is asked of chance."""
        return self.share > 0 and bool(rng.uniform() < self.share)


@dataclass(frozen=True)
class DrawnDigits:
    """Digits that are to stand beside each other.

    Attributes:
        inks: the ink of each, cut out: float64 `[h, w]`, 0..1.
        text: which they are.
        height: their median height in pixels.
        style: how they stand.
    """

    inks: list[np.ndarray]
    text: str
    height: float
    style: NumberStyle


def compose_marked(rng: np.random.Generator, author: Author, length: int, style: NumberStyle) -> ComposedNumber:
    """Writes a number with signs, in one pen, as one author does: with own signs, where there are samples of them.

    Args:
        rng: source of chance.
        author: whose digits they are.
        length: how many digits.
        style: how it is written.

    Returns:
        the number, whose text and boxes hold its signs, too.
    """
    height = float(rng.uniform(*style.height))
    chosen = [author.digits[index] for index in rng.integers(len(author.digits), size=length)]
    inks, brush = draw_digits(rng, chosen, height, style)

    def draw(sign: str) -> tuple[np.ndarray, float]:
        own = author.signs.get(sign)
        if own:
            return draw_own_sign(rng, sign, own[rng.integers(len(own))], height, brush, sizes=SIZES)
        return draw_sign(rng, sign, height, brush, SIZES)

    digits = DrawnDigits(inks, "".join(str(digit.label) for digit in chosen), height, style)
    sheet, text, boxes = set_with_signs(rng, digits, draw)
    picture, is_photo = show_sheet(rng, _with_specks(rng, sheet, height, brush), style)
    return ComposedNumber(picture, text, boxes, is_touching=False, is_photo=is_photo)


def find_whole_line(number: ComposedNumber) -> Line | None:
    """Finds a number's line on its picture with all that is, or may be, a sign, as serving does.

    Returns:
        the line; None where something of the number is not seen on it, as a minus that stands far off.

    Raises:
        DigitRecognizerError: it is a photo on which nothing is found, or too much.
    """
    sheet = find_sheet(map_ink(read_pixels(number.canvas)))
    line = sheet.lines[sheet.main].whole
    marks = np.array([line.on_picture(box) for box in line.boxes])
    return line if all(_is_seen(np.array(box), marks) for box in number.boxes) else None


def _is_seen(box: np.ndarray, marks: np.ndarray) -> bool:
    """Whether marks are where a part of a number was written: boxes int `[4]` and `[n, 4]`."""
    shared = np.minimum(marks[:, 2:], box[2:]) - np.maximum(marks[:, :2], box[:2])
    own, other = np.prod(box[2:] - box[:2]), np.prod(marks[:, 2:] - marks[:, :2], axis=1)
    return bool((np.prod(np.clip(shared, 0, None), axis=1) >= _SEEN * np.minimum(own, other)).any())


def set_with_signs(
    rng: np.random.Generator, digits: DrawnDigits, draw: DrawSign
) -> tuple[np.ndarray, str, tuple[Box, ...]]:
    """Sets digits beside each other with signs before and between them.

    Args:
        rng: source of chance.
        digits: each drawn alone.
        draw: draws a sign; see `draw_sign`.

    Returns:
        the sheet's ink float64 `[h, w]`, 0..1, its characters, left to right, and their boxes.
    """
    parts = [(ink, 0.0) for ink in digits.inks]
    characters = list(digits.text)
    for place, sign in _choose_signs(rng, len(parts)):
        parts.insert(place, draw(sign))
        characters.insert(place, sign)
    signs = {index: below for index, (_, below) in enumerate(parts) if characters[index] in LINE_SIGNS}
    apart = replace(digits.style, touching=min(digits.style.touching, _TOUCHING))
    sheet, boxes, _ = set_digits(rng, [ink for ink, _ in parts], digits.height, apart, signs)
    return sheet, "".join(characters), boxes


def _choose_signs(rng: np.random.Generator, length: int) -> list[tuple[int, str]]:
    """Chooses signs and before which digit each stands; those on the right come first."""
    signs: list[tuple[int, str]] = []
    is_separated = length > 1 and rng.uniform() < _SEPARATED
    if is_separated:
        signs.append((int(rng.integers(1, length)), LINE_SIGNS[rng.integers(len(LINE_SIGNS))]))
    if not is_separated or rng.uniform() < _WITH_MINUS:
        signs.append((0, "-"))
    return signs


def _with_specks(rng: np.random.Generator, sheet: np.ndarray, height: float, brush: float) -> np.ndarray:
    """Adds some dirt to some sheets, where it cannot be taken for a sign."""
    if rng.uniform() >= _SPECKED:
        return sheet
    specked = sheet.copy()
    for _ in range(int(rng.integers(1, _MAX_SPECKS + 1))):
        speck = draw_speck(rng, height, brush)
        top = int(rng.integers(max(1, int(_ABOVE * (len(sheet) - len(speck))))))
        left = int(rng.integers(max(1, sheet.shape[1] - speck.shape[1])))
        place = np.s_[top : top + speck.shape[0], left : left + speck.shape[1]]
        specked[place] = np.maximum(specked[place], speck)
    return specked
