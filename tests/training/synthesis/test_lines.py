"""Lines are written once, by one writer each, and come with what stands on them."""

import numpy as np
import pytest

from tests.training.conftest import WRITERS
from training.data.pen_strokes import load_pen_strokes
from training.synthesis import lines as lines_module
from training.synthesis.lines import MAX_DIGITS, NO_LABEL, STRIP_WIDTH, load_strips, set_strips
from training.synthesis.renders import NO_WRITER

COUNT = 30
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def digits(pen_strokes):
    return load_pen_strokes(pen_strokes)


def assert_plausible(lines):
    assert lines.images.shape == (len(lines), 36, STRIP_WIDTH)
    assert lines.labels.shape == (len(lines), MAX_DIGITS)
    lengths = (lines.labels != NO_LABEL).sum(axis=1)
    assert lengths.min() >= 1
    assert len(set(lengths.tolist())) > 1
    for image, width, labels, length in zip(lines.images, lines.widths, lines.labels, lengths, strict=True):
        assert image[:, :width].any()
        assert not image[:, width:].any()
        assert (labels[:length] >= 0).all()
        assert (labels[length:] == NO_LABEL).all()


def test_lines_are_written_by_the_writers(digits):
    lines = load_strips(digits, COUNT, workers=1)
    assert_plausible(lines)
    assert len(lines) > COUNT * 0.8
    assert set(lines.writers.tolist()) <= set(WRITERS)


def test_lines_are_written_once_whoever_writes_them(digits, monkeypatch):
    first = load_strips(digits, COUNT, workers=1)
    monkeypatch.setattr(lines_module, "compose_number", None)
    again = load_strips(digits, COUNT)
    np.testing.assert_array_equal(first.images, again.images)


def test_the_seed_decides_the_lines(digits):
    first, other = (load_strips(digits, 6, seed=seed, workers=1) for seed in (0, 1))
    assert first.images.shape != other.images.shape or (first.images != other.images).any()


def test_mnist_s_digits_are_set_beside_each_other(small_data):
    lines = set_strips(small_data.train, COUNT)
    assert_plausible(lines)
    assert set(lines.writers.tolist()) == {NO_WRITER}
    again = set_strips(small_data.train, COUNT)
    np.testing.assert_array_equal(lines.images, again.images)


def test_longer_lines_are_wider(small_data):
    lines = set_strips(small_data.train, 200)
    lengths = (lines.labels != NO_LABEL).sum(axis=1)
    widths = [lines.widths[lengths == length].mean() for length in (1, 2, 3, 4)]
    assert widths == sorted(widths)
