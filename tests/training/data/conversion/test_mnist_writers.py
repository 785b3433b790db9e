"""QMNIST's extended labels become who wrote each row of MNIST."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from training.__main__ import main
from training.data.conversion import mnist_writers as conversion
from training.data.conversion.mnist_writers import convert_mnist_writers
from training.data.loading import DatasetError
from training.data.mnist_writers import load_mnist_writers

TRAIN = [(5, 4, 2154), (0, 0, 0), (4, 4, 2232)]
TEST = [(7, 4, 2578), (2, 1, 300), (1, 4, 1)]


def labels(rows: list[tuple[int, int, int]], columns: int = 8) -> bytes:
    table = np.array([[*row, *[9] * (columns - 3)] for row in rows], ">i4")
    return np.array([0x0C02, len(rows), columns], ">i4").tobytes() + table.tobytes()


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "ROWS", {"train": 3, "test": 2})


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    folder = tmp_path / "qmnist"
    folder.mkdir()
    (folder / "qmnist-train-labels-idx2-int").write_bytes(labels(TRAIN))
    (folder / "qmnist-test-labels-idx2-int.gz").write_bytes(gzip.compress(labels(TEST)))
    return folder


def test_rows_keep_their_order_and_only_mnists_test_rows_are_taken(
    originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    assert main(["data", "mnist-writers", "--from", str(originals), "--out", str(out)]) == 0
    assert capsys.readouterr().out == (
        f"Wrote 3 rows (train) of 3 writers and 2 rows (test) of 2 writers to {out}.\n"
        f"To use it: export MNIST_WRITERS_PATH={out}\n"
    )
    writers = load_mnist_writers(out)
    for part, rows in ((writers.train, TRAIN), (writers.test, TEST[:2])):
        np.testing.assert_array_equal(np.stack([part.labels, part.partitions, part.writers], axis=1), rows)
    assert "license: bsd-3-clause" in (out / "README.md").read_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must begin with 0x0c02"),
        (labels(TRAIN, columns=4), "must begin with 0x0c02, rows and 8"),
        (labels(TRAIN)[:-8], "announces 3 rows of 8 numbers and holds 22 numbers"),
        (labels(TRAIN[:2]), "at least 3 rows are needed"),
    ],
)
def test_what_is_damaged_or_something_else_is_said(originals: Path, tmp_path: Path, content: bytes, said: str):
    (originals / "qmnist-train-labels-idx2-int").write_bytes(content)
    with pytest.raises(DatasetError, match=said):
        convert_mnist_writers(originals, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_broken_archive_are_named(originals: Path, tmp_path: Path):
    packed = originals / "qmnist-test-labels-idx2-int.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(DatasetError, match="cannot be decompressed"):
        convert_mnist_writers(originals, tmp_path / "out")
    packed.unlink()
    with pytest.raises(DatasetError, match=r"holds no qmnist-test-labels-idx2-int, with or without \.gz"):
        convert_mnist_writers(originals, tmp_path / "out")
