"""Made feedback: pictures kept as the app keeps them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from digit_recognizer.feedback import FeedbackStore, Verdict, kept_picture
from tests.handmade import HANDMADE_DIGITS
from training.synthesis.pen import draw_strokes

# No model reads these strokes as any one digit: a roof over a short bar.
ROOF = [
    np.array([(60.0, 200.0), (60.0, 60.0), (200.0, 60.0), (200.0, 200.0)]),
    np.array([(110.0, 150.0), (150.0, 150.0)]),
]


def drawn(name: str) -> Image.Image:
    return Image.fromarray(draw_strokes(HANDMADE_DIGITS[name]))


def roofs(count: int) -> list[Image.Image]:
    """The same strange mark by many hands."""
    rng = np.random.default_rng(0)
    hands = [[stroke + rng.normal(0, 6, stroke.shape) for stroke in ROOF] for _ in range(count)]
    return [Image.fromarray(draw_strokes(strokes)) for strokes in hands]


def keep(folder: Path, said: Iterable[tuple[Image.Image, str]]) -> list[str]:
    """Keeps pictures with what visitors said of them; returns the files' names."""
    store = FeedbackStore(folder)
    return [store.keep(kept_picture(picture), Verdict(label, {}, None, "0.2.0")) for picture, label in said]
