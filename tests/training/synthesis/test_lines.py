"""Lines are written once, by one author each, and come with what stands on them."""

import numpy as np
import pytest

from digit_recognizer.contract import CLASS_COUNT, LINE_ALPHABET, LINE_SIGNS
from tests.training.conftest import WRITERS
from training.data.pen_strokes import load_pen_strokes
from training.synthesis import lines as lines_module
from training.synthesis.authors import pen_authors
from training.synthesis.lines import MAX_CHARACTERS, NO_LABEL, STRIP_WIDTH, load_strips, set_strips
from training.synthesis.renders import NO_WRITER
from training.synthesis.signed_lines import Marking

COUNT = 30
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def authors(pen_strokes):
    return pen_authors(load_pen_strokes(pen_strokes))


def assert_plausible(lines):
    assert lines.images.shape == (len(lines), 36, STRIP_WIDTH)
    assert lines.labels.shape == (len(lines), MAX_CHARACTERS)
    lengths = (lines.labels != NO_LABEL).sum(axis=1)
    assert lengths.min() >= 1
    assert len(set(lengths.tolist())) > 1
    for image, width, labels, length in zip(lines.images, lines.widths, lines.labels, lengths, strict=True):
        assert image[:, :width].any()
        assert not image[:, width:].any()
        assert (labels[:length] >= 0).all()
        assert (labels[length:] == NO_LABEL).all()


def test_lines_are_written_by_the_writers(authors):
    lines = load_strips(authors, COUNT, workers=1)
    assert_plausible(lines)
    assert len(lines) > COUNT * 0.8
    assert set(lines.writers.tolist()) <= set(WRITERS)
    assert lines.labels.max() < CLASS_COUNT


def test_some_lines_have_signs_where_that_is_asked_for(authors, small_data):
    marking = Marking(share=1.0)
    for lines in (load_strips(authors, COUNT, marking, workers=1), set_strips(small_data.train, COUNT, marking)):
        assert_plausible(lines)
        assert set(np.unique(lines.labels)) > {LINE_ALPHABET.index(sign) for sign in LINE_SIGNS}
        assert ((lines.labels >= CLASS_COUNT).sum(axis=1) >= 1).all()


def test_lines_are_written_once_whoever_writes_them(authors, monkeypatch):
    first = load_strips(authors, COUNT, workers=1)
    monkeypatch.setattr(lines_module, "compose_number", None)
    again = load_strips(authors, COUNT)
    np.testing.assert_array_equal(first.images, again.images)


def test_the_seed_decides_the_lines(authors):
    first, other = (load_strips(authors, 6, seed=seed, workers=1) for seed in (0, 1))
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
