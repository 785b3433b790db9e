"""Outliers of a split are drawn once; how many processes draw them makes no difference."""

from dataclasses import replace

import numpy as np
import pytest

from training.synthesis.outliers import collection
from training.synthesis.outliers.collection import load_outliers

COUNTS = {"shapes": 5, "two_digits": 3, "filled": 0}


@pytest.fixture
def sources(plain_sources, monkeypatch, cache):
    """The small sources in place of the data sets, and a cache of its own."""
    monkeypatch.setattr(collection, "load_sources", lambda *arguments: plain_sources)
    return plain_sources


@pytest.mark.usefixtures("sources")
def test_each_image_has_its_kind():
    outliers = load_outliers("train", COUNTS, workers=1)
    assert outliers.images.shape == (8, 28, 28)
    assert outliers.images.dtype == np.uint8
    assert sorted(outliers.kinds) == ["shapes"] * 5 + ["two_digits"] * 3
    np.testing.assert_array_equal(outliers.take(np.array([2])).images[0], outliers.images[2])


@pytest.mark.usefixtures("sources")
def test_the_second_call_reads_what_the_first_one_drew(monkeypatch):
    first = load_outliers("train", COUNTS, workers=1)
    monkeypatch.setattr(collection, "draw_outliers", lambda *arguments: pytest.fail("drawn twice"))
    again = load_outliers("train", COUNTS, workers=1)
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.kinds, again.kinds)


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(
    "other",
    [{"split": "test"}, {"seed": 1}, {"count_per_kind": {"shapes": 8}}],
    ids=lambda other: next(iter(other)),
)
def test_other_arguments_are_other_outliers(other, cache):
    arguments = {"split": "train", "count_per_kind": COUNTS, "workers": 1}
    load_outliers(**arguments)
    load_outliers(**arguments | other)
    assert len(list(cache.rglob("*.npz"))) == 2


@pytest.mark.usefixtures("sources")
def test_other_sources_are_other_outliers_and_equal_ones_are_not(plain_sources, cache, monkeypatch):
    others = [
        replace(plain_sources, mnist=plain_sources.mnist.copy()),
        replace(plain_sources, mnist=plain_sources.mnist[::-1]),
        replace(plain_sources, pen_digits={2: plain_sources.pen_digits[1]}),
    ]
    load_outliers("train", {"two_digits": 3}, workers=1)
    for sources, entries in zip(others, (1, 2, 3), strict=True):
        monkeypatch.setattr(collection, "load_sources", lambda *_, sources=sources: sources)
        load_outliers("train", {"two_digits": 3}, workers=1)
        assert len(list(cache.rglob("*.npz"))) == entries


@pytest.mark.usefixtures("sources")
def test_splits_are_drawn_differently():
    train, test = (load_outliers(split, {"shapes": 5}, workers=1) for split in ("train", "test"))
    assert not np.array_equal(train.images, test.images)


@pytest.mark.slow
@pytest.mark.usefixtures("sources")
def test_processes_make_no_difference(cache, monkeypatch):
    monkeypatch.setattr(collection, "_CHUNK", 3)
    alone = load_outliers("train", COUNTS, workers=1)
    for file in cache.rglob("*.npz"):
        file.unlink()
    together = load_outliers("train", COUNTS, workers=2)
    np.testing.assert_array_equal(alone.images, together.images)


@pytest.mark.parametrize(("split", "counts"), [("dev", 1), ("train", {"letter": 1})])
def test_unknown_names_list_the_known(split, counts):
    with pytest.raises(ValueError, match=r"train, validation, test; the kinds are letters"):
        load_outliers(split, counts)
