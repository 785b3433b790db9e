"""Every kind of outlier becomes an image with ink, the same for the same seed, and blank ones are drawn again."""

import dataclasses

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from digit_recognizer.errors import NoInkError
from training.synthesis.outliers import kinds
from training.synthesis.outliers.kinds import OUTLIER_KINDS, draw_outliers, load_sources
from training.synthesis.outliers.scribbles import SCRIBBLES, UNSEEN_SCRIBBLES
from training.synthesis.outliers.shapes import ALSO_SYMBOLS, SHAPES, UNSEEN_SHAPES
from training.synthesis.outliers.side_by_side import draw_number
from training.synthesis.outliers.sources import SPLITS
from training.synthesis.outliers.symbols import SYMBOLS, UNSEEN_SYMBOLS

FONTLESS = sorted(set(OUTLIER_KINDS) - {"letters", "words"})
BLANK = np.full((140, 140, 3), 255, np.uint8)


def assert_drawn(images: np.ndarray, count: int) -> None:
    assert images.dtype == np.uint8
    assert images.shape == (count, 28, 28)
    assert (images.max(axis=(1, 2)) == 255).mean() > 0.9
    assert len(np.unique(images, axis=0)) == count


@pytest.mark.parametrize("kind", FONTLESS)
def test_a_seed_decides_the_drawings(kind, plain_sources):
    first, again, other = (draw_outliers(kind, 6, seed, plain_sources) for seed in (0, 0, 1))
    assert_drawn(first, 6)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", ["letters", "words"])
def test_letters_are_drawn_with_the_fonts(kind, plain_sources, fonts):
    sources = dataclasses.replace(plain_sources, fonts=fonts)
    images = draw_outliers(kind, 12, 0, sources)
    assert_drawn(images, 12)
    np.testing.assert_array_equal(images, draw_outliers(kind, 12, 0, sources))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind, names in (("scribbles", SCRIBBLES), ("shapes", SHAPES), ("symbols", SYMBOLS))
        for name in names
    ],
)
def test_every_scribble_shape_and_symbol_can_be_drawn(kind, name, plain_sources):
    sources = dataclasses.replace(plain_sources, **{kind: (name,)})
    assert_drawn(draw_outliers(kind, 8, 0, sources), 8)


def test_numbers_stay_more_than_one_digit(plain_sources):
    rng = np.random.default_rng(0)
    columns = [
        np.ptp(np.flatnonzero(normalize_drawing(draw_number(rng, plain_sources)).max(axis=0))) for _ in range(60)
    ]
    assert np.median(columns) >= 18, "numbers are wider than high, so that their width fills the frame"


def test_an_empty_canvas_holds_no_ink():
    with pytest.raises(NoInkError):
        normalize_drawing(BLANK)


def test_blank_drawings_are_drawn_again(plain_sources, monkeypatch):
    drawings = []

    def blank_at_first(rng, sources):
        drawings.append(BLANK if len(drawings) % 2 == 0 else kinds.draw_shape(rng, sources))
        return drawings[-1]

    monkeypatch.setitem(OUTLIER_KINDS, "shapes", blank_at_first)
    assert_drawn(draw_outliers("shapes", 3, 0, plain_sources), 3)
    assert len(drawings) == 6


def test_a_kind_that_only_draws_blanks_is_an_error(plain_sources, monkeypatch):
    monkeypatch.setitem(OUTLIER_KINDS, "shapes", lambda rng, sources: BLANK)
    with pytest.raises(RuntimeError, match="'shapes' in a row held no ink"):
        draw_outliers("shapes", 1, 0, plain_sources)


def test_an_unknown_kind_lists_the_known(plain_sources):
    with pytest.raises(ValueError, match=r"'letter'.*letters, scribbles"):
        draw_outliers("letter", 1, 0, plain_sources)


@pytest.mark.parametrize(
    ("all_names", "unseen"), [(SCRIBBLES, UNSEEN_SCRIBBLES), (SHAPES, UNSEEN_SHAPES), (SYMBOLS, UNSEEN_SYMBOLS)]
)
def test_a_quarter_of_the_kinds_is_never_trained_on(all_names, unseen):
    held_out = [name for names in unseen.values() for name in names]
    assert "train" not in unseen
    assert len(set(held_out)) == len(held_out)
    assert set(held_out) <= set(all_names)
    assert 0.2 <= len(held_out) / len(all_names) <= 0.35


@pytest.fixture
def small_sets(monkeypatch, plain_sources, small_data, fonts):
    digits = [dataclasses.replace(d, writer=w) for w in (1, 2, 3) for d in plain_sources.pen_digits[1]]
    monkeypatch.setattr(kinds, "load_pen_strokes", lambda path: digits)
    monkeypatch.setattr(kinds, "load_mnist", lambda path: small_data)
    monkeypatch.setattr(kinds, "split_validation", lambda rows: (rows.take(slice(0, -50)), rows.take(slice(-50, None))))


@pytest.mark.usefixtures("small_sets")
def test_the_splits_share_nothing_that_can_be_learned_by_heart(small_data):
    train, validation, test = (load_sources(split) for split in SPLITS)
    assert set(validation.scribbles) - set(train.scribbles) == set(UNSEEN_SCRIBBLES["validation"])
    assert set(test.scribbles) - set(train.scribbles) == set(UNSEEN_SCRIBBLES["test"])
    assert set(test.shapes) - set(train.shapes) == set(UNSEEN_SHAPES["test"]) - ALSO_SYMBOLS
    assert not set(UNSEEN_SHAPES["validation"]) & set(test.shapes)
    assert not ALSO_SYMBOLS & set(train.shapes), "they are drawn as symbols"
    assert {"heart", "arrow", "smiley"} <= set(load_sources("test", kinds=("shapes",)).shapes)
    assert set(test.symbols) - set(train.symbols) == set(UNSEEN_SYMBOLS["test"])
    assert not set(UNSEEN_SYMBOLS["validation"]) & set(test.symbols)
    assert len(train.mnist) + len(validation.mnist) == len(small_data.train)
    np.testing.assert_array_equal(test.mnist, small_data.test.images)


@pytest.mark.usefixtures("small_sets")
def test_only_the_writers_named_are_drawn():
    assert list(load_sources("train").pen_digits) == [1, 2, 3]
    assert list(load_sources("train", writers=[3, 1]).pen_digits) == [1, 3]
    with pytest.raises(ValueError, match=r"None of the writers \[9\]"):
        load_sources("train", writers=[9])


def test_an_unknown_split_lists_the_known():
    with pytest.raises(ValueError, match=r"'dev'.*train, validation, test"):
        load_sources("dev")
