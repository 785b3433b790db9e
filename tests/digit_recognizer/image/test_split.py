"""Ink is told from paper where no rim of paper is left."""

import numpy as np
import pytest

from digit_recognizer.image.split import split_ink, threshold_of
from tests.pictures import draw_digit
from training.synthesis.photo import photograph
from training.synthesis.pictures.crops import cut_along

SHEET = draw_digit("2", canvas=(300, 300), digit_side=200.0, brush=36.0)
INK = 255 - SHEET[..., 0]


def test_a_photo_cut_along_its_ink_is_taken_either_way():
    photo = cut_along(photograph(SHEET, np.random.default_rng(3)), INK, 0.0)
    truth = cut_along(INK, INK, 0.0) > 128
    dark, light = split_ink(photo)
    assert ((dark.strength > 0.5) == truth).mean() > 0.97
    assert ((light.strength > 0.5) == ~truth).mean() > 0.9


def test_grain_on_blank_paper_is_no_ink():
    grain = np.random.default_rng(0).normal(200, 12, (120, 100, 1)).repeat(3, axis=2)
    assert split_ink(np.clip(grain, 0, 255).astype(np.uint8)) == []


@pytest.mark.parametrize("level", [0, 255])
def test_one_colour_is_no_ink(level):
    assert split_ink(np.full((40, 30, 3), level, np.uint8)) == []


def test_two_groups_are_parted_between_them():
    values = np.concatenate([np.full(30, 10.0), np.full(10, 50.0)]).astype(np.float32)
    threshold, separation = threshold_of(values)
    assert 10 <= threshold < 50
    assert separation == pytest.approx(1, abs=0.01)
