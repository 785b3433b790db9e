"""Letters and words: centre lines of a font's letters redrawn with a brush, or the letters themselves, warped."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import ImageFont

from digit_recognizer.image.marks import stroke_width
from digit_recognizer.image.thinning import thin
from training.synthesis.disturbances.tracing import trace
from training.synthesis.outliers.alphabets import ALPHABET_SHARES, ALPHABETS, LATIN, WORD_LETTERS
from training.synthesis.outliers.fonts import Font
from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.strokes import by_hand, draw
from training.synthesis.pen import sample_canvas, sample_style

_GLYPH_SIZE = 64  # px: size at which letters are thinned; larger takes longer and wobbles less than a hand
_SHORTEST_SPUR = 0.6  # stroke widths: thinning leaves shorter branches where strokes are broad
_LARGE_GLYPH_SIZE = 120
_REDRAWN_SHARE = 0.75  # of the letters; the others keep the font's thick and thin
_HANDWRITTEN_SHARE = 0.6  # of the letters of alphabets that have handwritten fonts


def draw_letter(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws one letter or sign that is not like a digit: uint8 RGB canvas."""
    font, alphabet = _choose_font(rng, sources)
    letter = ALPHABETS[alphabet][rng.integers(len(ALPHABETS[alphabet]))]
    if rng.uniform() < _REDRAWN_SHARE:
        return draw(by_hand(list(centre_lines(font.path, letter)), rng, 0.6, tilt=0.02), rng)
    return _print(font, letter, rng)


def draw_word(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws two to six Latin letters side by side, those like digits included: uint8 RGB canvas."""
    font = _choose_from([font for font in sources.fonts if LATIN in font.alphabets], rng)
    count = int(rng.integers(2, 7))
    letters = rng.choice(list(WORD_LETTERS), count)
    if rng.uniform() < 0.3:
        letters = np.char.upper(letters)
    gap = rng.uniform(0.04, 0.18) * _GLYPH_SIZE
    strokes, right = [], 0.0
    for letter in letters:
        paths = by_hand(list(centre_lines(font.path, str(letter))), rng, 0.6, tilt=0.01)
        shift = right + gap - min(path[:, 0].min() for path in paths)
        strokes += [path + np.array([shift, rng.normal(0, 1.5)]) for path in paths]
        right = max(path[:, 0].max() for path in strokes)
    return draw(strokes, rng, figures=0.7 * count)


def _choose_font(rng: np.random.Generator, sources: Sources) -> tuple[Font, str]:
    """A font and one of its alphabets, each alphabet as often as its share among those that the fonts hold."""
    held = {alphabet for font in sources.fonts for alphabet in font.alphabets}
    names = [name for name in ALPHABETS if name in held]
    shares = np.array([ALPHABET_SHARES[name] for name in names])
    alphabet = names[rng.choice(len(names), p=shares / shares.sum())]
    return _choose_from([font for font in sources.fonts if alphabet in font.alphabets], rng), alphabet


def _choose_from(fonts: list[Font], rng: np.random.Generator) -> Font:
    """One of the fonts, handwritten ones more often, each family as often as another."""
    wants_handwritten = rng.uniform() < _HANDWRITTEN_SHARE
    fonts = [font for font in fonts if font.is_handwritten == wants_handwritten] or fonts
    families = sorted({font.family for font in fonts})
    family = families[rng.integers(len(families))]
    files = [font for font in fonts if font.family == family]
    return files[rng.integers(len(files))]


@lru_cache(maxsize=4096)
def centre_lines(path: Path, letter: str) -> tuple[np.ndarray, ...]:
    """Centre lines of one letter as pen paths, float64 `[n, 2]`, in pixels of a font of size 64.

    Raises:
        ValueError: the font draws nothing for this letter.
    """
    mask = np.pad(glyph(path, letter, _GLYPH_SIZE), 2) > 127
    if not mask.any():
        raise ValueError(f"The font {path} draws nothing for {letter!r}. Leave it out of the font's alphabets.")
    lines = trace(thin(mask), _SHORTEST_SPUR * stroke_width(mask.astype(np.uint8)))
    return tuple(np.concatenate([line[:-1:3], line[-1:]]) for line in lines)


def glyph(path: Path, letter: str, size: int) -> np.ndarray:
    """One letter as the font has it: uint8 `[h, w]`, 0 = paper, 255 = ink, cut to its box."""
    mask = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC).getmask(letter, mode="L")
    return np.asarray(mask, dtype=np.uint8).reshape(mask.size[::-1])


def _print(font: Font, letter: str, rng: np.random.Generator) -> np.ndarray:
    """The letter as the font has it, slanted, warped, thicker or thinner, at random size and place: RGB canvas."""
    image = np.pad(glyph(font.path, letter, _LARGE_GLYPH_SIZE), 24)
    height, width = image.shape
    style = sample_style(rng, sample_canvas(rng))
    scale = style.digit_side / (max(height, width) - 48)
    size = max(height, width) * scale
    free = np.array(style.canvas) - size
    slant, stretch = rng.normal(0, 0.12), np.exp(rng.normal(0, 0.1))
    rows, columns = np.mgrid[: style.canvas[1], : style.canvas[0]].astype(np.float32)
    left, top = free * (style.left, style.top)
    y = (rows - top) / scale
    x = ((columns - left) / scale - width / 2) * stretch + width / 2 + slant * (y - height / 2)
    bend = [
        cv2.resize(rng.normal(0, 2.5, (5, 5)).astype(np.float32), style.canvas, interpolation=cv2.INTER_CUBIC)
        for _ in "xy"
    ]
    image = _thicken(image, rng)
    warped = cv2.remap(image, (x + bend[0]).astype(np.float32), (y + bend[1]).astype(np.float32), cv2.INTER_AREA)
    return np.repeat(255 - warped[..., np.newaxis], 3, axis=2)


def _thicken(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dilates, or erodes where something is left of it."""
    reach = int(rng.integers(1, 5))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    if rng.uniform() < 0.6:
        return cv2.dilate(image, kernel)
    eroded = cv2.erode(image, kernel)
    return eroded if int(eroded.sum()) > 0.4 * int(image.sum()) else image
