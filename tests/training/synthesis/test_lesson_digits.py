"""The digits that visitors train on: every digit as often, the same each time, small, and those that are served."""

import base64
import json
import zlib

import numpy as np

from training.store.assets import ReportFolders
from training.store.files import DEFAULT_ASSETS
from training.synthesis.lesson_digits import (
    HELD_OUT_DIGITS,
    LEVELS,
    PLAIN_STYLES,
    TRAINING_DIGITS,
    draw_lesson_digits,
    pack,
)

FIRST = 12


def unpack(pixels: str) -> np.ndarray:
    halves = np.frombuffer(zlib.decompress(base64.b64decode(pixels)), np.uint8)
    return np.stack([halves >> 4, halves & 15], axis=-1).reshape(-1, 28, 28)


def test_digits_are_written_in_plain_ways_and_others():
    assert {style.label for style in PLAIN_STYLES.values()} == set(range(10))


def test_packing_keeps_sixteen_levels_of_ink():
    image = np.linspace(0, 255, 784).astype(np.uint8).reshape(1, 28, 28)
    np.testing.assert_allclose(unpack(pack(image)) * (255 / (LEVELS - 1)), image, atol=255 / (LEVELS - 1) / 2 + 0.5)


def test_what_is_served_is_what_the_command_draws():
    file = ReportFolders(DEFAULT_ASSETS).lesson_digits
    served = json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_size < 400_000
    assert (served["training"], served["held_out"]) == (TRAINING_DIGITS, HELD_OUT_DIGITS)
    assert len(served["labels"]) == len(unpack(served["pixels"])) == TRAINING_DIGITS + HELD_OUT_DIGITS
    drawn = draw_lesson_digits(FIRST)
    assert served["labels"].startswith("".join(map(str, drawn.labels)))
    np.testing.assert_array_equal(unpack(served["pixels"])[:FIRST], unpack(pack(drawn.images)))
