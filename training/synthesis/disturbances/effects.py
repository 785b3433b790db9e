"""What befalls a finished drawing: noise, JPEG, rough paper and printed lines, each of a stated strength."""

import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from training.synthesis.photo import light, save_as_jpeg, smooth_noise

_FIBRE = 0.02  # deviation of the paper's brightness at full strength
_FIBRE_SIZES = (0.8, 4.0)  # px
_CREASE = 0.05  # deviation of the shading at full strength
_CREASE_SIZE = 0.06  # of the canvas: between folds
_LINE_SPACINGS = (0.05, 0.13)  # of the canvas: narrow squares and wide lines, beside a digit drawn large
_LINE_WIDTHS = (1.0, 3.0)  # px
_MAX_TILT = 2.0  # degrees


def add_noise(canvas: np.ndarray, deviation: float, generator: np.random.Generator) -> np.ndarray:
    """Adds a sensor's noise of so many levels, of another value in every channel; returns uint8 as it received."""
    return _to_levels(canvas + generator.normal(0, deviation, canvas.shape))


def add_salt_and_pepper(canvas: np.ndarray, share: float, generator: np.random.Generator) -> np.ndarray:
    """Turns a share (0..1) of the pixels black or white; returns uint8 as it received."""
    chance = generator.uniform(size=canvas.shape[:2])
    spotted = canvas.copy()
    spotted[chance < share / 2] = 0
    spotted[chance > 1 - share / 2] = PIXEL_MAX
    return spotted


def compress(canvas: np.ndarray, quality: float, _: np.random.Generator) -> np.ndarray:
    """Saves as JPEG of a quality (1..100) and reads back."""
    return save_as_jpeg(canvas, round(quality))


def roughen_paper(canvas: np.ndarray, strength: float, generator: np.random.Generator) -> np.ndarray:
    """Puts the drawing on crumpled, fibrous paper in uneven light; strength 0 leaves it as it is.

    Args:
        canvas: uint8 `[h, w, 3]`, dark ink on white.
        strength: 0 = none; 1 = paper that was crushed and smoothed out, half in the shade.
        generator: source of chance.
    """
    shape = canvas.shape[:2]
    fibre = smooth_noise(shape, generator.uniform(*_FIBRE_SIZES), generator)
    shading = 1 + strength * (_FIBRE * fibre + _CREASE * _creases(shape, generator))
    return _to_levels(canvas * (shading * light(shape, generator) ** strength)[..., np.newaxis])


def _creases(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    """Shading of folded paper, lit from one side: float32 `shape`, of unit deviation.

    Where smooth noise passes zero its magnitude has a sharp valley, and the light on it changes at once.
    """
    height = np.abs(smooth_noise(shape, _CREASE_SIZE * max(shape), generator))
    down, right = np.gradient(height)
    angle = generator.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * right + np.sin(angle) * down
    return slope / max(float(slope.std()), 1e-6)


def print_lines(canvas: np.ndarray, darkness: float, generator: np.random.Generator) -> np.ndarray:
    """Prints thin grey or blue lines under the drawing, ruled or squared, hardly ever quite level.

    Args:
        canvas: uint8 `[h, w, 3]`, ink darker than the lines on white.
        darkness: levels by which the lines are darker than the paper.
        generator: source of chance: kind, colour, spacing, width and tilt.
    """
    side = max(canvas.shape[:2])
    spacing = generator.uniform(*_LINE_SPACINGS) * side
    width = generator.uniform(*_LINE_WIDTHS)
    tilt = np.tan(np.deg2rad(generator.uniform(-_MAX_TILT, _MAX_TILT)))
    start = generator.uniform(0, spacing)
    colour = np.array([(1, 1, 1), (1, 0.6, 0)][generator.integers(2)])
    coverage = _parallel_lines(side, spacing, start, width, tilt)
    if generator.uniform() < 0.5:
        coverage = np.maximum(coverage, _parallel_lines(side, spacing, start, width, -tilt).T)
    page = PIXEL_MAX - darkness * coverage[: canvas.shape[0], : canvas.shape[1], np.newaxis] * colour
    return _to_levels(np.minimum(canvas, page))


def _parallel_lines(side: int, spacing: float, start: float, width: float, tilt: float) -> np.ndarray:
    """How much of each pixel lines from left to right cover: float64 `[side, side]`, 0..1."""
    rows, columns = np.mgrid[0.5:side, 0.5:side]
    across = (rows - tilt * (columns - side / 2) - start) / np.hypot(1, tilt)
    distance = np.abs((across + spacing / 2) % spacing - spacing / 2)
    return np.clip(width / 2 + 0.5 - distance, 0, 1)


def _to_levels(values: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(values, 0, PIXEL_MAX)).astype(np.uint8)
