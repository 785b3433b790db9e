"""Who wrote each row of MNIST (C. Yadav and L. Bottou, Cold Case: The Lost MNIST Digits, 2019)."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data.columns import Columns
from training.data.images import LabelledImages
from training.data.loading import DatasetError, load_splits
from training.data.mnist import SPLIT_SEED, SPLITS, VALIDATION_SIZE

MNIST_WRITERS = "mnist_test_by_writer"  # the evaluation set
MNIST_WRITERS_PATH_VARIABLE = "MNIST_WRITERS_PATH"
PUPILS = 4  # the partition of NIST's forms that pupils filled in; Census staff did the others
_COLUMNS = ("row", "label", "partition", "writer")


@dataclass(frozen=True)
class RowWriters(Columns):
    """Who wrote each row, in MNIST's order: labels, partitions and writers, int64 [n] each."""

    labels: np.ndarray
    partitions: np.ndarray
    writers: np.ndarray

    def __len__(self) -> int:
        return len(self.writers)

    def check_same_rows(self, rows: LabelledImages) -> None:
        """Makes sure that these are the writers of those rows.

        Raises:
            DatasetError: there are more or fewer rows, or one has another label.
        """
        if not np.array_equal(self.labels, rows.labels):
            raise DatasetError(
                f"The writers are of {len(self):,} rows with other labels than the {len(rows):,} of MNIST that they "
                f"were held against. Name MNIST's own with {MNIST_WRITERS_PATH_VARIABLE}."
            )


@dataclass(frozen=True)
class MnistWriters:
    """Who wrote MNIST's training rows, and who its test rows."""

    train: RowWriters
    test: RowWriters


def find_mnist_writers() -> MnistWriters | None:
    """Returns what `load_mnist_writers` does, or None where no folder is named.

    Raises:
        DatasetError: a folder is named and does not hold the writers.
    """
    return load_mnist_writers() if os.environ.get(MNIST_WRITERS_PATH_VARIABLE) else None


def load_mnist_writers(path: str | Path | None = None) -> MnistWriters:
    """Loads who wrote MNIST from a local folder.

    Args:
        path: the data set's folder; by default the environment variable `MNIST_WRITERS_PATH`.

    Raises:
        DatasetError: no folder was named, or it does not hold the writers of rows in MNIST's order.
    """
    source = path or os.environ.get(MNIST_WRITERS_PATH_VARIABLE)
    if not source or not Path(source).is_dir():
        raise DatasetError(
            f"MNIST's writers: no folder at {str(source)!r}. Name the data set's folder with "
            f"{MNIST_WRITERS_PATH_VARIABLE}; `python -m training data mnist-writers` writes it."
        )
    splits = load_splits(str(source), None, MNIST_WRITERS_PATH_VARIABLE, SPLITS)
    return MnistWriters(*(_read(splits[split], split, str(source)) for split in SPLITS))


def _read(rows, split: str, source: str) -> RowWriters:
    if not set(rows.column_names) >= set(_COLUMNS):
        raise DatasetError(
            f"MNIST's writers need the columns {', '.join(_COLUMNS)}; {source} has {', '.join(rows.column_names)}."
        )
    row, *columns = (np.asarray(rows[name], np.int64) for name in _COLUMNS)
    if not np.array_equal(row, np.arange(len(row))):
        raise DatasetError(f"The {split} rows in {source} are not in MNIST's order: row must count up from 0.")
    return RowWriters(*columns)


def split_writers(writers: RowWriters, size: int = VALIDATION_SIZE, seed: int = SPLIT_SEED) -> np.ndarray:
    """Chooses whole writers to validate on, staff and pupils in the proportion of all rows.

    Args:
        writers: who wrote each row.
        size: about how many rows to choose: at least as many, and at most a writer of each group more.
        seed: decides who is chosen.

    Returns:
        bool [n], whether a row is by one of them. Everybody wrote each digit about as often: labels are balanced, too.
    """
    rng = np.random.default_rng(seed)
    is_chosen = np.zeros(len(writers), bool)
    is_pupil = writers.partitions == PUPILS
    for group in (is_pupil, ~is_pupil):
        wanted = size * group.mean()
        for writer in rng.permutation(np.unique(writers.writers[group])):
            if (is_chosen & group).sum() >= wanted:
                break
            is_chosen |= group & (writers.writers == writer)
    return is_chosen
