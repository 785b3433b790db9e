"""A shadow that falls on a photo of numbers is no digit, whatever its shape; the digits beside it are none alone."""

import cv2
import numpy as np
import pytest

from digit_recognizer import Recognizer
from tests.pictures import draw_digit

WIDTH, HEIGHT, ROW = 300, 420, 130
# Edges of what lies in the shade: shares of the picture's width and height.
SHADOWS = {
    "left": [(0, 0), (0.4, 0), (0.28, 1), (0, 1)],
    "right": [(0.55, 0), (1, 0), (1, 1), (0.7, 1)],
    "corner": [(0, 0), (0.8, 0), (0, 0.8)],
    "but for a strip": [(0.3, 0), (1, 0), (1, 1), (0.45, 1)],
}


def photo_of(lines: list[str], shadow: list[tuple[float, float]]) -> np.ndarray:
    """Lines of digits on grey paper that lies partly in the shade, with a camera's noise: uint8 [h, w, 3]."""
    shade = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(shade, [np.rint(np.array(shadow) * (WIDTH, HEIGHT)).astype(np.int32)], 1.0)
    light = 200 * (1 - 0.4 * cv2.GaussianBlur(shade, (0, 0), 3))
    for row, names in enumerate(lines):
        for column, name in enumerate(names):
            drawn = cv2.resize(draw_digit(name, digit_side=150.0), (80, 80), interpolation=cv2.INTER_AREA)
            place = np.s_[20 + ROW * row : 100 + ROW * row, 20 + 85 * column : 100 + 85 * column]
            light[place] *= 0.35 + 0.65 * drawn[..., 0] / 255
    noise = np.random.default_rng(0).normal(0, 2, light.shape)
    return np.repeat(np.clip(light + noise, 0, 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)


@pytest.mark.parametrize("lines", [["517", "80", "294"], ["36", "70"]], ids=["three lines", "two lines"])
@pytest.mark.parametrize("shadow", SHADOWS.values(), ids=SHADOWS)
def test_a_shadow_beside_numbers_is_no_digit(recognizer: Recognizer, shadow, lines):
    assert recognizer.predict(photo_of(lines, shadow), "cnn").is_digit is False


@pytest.mark.parametrize("shadow", SHADOWS.values(), ids=SHADOWS)
@pytest.mark.parametrize("name", ["0", "4", "7"])
def test_a_digit_beside_a_shadow_is_read(recognizer: Recognizer, name, shadow):
    answer = recognizer.predict(photo_of([name], shadow)[:130, :130], "cnn")
    assert (str(answer.label), answer.is_digit) == (name, True)
