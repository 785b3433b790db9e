"""The digits that visitors train on in their browser: from control points, by nobody's hand, packed small."""

import base64
import json
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.files import write_atomically
from training.data.images import LabelledImages
from training.synthesis.hands import Hand
from training.synthesis.parallel import map_chunks
from training.synthesis.renders import draw_by_hand
from training.synthesis.styles import STYLES, Style, read_styles, write_style

TRAINING_DIGITS = 2500
HELD_OUT_DIGITS = 500
LEVELS = 16  # of grey: half a byte a pixel
PLAIN_STYLES = read_styles("plain_styles.json")
_PLAIN_SHARE = 0.6  # most people write a plain digit
_SEED = 22
_CHUNK = 250


def write_lesson_digits(path: Path, workers: int = 2) -> None:
    """Draws the digits and writes them as JSON: labels as one text, pixels as half bytes, deflated, in base64.

    Args:
        path: where the file goes.
        workers: processes that draw; the digits do not depend on it.
    """
    digits = draw_lesson_digits(TRAINING_DIGITS + HELD_OUT_DIGITS, workers)
    content = {
        "size": IMAGE_SIZE,
        "levels": LEVELS,
        "training": TRAINING_DIGITS,
        "held_out": HELD_OUT_DIGITS,
        "labels": "".join(map(str, digits.labels)),
        "pixels": pack(digits.images),
    }
    write_atomically(path, lambda file: file.write(json.dumps(content).encode() + b"\n"))


def draw_lesson_digits(count: int, workers: int = 1) -> LabelledImages:
    """Draws as many of each digit, in turn, each by another hand and pen, normalised as what visitors draw.

    Args:
        count: how many in all.
        workers: processes that draw.
    """
    labels = np.arange(count) % 10
    images = map_chunks(
        partial(_draw_chunk, _SEED), labels.tolist(), _CHUNK, workers, doing="drawing digits", unit="drawings"
    )
    return LabelledImages(np.concatenate(list(images)), labels)


def pack(images: np.ndarray) -> str:
    """Packs uint8 [n, h, w] into half a byte for each pixel, the first in the high half: deflated, in base64."""
    levels = np.rint(images.reshape(-1, 2) * ((LEVELS - 1) / 255)).astype(np.uint8)
    return base64.b64encode(zlib.compress((levels[:, 0] << 4 | levels[:, 1]).tobytes(), 9)).decode()


def _draw_chunk(seed: int, chunk: tuple[int, Sequence[int]]) -> np.ndarray:
    place, labels = chunk
    rng = np.random.default_rng((seed, place))
    return np.array([draw_by_hand(write_style(_choose(label, rng), rng), Hand(), rng) for label in labels])


def _choose(label: int, rng: np.random.Generator) -> Style:
    styles = PLAIN_STYLES if rng.uniform() < _PLAIN_SHARE else STYLES
    fitting = [style for style in styles.values() if style.label == label]
    return fitting[rng.integers(len(fitting))]
