"""Numbers are composed as they say, measured as they are read, and their weights fitted."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.line import Line
from digit_recognizer.number.scores import WITHOUT_DIGIT_PROBABILITY
from digit_recognizer.number.segmentation import segment
from digit_recognizer.number.sheet import find_line
from tests.training.synthesis.conftest import DIGITS
from training.evaluation.numbers import measure_numbers
from training.fitting.number_path import collect_paths, fit_weights, label_path
from training.synthesis.numbers import ComposedNumber, NumberStyle, compose_number, overlap

PLAIN = NumberStyle(photographed=0, light_on_dark=0, touching=0, max_kerning=0, gap=(0.1, 0.4))


def numbers(count: int, style: NumberStyle = PLAIN, length: int | None = None):
    generator = np.random.default_rng(0)
    return [compose_number(generator, DIGITS, length, style) for _ in range(count)]


def line_of(number: ComposedNumber) -> Line:
    return find_line(map_ink(read_pixels(number.canvas)))


def test_the_same_seed_gives_the_same_numbers():
    for first, again in zip(numbers(3, NumberStyle()), numbers(3, NumberStyle()), strict=True):
        np.testing.assert_array_equal(first.canvas, again.canvas)
        assert (first.text, first.boxes) == (again.text, again.boxes)


def test_boxes_hold_all_the_ink_and_each_digit_has_one():
    for number in numbers(5):
        ink = number.canvas.min(axis=2) < 128
        assert len(number.boxes) == len(number.text)
        for left, top, right, bottom in number.boxes:
            assert ink[top:bottom, left:right].any()
            ink[top:bottom, left:right] = False
        assert not ink.any()


def test_digits_touch_when_they_are_meant_to():
    assert not any(number.is_touching for number in numbers(10))
    crowded = replace(PLAIN, touching=1.0, max_overlap=0.2)
    assert sum(number.is_touching for number in numbers(10, crowded)) >= 9


def test_length_and_photos_are_as_asked():
    assert {len(number.text) for number in numbers(30)} == {2, 3, 4, 5, 6}
    photos = numbers(2, replace(PLAIN, photographed=1.0), length=3)
    assert [len(photo.text) for photo in photos] == [3, 3]
    assert all(photo.is_photo and len(np.unique(photo.canvas)) > 50 for photo in photos)


def test_overlap_is_intersection_over_union():
    assert overlap((0, 0, 10, 10), (0, 0, 10, 10)) == 1
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 10, 10), (20, 20, 30, 30)) == 0


def test_measured_numbers_are_counted_in_every_group(recognizer, pens):
    figures = measure_numbers(recognizer, 6, writers=[1], path=pens)
    assert figures.count == 6
    for group in ("by_length", "by_touching", "by_picture"):
        assert sum(part.count for part in getattr(figures, group).values()) == 6
    assert 0 <= figures.accuracy <= 1
    assert figures.digit_accuracy > 0.5
    assert figures.box_overlap > 0.5


def test_what_cannot_be_read_counts_as_wrong(pens):
    def refuse(image):
        raise NoInkError("blank")

    figures = measure_numbers(SimpleNamespace(read_number=refuse), 2, writers=[1], path=pens)
    assert (figures.accuracy, figures.segmentation, figures.box_overlap) == (0, 0, 0)


def test_weights_are_fitted_to_the_labelled_paths(recognizer):
    found = [(number, segment(line_of(number), recognizer.model())) for number in numbers(6)]
    paths = [path for number, parts in found if (path := label_path(parts, number.boxes))]
    assert len(paths) == 6
    poor = replace(WITHOUT_DIGIT_PROBABILITY, segment=30.0)
    fitted = fit_weights(paths, poor)

    def right(weights):
        return sum(path.lattice.most_likely_path(weights.score(path.features))[0] == path.chosen for path in paths)

    assert right(fitted) > right(poor)


def test_numbers_are_labelled_as_they_are_composed(recognizer, pens):
    paths = collect_paths(recognizer, 4, writers=[1], path=pens)
    assert 1 <= len(paths) <= 4
    assert all(path.lattice.edges[path.chosen[-1], 1] == path.lattice.end for path in paths)


def test_boxes_elsewhere_label_nothing(recognizer):
    [number] = numbers(1)
    found = segment(line_of(number), recognizer.model())
    assert label_path(found, [(0, 0, 2, 2)] * len(number.boxes)) is None
