"""Disturbances are drawn as stated, the same each time, and once only, level by level."""

import json

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from digit_recognizer.errors import NoInkError
from tests.pictures import draw_digit
from training.data.images import DigitData, LabelledImages
from training.data.label_errors import LABEL_ERRORS
from training.evaluation.disturbances import measure_stress
from training.store.figures import LevelFigures, StressFigures, WorstLevel
from training.synthesis.disturbances import stress
from training.synthesis.disturbances.catalogue import DISTURBANCES, MNIST_WIDTH
from training.synthesis.disturbances.centre_line import find_centre_line
from training.synthesis.disturbances.stress import choose_stress_rows, draw_stress, load_stress, normalize_stress


@pytest.fixture(scope="module")
def rows() -> LabelledImages:
    images = [normalize_drawing(draw_digit(name, brush=24.0)) for name in ("2", "7")]
    return LabelledImages(np.stack(images), np.array([2, 7]))


@pytest.fixture(scope="module")
def lines(rows):
    return [find_centre_line(image) for image in rows.images]


@pytest.mark.parametrize("name", sorted(DISTURBANCES))
class TestDisturbances:
    def test_levels_contain_what_is_stated(self, name):
        disturbance = DISTURBANCES[name]
        assert disturbance.name == name
        assert len(set(disturbance.levels)) == len(disturbance.levels) >= 5
        assert disturbance.neutral in disturbance.stated_levels
        assert disturbance.stated_levels[0] == disturbance.stated_range[0]
        assert disturbance.stated_levels[-1] == disturbance.stated_range[1]

    def test_levels_differ_and_chance_repeats(self, name, lines):
        disturbance = DISTURBANCES[name]
        canvases = [next(draw_stress(lines, disturbance, level)) for level in disturbance.levels]
        assert all(canvas.shape == (500, 500, 3) and canvas.dtype == np.uint8 for canvas in canvases)
        assert all((canvas != canvases[0]).any() for canvas in canvases[1:])
        again = next(draw_stress(lines, disturbance, disturbance.levels[-1]))
        np.testing.assert_array_equal(again, canvases[-1])

    def test_a_disturbed_digit_keeps_its_shape(self, name, lines):
        """Within the stated range, what the models see hardly changes; turning and thinning do change it."""
        disturbance = DISTURBANCES[name]
        if name in ("rotation", "brush"):
            pytest.skip("it changes the shape on purpose")
        neutral = normalize_drawing(next(draw_stress(lines, disturbance, disturbance.neutral)))
        for level in (disturbance.stated_range[0], disturbance.stated_range[1]):
            seen = normalize_drawing(next(draw_stress(lines, disturbance, level)))
            assert np.corrcoef(seen.ravel(), neutral.ravel())[0, 1] > 0.8


def test_the_test_split_is_chosen_without_wrong_labels():
    labels = np.arange(10_000) % 10
    # Each image says its own row.
    images = np.zeros((10_000, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(10_000), 256)
    rows = LabelledImages(images, labels)
    data = DigitData(rows, rows, "made up", "none")
    chosen = choose_stress_rows(data, count=500)
    numbers = chosen.images[:, 0, 0].astype(int) * 256 + chosen.images[:, 0, 1]
    assert np.bincount(chosen.labels).tolist() == [50] * 10
    assert not set(numbers) & set(LABEL_ERRORS)
    assert len(choose_stress_rows(data, count=10_000)) == 10_000 - len(LABEL_ERRORS)
    developed = choose_stress_rows(data, "development", 100)
    assert (developed.images[:, 0, 0].astype(int) * 256 + developed.images[:, 0, 1]).min() >= 5_000
    with pytest.raises(ValueError, match="No split is called 'train'"):
        choose_stress_rows(data, "train")


@pytest.mark.usefixtures("cache")
def test_images_are_read_again_from_the_cache(rows, monkeypatch):
    chosen = {"size": DISTURBANCES["size"]}
    first = load_stress(rows, disturbances=chosen, processes=1)
    assert list(first) == [("size", level) for level in DISTURBANCES["size"].levels]
    monkeypatch.setattr(stress, "draw_stress", lambda *_: pytest.fail("drew again"))
    again = load_stress(rows, disturbances=chosen, processes=1)
    for key, images in first.items():
        np.testing.assert_array_equal(images.images, again[key].images)
        assert images.images.any(axis=(1, 2)).all()


def test_an_interrupted_run_goes_on_at_the_level_that_is_missing(rows, cache, monkeypatch):
    chosen = {"size": DISTURBANCES["size"]}
    first = load_stress(rows, disturbances=chosen, processes=1)
    entries = sorted(cache.rglob("*.npz"))
    assert len(entries) == len(first)
    entries[0].unlink()
    drawn = []
    monkeypatch.setattr(stress, "draw_stress", lambda *order: drawn.append(order) or draw_stress(*order))
    again = load_stress(rows, disturbances=chosen, processes=1)
    assert len(drawn) == 1
    assert list(again) == list(first)
    for key, images in first.items():
        np.testing.assert_array_equal(images.images, again[key].images)


def test_a_canvas_without_ink_is_an_image_of_zeros(lines, monkeypatch):
    def refuse(_):
        raise NoInkError("blank")

    monkeypatch.setattr(stress, "normalize_drawing", refuse)
    assert not normalize_stress(lines, "size", 0.64).any()


class TestMeasure:
    @pytest.fixture
    def stress(self):
        labels = np.array([1, 2, 3, 4])
        return {
            (name, level): LabelledImages(np.full((4, 28, 28), number + 1, np.uint8), labels)
            for name in ("size", "brush")
            for number, level in enumerate(DISTURBANCES[name].levels)
        }

    def test_worst_and_means(self, stress):
        def predict(images):
            # Reads everything but, at the first level, only one row in four.
            answers = np.array([1, 2, 3, 4]) if images[0, 0, 0] > 1 else np.ones(4, int)
            return np.eye(10)[answers]

        measured = measure_stress(predict, stress)
        assert StressFigures.from_json(json.loads(json.dumps(measured.as_json())), "here") == measured
        levels = sum(len(DISTURBANCES[name].levels) for name in ("size", "brush"))
        assert measured.rows == 4 * levels
        assert measured.errors == 6
        assert measured.accuracy == pytest.approx(1 - 6 / (4 * levels))
        # The smallest size lies outside the stated range.
        assert measured.worst == WorstLevel(disturbance="brush", level=2.0, accuracy=0.25)
        assert measured.disturbances["brush"].levels[-1] == LevelFigures(level=MNIST_WIDTH, accuracy=1.0, rows=4)

    def test_a_blank_image_is_an_error_whatever_is_answered(self, stress):
        stress["size", 0.64].images[0] = 0
        measured = measure_stress(lambda images: np.eye(10)[[1, 2, 3, 4]], stress)
        assert measured.errors == 1
        assert measured.worst.disturbance == "size"
