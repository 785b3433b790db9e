"""Networks that hold writers out hold writers of MNIST out, too, where it is known who they are."""

import dataclasses

import numpy as np
import pytest

from tests.training.conftest import quick
from training.data.mnist_writers import PUPILS, MnistWriters, RowWriters
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.fitting.folds import mnist_writers
from training.fitting.folds.held_out import FOLDS
from training.fitting.folds.mnist_writers import hidden_rows, validate_on_hidden
from training.fitting.handwriting import sources


@pytest.fixture
def writers(small_data, monkeypatch) -> np.ndarray:
    """Fifty people, a few of them pupils, wrote the small digits."""
    number = np.arange(len(small_data.train)) % 50
    rows = RowWriters(small_data.train.labels, np.where(number < 10, PUPILS, 0), number)
    monkeypatch.setattr(mnist_writers, "find_mnist_writers", lambda: MnistWriters(rows, rows))
    return number


def test_the_same_whole_writers_are_hidden_from_each_fold_and_none_from_what_ships(small_data, writers):
    rows, *others, of_all = [hidden_rows(small_data.train, fold) for fold in (*range(FOLDS), None)]
    assert not of_all.any()
    assert set(writers[rows]).isdisjoint(writers[~rows])
    assert 0.15 < rows.mean() < 0.25
    assert all((rows == other).all() for other in others)


def test_nobody_is_hidden_where_it_is_not_known_who_wrote(small_data):
    assert not hidden_rows(small_data.train, 0).any()
    assert validate_on_hidden(small_data.train, lambda *_: pytest.fail("asked")) is None


@pytest.mark.usefixtures("writers")
def test_each_folds_network_is_validated_on_what_was_hidden_from_it(small_data):
    def answer(fold, images):
        return np.eye(10)[np.full(len(images), fold)]

    validation = validate_on_hidden(small_data.train, answer)
    labels = small_data.train.labels[hidden_rows(small_data.train, 0)]
    assert validation.rows == len(labels)
    assert validation.accuracy == np.mean([labels == fold for fold in range(FOLDS)])


@pytest.mark.usefixtures("cache", "writers")
def test_no_source_shows_a_hidden_row(small_data, pen_strokes, unipen, monkeypatch):
    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
    monkeypatch.setattr(sources, "DEVELOPMENT_ROWS", len(small_data.train) - 60)
    few = dataclasses.replace(small_data.train, images=small_data.train.images.copy())
    recipe = {**quick("cnn").training, "variants": 1, "styled": 1, "outliers": {"scribbles": 2}}
    recipe.pop("cut_numbers", None)
    plain = sources.load_sources(few, {**recipe, "redrawn": False, "damaged": 0}, 0, workers=1)
    more = sources.load_sources(few, {**recipe, "redrawn": True, "damaged": 30}, 0, workers=1)
    hidden = hidden_rows(few, 0)
    assert len(plain.mnist) == (~hidden).sum()
    damaged = sources.load_damaged(few, 30, workers=1)
    shown = (~hidden[:60]).sum() + (~hidden[damaged.rows]).sum()
    assert len(more.drawings) - len(plain.drawings) == shown < 60 + len(damaged)
