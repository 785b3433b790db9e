"""Digits whose strokes run into each other have boxes around their own strokes."""

import cv2
import numpy as np
import pytest

from tests.handmade import HANDMADE_DIGITS
from training.synthesis.numbers import MIN_OVERLAP, Box, overlap

STROKE = 6
ABOVE, BEFORE = 40, 60  # px of paper


def write_over(names: str, shared: int) -> tuple[np.ndarray, list[Box]]:
    """Writes digits so that each reaches so many pixels into the one before: uint8 `[h, w, 3]`, and their boxes."""
    sheets, begins = [], BEFORE
    for name in names:
        points = np.concatenate([np.asarray(stroke, float) for stroke in HANDMADE_DIGITS[name]])
        shift = (begins - points[:, 0].min(), ABOVE)
        sheet = np.full((180, 400), 255, np.uint8)
        for stroke in HANDMADE_DIGITS[name]:
            cv2.polylines(
                sheet, [np.rint(np.asarray(stroke, float) + shift).astype(int)], False, 0, STROKE, cv2.LINE_AA
            )
        begins += np.ptp(points[:, 0]) - shared
        sheets.append(sheet)
    boxes = []
    for sheet in sheets:
        rows, columns = np.nonzero(sheet < 128)
        boxes.append((int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1))
    return np.repeat(np.minimum.reduce(sheets)[:, :, np.newaxis], 3, axis=2), boxes


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        ("76", 14),
        ("90", 14),
        ("82", 14),
        ("83", 14),
        ("80", 14),
        ("95", 6),
        ("94", 6),
        ("96", 6),
        ("99", 14),
        ("70", 14),
    ],
)
def test_a_box_holds_the_strokes_of_its_digit(recognizer, names, shared):
    picture, boxes = write_over(names, shared)
    reading = recognizer.read_number(picture)
    assert reading.text == names
    overlaps = [overlap(digit.box, box) for digit, box in zip(reading.digits, boxes, strict=True)]
    assert min(overlaps) >= MIN_OVERLAP


def test_digits_that_stand_apart_keep_the_boxes_of_their_marks(recognizer):
    picture, boxes = write_over("3805", -20)
    reading = recognizer.read_number(picture)
    assert reading.text == "3805"
    np.testing.assert_allclose([digit.box for digit in reading.digits], boxes, atol=2)
