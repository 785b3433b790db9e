"""Lines are mixed and changed, but what stands on them stays."""

import numpy as np
import pytest

from training.fitting.line_reader.batches import LineChanges, change_line, line_batches
from training.synthesis.lines import NO_LABEL, STRIP_WIDTH, set_strips

UNCHANGED = LineChanges(0, 0, 0, 0, 0, 0, 11, 0, 0)


@pytest.fixture(scope="module")
def lines(small_data):
    return set_strips(small_data.train, 150).take(np.arange(128))


def take(lines, count, seed=0):
    batches = line_batches([lines, lines], 8, LineChanges(), (seed,))
    return [next(batches) for _ in range(count)]


def test_batches_are_no_wider_than_their_lines_ask(lines):
    widths = set()
    for images, labels in take(lines, 16):
        assert (images.dtype, images.shape[:2], len(labels)) == (np.uint8, (8, 36), 8)
        widths.add(images.shape[2])
        assert images.shape[2] <= STRIP_WIDTH
        assert images.reshape(8, -1).any(axis=1).all()
    assert len(widths) > 1


def test_every_line_comes_once_before_any_comes_twice(lines):
    # Both sources are these lines.
    found = np.concatenate([labels for _, labels in take(lines, 2 * len(lines) // 8)])
    expected = np.concatenate([lines.labels, lines.labels])
    assert sorted(map(tuple, found)) == sorted(map(tuple, expected))


def test_the_seed_decides_the_changes(lines):
    first, again, other = (take(lines, 2, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first[1][0], again[1][0])
    assert first[0][0].shape != other[0][0].shape or (first[0][0] != other[0][0]).any()


def test_without_changes_a_line_is_only_moved(lines):
    rng = np.random.default_rng(0)
    image = lines.images[0, :, : lines.widths[0]]
    same = change_line(image, image.shape[1], UNCHANGED, rng)
    assert np.abs(same.astype(int) - image).mean() < 12
    moved = change_line(image, STRIP_WIDTH, UNCHANGED, rng)
    assert moved.shape == (36, STRIP_WIDTH)
    assert moved.sum() == pytest.approx(image.sum(), rel=0.02)


def test_a_line_never_leaves_its_paper(lines):
    rng = np.random.default_rng(0)
    row = int((lines.labels != NO_LABEL).sum(axis=1).argmax())
    image = lines.images[row, :, : lines.widths[row]]
    ink = [change_line(image, image.shape[1], LineChanges(), rng).sum(dtype=float) for _ in range(50)]
    assert min(ink) > 0.35 * image.sum(dtype=float)


@pytest.mark.parametrize("number", [1, 11])
def test_batches_go_on_from_any_number(lines, number):
    images, labels = next(line_batches([lines, lines], 8, LineChanges(), (0,), first=number))
    expected_images, expected_labels = take(lines, number + 1)[number]
    np.testing.assert_array_equal(images, expected_images)
    np.testing.assert_array_equal(labels, expected_labels)


def test_one_kind_alone_fills_its_batches(lines):
    batches = line_batches([lines], 8, LineChanges(), (0,))
    found = np.concatenate([next(batches)[1] for _ in range(len(lines) // 8)])
    assert sorted(map(tuple, found)) == sorted(map(tuple, lines.labels))
