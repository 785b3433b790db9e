"""Every split gives each row to one part only, and the same rows at every call."""

import numpy as np
import pytest

from training.data.images import DigitData, LabelledImages
from training.data.splits import SPLITS, all_rows, validated

TRAIN_ROWS, TEST_ROWS = 1_200, 200
SIZES = {
    "mnist": (1_200, 0, 200),
    "mnist_validated": (1_100, 100, 200),
    "first_21000": (600, 0, 600),
    "any_21000": (600, 0, 600),
    "80_20": (1_120, 0, 280),
    "80_10_10": (1_120, 140, 140),
}
SPLIT_OF_ROWS = pytest.mark.parametrize("name", SIZES)


def numbered(numbers):
    """Rows of unbalanced classes whose first two pixels say which row it is."""
    images = np.zeros((len(numbers), 28, 28), dtype=np.uint8)
    images[:, 0, 0], images[:, 0, 1] = numbers % 256, numbers // 256
    return LabelledImages(images, np.minimum(numbers % 14, 9).astype(np.int64))


@pytest.fixture(scope="module")
def data():
    numbers = np.arange(TRAIN_ROWS + TEST_ROWS)
    return DigitData(numbered(numbers[:TRAIN_ROWS]), numbered(numbers[TRAIN_ROWS:]), "numbered rows", "none")


def numbers_of(rows):
    return [] if rows is None else (rows.images[:, 0, 0] + rows.images[:, 0, 1].astype(int) * 256).tolist()


def parts_of(rows):
    return [numbers_of(part) for part in (rows.train, rows.validation, rows.test)]


def test_every_split_is_tested():
    assert {*SIZES, "digits_8x8"} == set(SPLITS)


@SPLIT_OF_ROWS
def test_sizes_are_those_of_the_title(data, name):
    assert tuple(len(part) for part in parts_of(SPLITS[name].divide(data))) == SIZES[name]


@SPLIT_OF_ROWS
def test_no_row_is_in_two_parts(data, name):
    for rows in (SPLITS[name].divide(data), validated(SPLITS[name].divide(data))):
        together = [number for part in parts_of(rows) for number in part]
        assert len(set(together)) == len(together)


@SPLIT_OF_ROWS
def test_rows_keep_their_labels_and_their_split(data, name):
    rows = SPLITS[name].divide(data)
    assert parts_of(SPLITS[name].divide(data)) == parts_of(rows)
    for part in filter(None, (rows.train, rows.validation, rows.test)):
        np.testing.assert_array_equal(part.labels, numbered(np.array(numbers_of(part))).labels)


@pytest.mark.parametrize("name", ["mnist_validated", "80_20", "80_10_10"])
def test_parts_have_every_class_in_equal_shares(data, name):
    rows = SPLITS[name].divide(data)
    wanted = np.bincount(all_rows(data).labels) / (TRAIN_ROWS + TEST_ROWS)
    for part in filter(None, (rows.train, rows.validation, rows.test if name != "mnist_validated" else None)):
        np.testing.assert_allclose(np.bincount(part.labels) / len(part), wanted, atol=0.01)


@pytest.mark.parametrize("name", ["mnist", "mnist_validated"])
def test_the_published_test_rows_stay_apart(data, name):
    assert numbers_of(SPLITS[name].divide(data).test) == list(range(TRAIN_ROWS, TRAIN_ROWS + TEST_ROWS))


def test_the_first_rows_and_the_next_are_in_order(data):
    train, _, test = parts_of(SPLITS["first_21000"].divide(data))
    assert train + test == list(range(TRAIN_ROWS))


def test_a_tenth_is_set_apart_where_a_split_has_no_validation_rows(data):
    plain = SPLITS["80_20"].divide(data)
    rows = validated(plain)
    assert [len(part) for part in parts_of(rows)] == [1_008, 112, 280]
    assert sorted(numbers_of(rows.train) + numbers_of(rows.validation)) == sorted(numbers_of(plain.train))
    assert rows.test is plain.test
    with_its_own = SPLITS["80_10_10"].divide(data)
    assert validated(with_its_own) is with_its_own


def test_the_small_digits_are_divided_as_in_the_report():
    rows = SPLITS["digits_8x8"].divide(None)
    parts = (rows.train, rows.validation, rows.test)
    assert [len(part) for part in parts] == [1_293, 144, 360]
    assert {part.images.shape[1:] for part in parts} == {(8, 8)}
    assert max(part.images.max() for part in parts) == 16
    from sklearn.datasets import load_digits

    digits = load_digits()
    together = np.concatenate([part.images.reshape(len(part), -1) for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    order, wanted = np.lexsort(together.T), np.lexsort(digits.data.T)
    np.testing.assert_array_equal(together[order], digits.data[wanted])
    np.testing.assert_array_equal(labels[order], digits.target[wanted])
