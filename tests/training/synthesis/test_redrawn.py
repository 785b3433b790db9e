"""MNIST's digits are drawn again by other hands and pens, each once, the same for the same seed."""

import inspect
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from digit_recognizer.image.ink import map_ink
from tests.handmade import HANDMADE_DIGITS
from training.data.images import LabelledImages
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.fitting.handwriting import sources
from training.store import digests
from training.synthesis import cut_digits, lines, pen_drawings, people, redrawn, renders, style_drawings
from training.synthesis.disturbances import stress
from training.synthesis.disturbances.centre_line import find_centre_line
from training.synthesis.outliers import collection
from training.synthesis.pen import draw_strokes
from training.synthesis.redrawn import load_redrawn
from training.synthesis.renders import NO_WRITER

pytestmark = [pytest.mark.usefixtures("cache"), pytest.mark.slow]


@pytest.fixture(scope="module")
def rows():
    names = [name for name in HANDMADE_DIGITS if len(name) == 1]
    images = [normalize_drawing(draw_strokes(HANDMADE_DIGITS[name])) for name in names]
    return LabelledImages(np.array(images), np.array([int(name) for name in names]))


def test_every_digit_is_drawn_once_with_its_label_by_nobody(rows):
    drawn = load_redrawn(rows, workers=1)
    assert drawn.images.shape == rows.images.shape
    assert drawn.images.reshape(len(rows), -1).any(axis=1).all()
    np.testing.assert_array_equal(drawn.labels, rows.labels)
    assert set(drawn.writers.tolist()) == {NO_WRITER}


def test_drawings_are_most_like_the_digits_that_they_are_of(rows):
    most_alike = []
    for seed in range(4):  # by chance, one in ten; turned or in another style, one digit is like another
        drawn = load_redrawn(rows, seed, workers=1)
        shapes = [images.reshape(len(rows), -1).astype(float) for images in (drawn.images, rows.images)]
        most_alike.append(np.corrcoef(*shapes)[: len(rows), len(rows) :].argmax(axis=1))
    assert (np.array(most_alike) == np.arange(len(rows))).mean() >= 0.6


def test_seeds_decide_and_the_number_of_processes_does_not(rows, cache, monkeypatch):
    monkeypatch.setattr(redrawn, "_CHUNK", 5)  # several chunks
    first, other = (load_redrawn(rows, seed, workers=1) for seed in (0, 1))
    for file in cache.rglob("*.npz"):
        file.unlink()
    again = load_redrawn(rows, workers=2)
    np.testing.assert_array_equal(first.images, again.images)
    assert not np.array_equal(first.images, other.images)


def test_what_has_been_drawn_is_read(rows, monkeypatch):
    first = load_redrawn(rows, workers=1)
    monkeypatch.setattr(redrawn, "find_centre_line", None)
    np.testing.assert_array_equal(load_redrawn(rows, workers=1).images, first.images)


def test_other_rows_of_the_same_count_are_drawn_themselves(rows):
    first, others = rows.take(np.arange(3)), rows.take(np.arange(3, 6))
    before = load_redrawn(first, workers=1)
    drawn = load_redrawn(others, workers=1)
    np.testing.assert_array_equal(drawn.labels, others.labels)
    assert not np.array_equal(drawn.images, before.images)


def test_a_change_in_how_ink_is_found_draws_anew(rows, cache, monkeypatch):
    read, finder = digests._read_source, Path(inspect.getsourcefile(map_ink)).read_bytes()

    def read_changed(source):
        return read(source + b"CHANGED = True\n" if source == finder else source)

    few = rows.take(np.arange(2))
    first = load_redrawn(few, workers=1)
    monkeypatch.setattr(digests, "_read_source", read_changed)
    monkeypatch.setattr(redrawn, "find_centre_line", lambda image: find_centre_line(image[::-1]))
    assert not np.array_equal(load_redrawn(few, workers=1).images, first.images)
    assert len(list(cache.rglob("*.npz"))) == 2


@pytest.mark.parametrize(
    "module",
    [redrawn, renders, cut_digits, lines, pen_drawings, people, style_drawings, collection, stress],
    ids=lambda module: module.__name__,
)
def test_how_ink_is_found_decides_all_that_is_drawn(module):
    assert Path(inspect.getsourcefile(map_ink)) in digests.source_files(module.__name__).values()


def test_rows_on_which_drawings_are_developed_are_not_learnt_from(small_data, pen_strokes, monkeypatch):
    learnt = {}

    def note(rows, workers):
        learnt["rows"] = rows
        return load_redrawn(rows, workers=workers)

    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setattr(sources, "DEVELOPMENT_ROWS", len(small_data.train) - 12)
    monkeypatch.setattr(sources, "load_redrawn", note)
    recipe = {"variants": 1, "styled": 1, "outliers": {"scribbles": 2}}
    plain = sources.load_sources(small_data.train, recipe, workers=1).drawings
    more = sources.load_sources(small_data.train, {**recipe, "redrawn": True}, workers=1).drawings
    np.testing.assert_array_equal(learnt["rows"].images, small_data.train.images[:12])
    assert len(more) == len(plain) + 12
