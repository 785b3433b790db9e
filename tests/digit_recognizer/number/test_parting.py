"""Digits whose strokes run into each other have boxes around their own strokes."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.parting import part_strokes
from digit_recognizer.number.sheet import find_line
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


@pytest.mark.parametrize("shares", [[(True, True), (True, True)], [(True, False), (True, True)]], ids=["all", "a part"])
def test_a_digit_without_ink_of_its_own_gets_no_box(recognizer, shares):
    """Where cuts cross each other, neighbours share ink."""
    line = find_line(map_ink(read_pixels(write_over("8", 0)[0])))
    height, width = line.marks.shape
    labels = np.where(line.marks > 0, 1 + (np.arange(width) > width // 2), 0).astype(np.int32)
    segments = SimpleNamespace(labels=labels, marks=np.zeros(2, int), cells=lambda first, end: np.array(shares[first]))
    boxes = part_strokes(line, segments, [(0, 1), (1, 2)], [3, 8], recognizer.model())
    assert list(boxes) == [1]
    np.testing.assert_allclose(boxes[1], (0, 0, width, height), atol=2)


def test_scribbles_over_each_other_have_boxes_on_the_picture(recognizer):
    rng = np.random.default_rng(6)
    for _ in range(25):
        picture = np.full((160, 300, 3), 255, np.uint8)
        for _ in range(rng.integers(2, 8)):
            points = np.column_stack([rng.integers(20, 280, 4), rng.integers(20, 140, 4)])
            cv2.polylines(picture, [points], bool(rng.integers(2)), (0, 0, 0), int(rng.integers(1, 14)), cv2.LINE_AA)
        for digit in recognizer.read_number(picture).digits:
            left, top, right, bottom = digit.box
            assert 0 <= left < right <= 300
            assert 0 <= top < bottom <= 160


def test_a_photo_s_broken_strokes_are_parted_too(recognizer):
    """Grain breaks strokes, whose marks are joined across gaps without ink."""
    rng = np.random.default_rng(8)
    for names in ("76", "90", "82", "95"):
        picture = write_over(names, 14)[0].astype(float)
        picture[rng.random(picture.shape[:2]) < 0.35] = 255
        grey = cv2.GaussianBlur(picture, (0, 0), 0.8) * 0.6 + 60 + rng.normal(0, 4, picture.shape)
        assert recognizer.read_number(np.clip(grey, 0, 255).astype(np.uint8)).digits
