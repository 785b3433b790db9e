"""Who wrote MNIST: loaded in MNIST's order, held against its labels, and split writer by writer."""

import numpy as np
import pytest

from training.data.images import LabelledImages
from training.data.loading import DatasetError
from training.data.mnist_writers import (
    MNIST_WRITERS_PATH_VARIABLE,
    PUPILS,
    RowWriters,
    find_mnist_writers,
    load_mnist_writers,
    split_writers,
)


def written(*rows: tuple[int, int, int, int]):
    from datasets import Dataset

    return Dataset.from_dict(
        dict(zip(("row", "label", "partition", "writer"), map(list, zip(*rows, strict=True)), strict=True))
    )


@pytest.fixture
def folder(tmp_path):
    for split, rows in (("train", [(0, 5, 4, 2154), (1, 0, 0, 7)]), ("test", [(0, 7, 4, 2578)])):
        written(*rows).to_parquet(tmp_path / "writers" / "data" / f"{split}-00000-of-00001.parquet")
    return tmp_path / "writers"


@pytest.fixture(autouse=True)
def caches(tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")


def images(*labels: int) -> LabelledImages:
    return LabelledImages(np.zeros((len(labels), 28, 28), np.uint8), np.array(labels))


def test_writers_come_in_mnists_order(folder, monkeypatch):
    monkeypatch.delenv(MNIST_WRITERS_PATH_VARIABLE, raising=False)
    assert find_mnist_writers() is None
    monkeypatch.setenv(MNIST_WRITERS_PATH_VARIABLE, str(folder))
    writers = find_mnist_writers()
    assert writers.train.writers.tolist() == [2154, 7]
    assert (writers.train.partitions == PUPILS).tolist() == [True, False]
    writers.train.check_same_rows(images(5, 0))
    with pytest.raises(DatasetError, match="are of 2 rows with other labels than the 2 of MNIST"):
        writers.train.check_same_rows(images(5, 1))


def test_what_is_no_data_set_of_writers_is_said(folder, tmp_path):
    with pytest.raises(DatasetError, match="`python -m training data mnist-writers` writes it"):
        load_mnist_writers(tmp_path / "none")
    file = folder / "data" / "test-00000-of-00001.parquet"
    written((1, 7, 4, 2578)).to_parquet(file)
    with pytest.raises(DatasetError, match="not in MNIST's order"):
        load_mnist_writers(folder)
    written((0, 7, 4, 2578)).remove_columns("partition").to_parquet(file)
    for other in folder.glob("data/train*"):
        written((0, 5, 4, 1)).remove_columns("partition").to_parquet(other)
    with pytest.raises(DatasetError, match="need the columns row, label, partition, writer"):
        load_mnist_writers(folder)


def test_whole_writers_are_chosen_staff_and_pupils_in_proportion():
    writer = np.repeat(np.arange(60), 20)
    writers = RowWriters(np.tile(np.arange(10), 120), np.where(writer < 40, 0, PUPILS), writer)
    is_chosen = split_writers(writers, size=300)
    assert 300 <= is_chosen.sum() <= 340
    assert set(writer[is_chosen]).isdisjoint(writer[~is_chosen])
    assert (writers.partitions[is_chosen] == PUPILS).mean() == pytest.approx(1 / 3, abs=0.05)
    np.testing.assert_array_equal(split_writers(writers, size=300), is_chosen)
    assert (split_writers(writers, size=300, seed=1) != is_chosen).any()
