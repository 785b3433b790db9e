"""Writing that is hard to read: pale and thin, climbing, with letters between, or badly scanned."""

import cv2
import numpy as np

from training.synthesis.numbers import NumberStyle, draw_digits, set_digits
from training.synthesis.pen import DrawingStyle, Strokes, draw_strokes
from training.synthesis.writing import PLAIN, Pen

_THIN = NumberStyle(brush=(0.015, 0.035), touching=0.02, margin=(0.1, 0.1))
_MAX_TILT = 12  # degrees
_SPECKS = 0.0006  # of a scan's pixels
_MIDDLE = 0.5  # of full ink: the middle of strokes
_LEAST = 0.08  # of full ink: paler is the scanner's paper


def pale(pen: Pen) -> tuple[np.ndarray, str]:
    """A number in pale and thin strokes."""
    ink, text = _number(pen, int(pen.rng.integers(2, 7)), _THIN)
    return ink * float(pen.rng.uniform(0.2, 0.5)), text


def slanted(pen: Pen) -> tuple[np.ndarray, str]:
    """A number that climbs or falls."""
    ink, text = _number(pen, int(pen.rng.integers(3, 7)), PLAIN)
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((0, 0), float(pen.rng.uniform(-_MAX_TILT, _MAX_TILT)), 1.0)
    corners = matrix @ np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)]).T
    matrix[:, 2] -= corners.min(axis=1)
    size = np.ceil(np.ptp(corners, axis=1)).astype(int).tolist()
    return cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR), text


def lettered(pen: Pen) -> tuple[np.ndarray, str]:
    """Digits and, among them, an a or an e; the text leaves it out."""
    rng, height = pen.rng, pen.height
    chosen = pen.chosen(int(rng.integers(2, 5)))
    inks, brush = draw_digits(rng, chosen, height, PLAIN)
    size = height * rng.uniform(0.5, 0.75)
    side = round(size + brush + 2)
    letter = draw_strokes(_letter("ae"[rng.integers(2)], rng), DrawingStyle((side, side), size, 0.0, 0.0, brush))
    ink = 1 - letter[..., 0] / 255
    left, top, wide, tall = cv2.boundingRect((ink > 0.2).astype(np.uint8))
    inks.insert(int(rng.integers(len(inks) + 1)), ink[top : top + tall, left : left + wide])
    return set_digits(rng, inks, height, PLAIN)[0], "".join(str(digit.label) for digit in chosen)


def scanned(pen: Pen) -> tuple[np.ndarray, str]:
    """An id or a phone number as a bad scanner has it: black or white, strokes broken or run together, and specks."""
    rng = pen.rng
    ink, text = _number(pen, int(rng.integers(5, 12)), PLAIN)
    grain = cv2.GaussianBlur(rng.standard_normal(ink.shape), (0, 0), float(rng.uniform(0.6, 1.6)))
    soft = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.4, 0.02 * pen.height + 0.5)))
    middle = float(np.median(soft[ink > _MIDDLE]))
    level = middle * (rng.uniform(0.3, 0.95) + rng.uniform(0.0, 0.15) * grain / grain.std())
    is_ink = (soft > np.maximum(level, _LEAST)) | (rng.uniform(size=ink.shape) < _SPECKS)
    return is_ink.astype(float), text


def _number(pen: Pen, count: int, style: NumberStyle) -> tuple[np.ndarray, str]:
    chosen = pen.chosen(count)
    inks, _ = draw_digits(pen.rng, chosen, pen.height, style)
    sheet, _, _ = set_digits(pen.rng, inks, pen.height, style)
    return sheet, "".join(str(digit.label) for digit in chosen)


def _letter(name: str, rng: np.random.Generator) -> Strokes:
    """A small a, one loop and a stem, or a small e, a bar and an open loop; each a little different."""
    start, end = (0.15, 1.95) if name == "a" else (0.0, 1.75)
    turns = np.pi * np.linspace(start, end + rng.uniform(-0.1, 0.1), 24)
    wide = rng.uniform(0.75, 1.1)
    loop = np.column_stack([wide * np.cos(turns), -np.sin(turns)])
    if name == "e":
        strokes = [np.concatenate([[[-0.9 * wide, rng.uniform(-0.05, 0.25)]], loop])]
    else:
        stem = [[wide, -0.9], [wide * rng.uniform(0.95, 1.05), 0.8], [wide + rng.uniform(0.1, 0.5), 1.0]]
        strokes = [np.concatenate([loop, stem])]
    lean = rng.uniform(-0.1, 0.35)
    return [points @ np.array([[1, 0], [-lean, 1]]) for points in strokes]
