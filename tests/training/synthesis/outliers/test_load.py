"""Outliers of a split are drawn once; how many processes draw them makes no difference."""

import numpy as np
import pytest

from training.synthesis.outliers import load
from training.synthesis.outliers.load import load_outliers

COUNTS = {"shapes": 5, "two_digits": 3, "filled": 0}


@pytest.fixture
def sources(plain_sources, monkeypatch, tmp_path):
    """The small sources in place of the data sets, and a cache of its own."""
    monkeypatch.setenv("DIGIT_RECOGNIZER_CACHE", str(tmp_path))
    monkeypatch.setattr(load, "load_sources", lambda *arguments: plain_sources)
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
    monkeypatch.setattr(load, "load_sources", lambda *arguments: pytest.fail("drawn twice"))
    again = load_outliers("train", COUNTS, workers=1)
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.kinds, again.kinds)


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(
    "other",
    [{"split": "test"}, {"seed": 1}, {"writers": (1,)}, {"count_per_kind": {"shapes": 8}}],
    ids=lambda other: next(iter(other)),
)
def test_other_arguments_are_other_outliers(other, tmp_path):
    arguments = {"split": "train", "count_per_kind": COUNTS, "workers": 1}
    load_outliers(**arguments)
    load_outliers(**arguments | other)
    assert len(list(tmp_path.glob("outliers-*.npz"))) == 2


@pytest.mark.usefixtures("sources")
def test_splits_are_drawn_differently():
    train, test = (load_outliers(split, {"shapes": 5}, workers=1) for split in ("train", "test"))
    assert not np.array_equal(train.images, test.images)


@pytest.mark.slow
@pytest.mark.usefixtures("sources")
def test_processes_make_no_difference(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "_CHUNK", 3)
    alone = load_outliers("train", COUNTS, workers=1)
    for file in tmp_path.glob("outliers-*.npz"):
        file.unlink()
    together = load_outliers("train", COUNTS, workers=2)
    np.testing.assert_array_equal(alone.images, together.images)


@pytest.mark.parametrize(("split", "counts"), [("dev", 1), ("train", {"letter": 1})])
def test_unknown_names_list_the_known(split, counts):
    with pytest.raises(ValueError, match=r"train, validation, test; the kinds are letters"):
        load_outliers(split, counts)
