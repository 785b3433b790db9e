"""Pen strokes and styles are drawn again and again, the same for the same seed, and once only."""

import numpy as np
import pytest

from training.data.pen_strokes import load_pen_strokes
from training.synthesis import renders
from training.synthesis.renders import NO_WRITER, draw_once, load_renders
from training.synthesis.styles import STYLES, write_style

DIGITS, VARIANTS, STYLED = 7, 3, 2
pytestmark = [pytest.mark.usefixtures("cache"), pytest.mark.slow]


@pytest.fixture
def digits(pen_strokes):
    return load_pen_strokes(pen_strokes)[:DIGITS]


@pytest.fixture
def drawn(digits):
    return load_renders(digits, VARIANTS, STYLED, workers=1)


def test_every_digit_is_drawn_with_its_label_and_writer(drawn, digits):
    count = DIGITS * VARIANTS
    assert drawn.labels[:count].tolist() == [digit.label for digit in digits for _ in range(VARIANTS)]
    assert drawn.writers[:count].tolist() == [digit.writer for digit in digits for _ in range(VARIANTS)]
    assert drawn.images.shape == (count + STYLED * len(STYLES), 28, 28)
    assert drawn.images.dtype == np.uint8
    assert drawn.images.reshape(len(drawn), -1).any(axis=1).all()


def test_styles_belong_to_nobody(drawn):
    styled = drawn.take(np.arange(DIGITS * VARIANTS, len(drawn)))
    assert set(styled.writers.tolist()) == {NO_WRITER}
    assert styled.labels.tolist() == [style.label for style in STYLES.values() for _ in range(STYLED)]


def test_no_drawing_is_like_another(drawn):
    assert len(np.unique(drawn.images, axis=0)) == len(drawn)


@pytest.mark.slow
def test_seeds_decide_and_the_number_of_processes_does_not(drawn, digits, cache, monkeypatch):
    monkeypatch.setattr(renders, "_CHUNK", 20)  # several chunks
    first = load_renders(digits, VARIANTS, STYLED, seed=1, workers=1)
    assert not np.array_equal(first.images, drawn.images)
    np.testing.assert_array_equal(first.labels, drawn.labels)
    for file in cache.rglob("*.npz"):
        file.unlink()
    again = load_renders(digits, VARIANTS, STYLED, seed=1, workers=2)
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.writers, again.writers)


def test_what_has_been_drawn_is_read(drawn, digits, cache, monkeypatch):
    assert len(list(cache.rglob("*.npz"))) == 1
    monkeypatch.setattr(renders, "draw_once", None)
    again = load_renders(digits, VARIANTS, STYLED, workers=1)
    for name in ("images", "labels", "writers"):
        np.testing.assert_array_equal(getattr(again, name), getattr(drawn, name))


@pytest.mark.parametrize("change", [{"variants": 1}, {"styled": 1}, {"seed": 5}], ids=str)
def test_another_order_is_drawn_anew(drawn, digits, cache, change):
    load_renders(digits, **{"variants": VARIANTS, "styled": STYLED, **change}, workers=1)
    assert len(list(cache.rglob("*.npz"))) == 2


def test_an_interrupted_drawing_leaves_no_cache(digits, cache, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(renders, "draw_once", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load_renders(digits, VARIANTS, STYLED, workers=1)
    assert not list(cache.rglob("*.npz"))


def test_a_line_that_the_photo_lost_is_drawn_without_it(monkeypatch):
    monkeypatch.setattr(renders, "_PHOTO_SHARE", 1.0)
    monkeypatch.setattr(renders, "photograph", lambda canvas, rng: np.full_like(canvas, 255))
    rng = np.random.default_rng(0)
    assert draw_once(3, write_style(next(iter(STYLES.values())), rng), rng).any()
