"""Digits are cut out of numbers as serving cuts them, each with its label and its writer, and once only."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.conftest import WRITERS
from training.data.pen_strokes import load_pen_strokes
from training.synthesis import cut_digits
from training.synthesis.cut_digits import load_cut_digits
from training.synthesis.numbers import NumberStyle, compose_number

NUMBERS = 24
APART = NumberStyle(touching=0, max_kerning=0, gap=(0.2, 0.4), photographed=0, light_on_dark=0)
CROWDED = replace(APART, touching=1.0, max_overlap=0.05)
pytestmark = [pytest.mark.usefixtures("cache"), pytest.mark.slow]


@pytest.fixture
def digits(pen_strokes):
    return load_pen_strokes(pen_strokes)


def numbers(digits, style):
    generator = np.random.default_rng(0)
    return [compose_number(generator, digits, 2, style) for _ in range(8)]


def test_digits_that_stand_apart_are_not_cut(digits):
    assert not any(len(cut_digits.cut_digits(number)[0]) for number in numbers(digits, APART))


def test_digits_that_touch_are_cut_off_with_their_labels(digits):
    cut = [(number, *cut_digits.cut_digits(number)) for number in numbers(digits, CROWDED)]
    found = [(number, images, labels) for number, images, labels in cut if labels]
    assert len(found) >= len(cut) / 2
    for number, images, labels in found:
        assert images.shape == (len(labels), 28, 28)
        assert images.reshape(len(images), -1).any(axis=1).all()
        assert {str(label) for label in labels} <= set(number.text)


def test_each_has_the_writer_who_wrote_it(digits):
    cut = load_cut_digits(digits, NUMBERS, workers=1)
    assert len(cut)
    assert set(cut.writers.tolist()) <= set(WRITERS)


@pytest.mark.slow
def test_seeds_decide_and_the_number_of_processes_does_not(digits, cache, monkeypatch):
    monkeypatch.setattr(cut_digits, "_CHUNK", 12)  # several chunks
    first = load_cut_digits(digits, NUMBERS, workers=1)
    other = load_cut_digits(digits, NUMBERS, seed=1, workers=1)
    assert len(list(cache.rglob("*.npz"))) == 2
    for file in cache.rglob("*.npz"):
        file.unlink()
    again = load_cut_digits(digits, NUMBERS, workers=2)
    np.testing.assert_array_equal(first.images, again.images)
    assert not np.array_equal(first.images, other.images)


def test_what_has_been_cut_is_read(digits, monkeypatch):
    first = load_cut_digits(digits, NUMBERS, workers=1)
    monkeypatch.setattr(cut_digits, "compose_number", None)
    again = load_cut_digits(digits, NUMBERS, workers=1)
    for name in ("images", "labels", "writers"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))


def test_a_number_on_which_nothing_is_found_gives_nothing(digits):
    number = replace(numbers(digits, CROWDED)[0], canvas=np.full((60, 80, 3), 255, np.uint8), is_touching=True)
    images, labels = cut_digits.cut_digits(number)
    assert images.shape == (0, 28, 28)
    assert labels == []
