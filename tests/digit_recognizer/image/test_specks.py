"""Dirt is taken off a canvas."""

import numpy as np
import pytest

from digit_recognizer.image.normalization import normalize_drawing
from tests.pictures import draw_digit


@pytest.mark.parametrize("share", [0.005, 0.02])
def test_specks_everywhere(share):
    canvas = draw_digit("1", canvas=(500, 500), digit_side=300.0, brush=10.0)
    chance = np.random.default_rng(0).uniform(size=(500, 500))
    specked = np.where((chance < share)[..., np.newaxis], np.uint8(0), canvas)
    assert np.abs(normalize_drawing(specked).astype(int) - normalize_drawing(canvas)).mean() < 5
