"""Draws strokes on a picture as a browser does, by other means than the code under test."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw

from digit_recognizer.explanation.sheet import Stroke

FINER = 8  # drawn so many times as large, and averaged down


def painted(picture: np.ndarray, strokes: Iterable[Stroke]) -> np.ndarray:
    """Returns a drawing uint8 [h, w, 3], dark on white, with strokes drawn on it and rubbed out of it."""
    height, width = picture.shape[:2]
    large = Image.fromarray(picture).convert("L").resize((width * FINER, height * FINER), Image.Resampling.NEAREST)
    pen = ImageDraw.Draw(large)
    for stroke in strokes:
        colour, radius = 0 if stroke.kind == "add" else 255, stroke.width * FINER / 2
        ends = [(x * FINER, y * FINER) for x, y in (stroke.start, stroke.end)]
        pen.line(ends, fill=colour, width=stroke.width * FINER)
        for x, y in ends:
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)
    return np.asarray(large.resize((width, height), Image.Resampling.BOX).convert("RGB"))
