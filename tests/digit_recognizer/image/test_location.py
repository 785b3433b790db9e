"""Where the ink is that the models read."""

import cv2
import numpy as np
import pytest

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_digit
from digit_recognizer.image.location import MASK_SIDE, InkPlace, locate_digit
from digit_recognizer.image.normalization import normalize_drawing
from tests.pictures import draw_digit

PLACE = (300, 120)  # left and top of the digit's picture in the larger one


def on_sheet(shape, noise=0.0):
    """Returns a digit on a larger sheet, plain or with a camera's light and noise, and its ink's box in shares."""
    height, width = shape
    left, top = PLACE
    sheet = np.full((height, width, 3), 255, np.uint8)
    sheet[top : top + 280, left : left + 280] = draw_digit("3")
    rows, columns = np.nonzero((sheet < 128).all(axis=2))
    box = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
    if noise:
        light = np.linspace(0.95, 0.6, width)[:, np.newaxis]
        grain = np.random.default_rng(0).normal(0, noise, sheet.shape)
        sheet = np.clip((sheet * 0.8 + 25) * light + grain, 0, 255).astype(np.uint8)
    return sheet, box / [width, height, width, height]


def place_on(sheet: np.ndarray) -> InkPlace:
    return locate_digit(find_digit(read_pixels(sheet)))


@pytest.mark.parametrize(
    ("shape", "noise"), [((600, 900), 0), ((600, 900), 3), ((2400, 1500), 3)], ids=["canvas", "photo", "large photo"]
)
def test_the_box_and_the_mask_lie_over_the_ink(shape, noise):
    sheet, box = on_sheet(shape, noise)
    place = place_on(sheet)
    pixel = 3 / min(shape)
    np.testing.assert_allclose(place.box, box, atol=max(pixel, 0.006))
    assert max(place.mask.shape) == MASK_SIDE
    assert place.mask.shape[1] / place.mask.shape[0] == pytest.approx(shape[1] / shape[0], rel=0.01)
    dark = (cv2.resize(sheet, place.mask.shape[::-1], interpolation=cv2.INTER_AREA) < 110).all(axis=2)
    seen = place.mask > 128
    left, top, right, bottom = (np.array(place.box) * np.tile(place.mask.shape[::-1], 2)).astype(int)
    inside = np.s_[top : bottom + 1, left : right + 1]
    assert (seen[inside] == dark[inside]).mean() > 0.93
    assert seen.sum() == seen[inside].sum()


def test_ink_that_is_not_read_is_not_shown():
    sheet, _ = on_sheet((600, 900))
    cv2.circle(sheet, (60, 500), 5, (0, 0, 0), cv2.FILLED)
    assert place_on(sheet).mask[:, : MASK_SIDE // 8].max() == 0


@pytest.mark.parametrize("noise", [0, 3])
def test_what_is_shown_reads_as_what_is_read(noise):
    sheet, _ = on_sheet((400, 640), noise)
    shown = normalize_drawing(255 - place_on(sheet).mask)
    assert np.abs(shown.astype(int) - normalize_drawing(sheet)).mean() < 8


def test_a_transparent_margin_counts_in_the_box():
    sheet, box = on_sheet((600, 900))
    layered = np.zeros((700, 1200, 4), np.uint8)
    layered[100:, 300:] = np.dstack([sheet, np.full(sheet.shape[:2], 255)])
    expected = (box * [900, 600, 900, 600] + [300, 100, 300, 100]) / [1200, 700, 1200, 700]
    np.testing.assert_allclose(place_on(layered).box, expected, atol=0.004)


def test_a_small_picture_keeps_its_pixels():
    sheet, _ = on_sheet((600, 900))
    small = cv2.resize(sheet, (90, 60), interpolation=cv2.INTER_AREA)
    assert place_on(small).mask.shape == (60, 90)


def test_a_blank_picture_has_no_ink_to_show():
    with pytest.raises(NoInkError):
        place_on(np.full((100, 100, 3), 255, np.uint8))
