"""Digits with printed lines around them: cells of tables, dark frames, windows and plots."""

from dataclasses import dataclass

import cv2
import numpy as np

from training.synthesis.pen import BLACK, DrawingStyle, Strokes, draw_strokes
from training.synthesis.photo import photograph

_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True)
class Sheet:
    """A sheet with a digit in its middle: uint8 `[h, w, 3]`, and the box, in pixels, that holds the digit."""

    picture: np.ndarray
    box: tuple[int, int, int, int]


def draw_in_box(strokes: Strokes, rng: np.random.Generator, fill: tuple[float, float] = (0.4, 0.85)) -> Sheet:
    """Draws a digit into a box with as much room again on each side.

    Args:
        strokes: the digit's.
        rng: source of chance.
        fill: least and largest share of the box's shorter side that the digit takes.
    """
    height = int(rng.integers(50, 260))
    width = round(height * float(rng.uniform(0.8, 1.5)))
    side = min(width, height) * float(rng.uniform(*fill))
    brush = max(2.0, side * float(rng.uniform(0.05, 0.13)))
    left, top = rng.uniform(0.1, 0.9, 2).tolist()
    drawing = draw_strokes(strokes, DrawingStyle((width, height), side - brush, left, top, brush))
    sides, ends = width // 2, height // 2
    padded = np.pad(drawing, ((ends, ends), (sides, sides), (0, 0)), constant_values=255)
    return Sheet(padded, (sides, ends, sides + width, ends + height))


def cut_cell(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Cuts a cell out of a table with a digit in each, just inside of its lines, on them or just outside."""
    sheet = draw_in_box(strokes, rng)
    picture, box = sheet.picture.copy(), sheet.box
    width = int(rng.integers(1, 5))
    colour = (int(rng.integers(0, 170)),) * 3
    for x in (box[0], box[2]):
        cv2.line(picture, (x, 0), (x, len(picture)), colour, width)
    for y in (box[1], box[3]):
        cv2.line(picture, (0, y), (picture.shape[1], y), colour, width)
    picture = _tilted(np.minimum(picture, sheet.picture), rng.uniform(-1.5, 1.5))
    picture = _captured(picture, rng)
    # Positive is inside.
    inset = rng.integers(-width, width + 5, 4)
    left, top, right, bottom = np.array(box) + inset * (1, 1, -1, -1)
    return np.ascontiguousarray(picture[top:bottom, left:right])


def draw_frame(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draws a dark frame around a digit, at the picture's edge or a little within."""
    sheet = draw_in_box(strokes, rng, (0.35, 0.75))
    left, top, right, bottom = sheet.box
    picture = sheet.picture[top:bottom, left:right].copy()
    width = max(1, round(min(picture.shape[:2]) * float(rng.uniform(0.005, 0.09))))
    level = int(rng.integers(0, 120))
    framed = cv2.copyMakeBorder(picture, *(width,) * 4, cv2.BORDER_CONSTANT, value=(level,) * 3)
    blank = int(rng.integers(0, 25)) if rng.uniform() < 0.6 else 0
    outside = int(rng.choice([255, 255, 230]))
    return _captured(cv2.copyMakeBorder(framed, *(blank,) * 4, cv2.BORDER_CONSTANT, value=(outside,) * 3), rng)


def draw_window(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draws the window of a program around a digit: a title bar with its name and buttons, and a thin frame."""
    sheet = draw_in_box(strokes, rng, (0.35, 0.75))
    left, top, right, bottom = sheet.box
    picture = sheet.picture[top:bottom, left:right].copy()
    bar = max(10, round(len(picture) * float(rng.uniform(0.1, 0.2))))
    is_dark = rng.uniform() < 0.6
    level, letters = (int(rng.integers(20, 110)), 240) if is_dark else (int(rng.integers(190, 235)), 30)
    title = np.full((bar, picture.shape[1], 3), level, np.uint8)
    cv2.putText(title, "Digit", (6, bar - bar // 3), _FONT, bar / 45, (letters,) * 3, 1, cv2.LINE_AA)
    for button in range(3):
        centre = (title.shape[1] - round((button + 0.6) * bar * 0.8), bar // 2)
        cv2.circle(title, centre, max(2, bar // 5), (letters,) * 3, -1, cv2.LINE_AA)
    width = int(rng.integers(1, 4))
    window = cv2.copyMakeBorder(np.vstack([title, picture]), *(width,) * 4, cv2.BORDER_CONSTANT, value=(level,) * 3)
    blank = int(rng.integers(0, 12))
    return cv2.copyMakeBorder(window, *(blank,) * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))


def draw_plot(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draws the axes of a plot around a digit, two or four of them, with ticks and, half of the time, their labels."""
    sheet = draw_in_box(strokes, rng, (0.4, 0.8))
    picture, (left, top, right, bottom) = sheet.picture.copy(), sheet.box
    if rng.uniform() < 0.3:
        picture[top:bottom, left:right] = 255 - picture[top:bottom, left:right]
    width = int(rng.integers(1, 3))
    corners = [(left, top), (left, bottom), (right, bottom)]
    if rng.uniform() < 0.5:
        corners += [(right, top), (left, top)]
    cv2.polylines(picture, [np.array(corners, np.int32)], False, BLACK, width)
    _draw_ticks(picture, sheet.box, width, rng)
    around = int(rng.integers(4, 12)) if rng.uniform() < 0.4 else 26
    return picture[max(0, top - around) : bottom + around + 2, max(0, left - around) : right + around]


def _draw_ticks(picture: np.ndarray, box: tuple[int, int, int, int], width: int, rng: np.random.Generator) -> None:
    left, top, right, bottom = box
    has_labels, count, length = rng.uniform() < 0.5, int(rng.integers(3, 7)), int(rng.integers(3, 6))
    for step in range(count):
        x = left + (right - left) * step // count
        y = bottom - (bottom - top) * step // count
        cv2.line(picture, (x, bottom), (x, bottom + length), BLACK, width)
        cv2.line(picture, (left - length, y), (left, y), BLACK, width)
        if has_labels:
            label = str(step * 5)
            cv2.putText(picture, label, (x - 4, bottom + length + 11), _FONT, 0.32, BLACK, 1, cv2.LINE_AA)
            cv2.putText(picture, label, (left - length - 15, y + 4), _FONT, 0.32, BLACK, 1, cv2.LINE_AA)


def _tilted(picture: np.ndarray, degrees: float) -> np.ndarray:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _captured(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Photographs a picture, or leaves it as a program wrote it, each half of the time."""
    return photograph(picture, rng) if rng.uniform() < 0.5 else picture
